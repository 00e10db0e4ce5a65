-- What a delivery needs besides its text.
-- `waits_for`: the key of the delivery that must have been accepted first (a staged send).
-- `exact`: belongs to its very moment and is not sent earlier together with others.
-- `alone`: was refused inside a digest and is tried by itself.
-- `everyone`: mentions everybody, which only a group's custom robot can.
-- `essential_on`: the local date on which it goes even when the monthly calls run out, or
-- 'always'.
-- `told`: what it tells about a salon (day, time, place), to be corrected when that changes.
ALTER TABLE deliveries ADD COLUMN waits_for TEXT NOT NULL DEFAULT '';
ALTER TABLE deliveries ADD COLUMN exact INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN alone INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN everyone INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN essential_on TEXT NOT NULL DEFAULT '';
ALTER TABLE deliveries ADD COLUMN told TEXT NOT NULL DEFAULT '';
ALTER TABLE deliveries ADD COLUMN recalled_at TEXT;

-- One index for each question that is asked several times a second.
CREATE INDEX deliveries_pending ON deliveries (due_at, id) WHERE state = 'pending';
CREATE INDEX deliveries_sending ON deliveries (destination) WHERE state = 'sending';
CREATE INDEX deliveries_unreported ON deliveries (id)
  WHERE reported = 0 AND state IN ('failed', 'unknown', 'expired');

-- Calls of the OpenAPI in a calendar month, which the platform counts per organisation.
CREATE TABLE call_counts (
  month TEXT PRIMARY KEY,
  calls INTEGER NOT NULL
);

-- Replay links that were there when the planner last looked; a new one is posted.
CREATE TABLE seen_replays (
  salon_id TEXT NOT NULL,
  url TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  PRIMARY KEY (salon_id, url)
);

-- What the planner did once for all, by name.
CREATE TABLE planner_marks (
  name TEXT PRIMARY KEY,
  made_at TEXT NOT NULL
);

-- Announcements that come again and again; each occurrence is a delivery.
CREATE TABLE recurring_announcements (
  code TEXT PRIMARY KEY,
  text TEXT NOT NULL,
  groups TEXT NOT NULL,
  everyone INTEGER NOT NULL,
  rule TEXT NOT NULL,
  author TEXT NOT NULL,
  created_at TEXT NOT NULL,
  cancelled_at TEXT
);

-- Roles given by chat, beside those of the configuration.
CREATE TABLE role_grants (
  staff_id TEXT PRIMARY KEY,
  role TEXT NOT NULL CHECK (role IN ('organizer', 'admin')),
  granted_by TEXT NOT NULL,
  granted_at TEXT NOT NULL
);
