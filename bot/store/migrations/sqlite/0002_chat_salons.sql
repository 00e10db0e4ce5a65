-- Salons that were made in chat. `page` is the page that an export writes, front matter
-- and all, so that a salon is read one way wherever it lives. `exported_at` is set while
-- the exported file says the same; once that file is read the row goes.
CREATE TABLE chat_salons (
  id TEXT PRIMARY KEY,
  page TEXT NOT NULL,
  revision INTEGER NOT NULL DEFAULT 1,
  created_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  exported_at TEXT,
  source TEXT NOT NULL UNIQUE
);

-- Where somebody stands in a dialogue of several messages: it goes on after a restart, and
-- in whichever instance takes the next message. `source` is the message that led here.
CREATE TABLE dialogues (
  conversation_id TEXT NOT NULL,
  person TEXT NOT NULL,
  topic TEXT NOT NULL,
  state TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (conversation_id, person)
);

-- Salons that repeat, such as the weekly live stream. `rrule` counts from `starts_on`.
CREATE TABLE series (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  rrule TEXT NOT NULL,
  words TEXT NOT NULL,
  starts_on TEXT NOT NULL,
  start TEXT NOT NULL,
  minutes INTEGER NOT NULL,
  live_url TEXT NOT NULL DEFAULT '',
  on_holidays INTEGER NOT NULL DEFAULT 0,
  ended_on TEXT,
  created_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  source TEXT NOT NULL UNIQUE
);

-- A day of a series that is left out, or held at another time.
CREATE TABLE series_exceptions (
  series_id TEXT NOT NULL REFERENCES series (id),
  day TEXT NOT NULL,
  moved_on TEXT,
  moved_start TEXT,
  made_by TEXT NOT NULL,
  made_at TEXT NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (series_id, day)
);
