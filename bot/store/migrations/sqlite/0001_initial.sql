-- The inbox: a message is a row here before it is acknowledged. Text and webhook live in
-- `payload` and are dropped when the row is final; the row itself stays, so that a
-- redelivery days later is still recognised.
CREATE TABLE messages (
  robot TEXT NOT NULL,
  message_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN
    ('received', 'working', 'sending', 'answered', 'unknown', 'expired', 'rejected')),
  conversation_id TEXT NOT NULL,
  person TEXT NOT NULL,
  payload TEXT,
  outcome TEXT,
  claimed_by TEXT,
  received_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  PRIMARY KEY (robot, message_id)
);
CREATE INDEX messages_open ON messages (received_at)
  WHERE state IN ('received', 'working', 'sending');

-- What a person asked here lately: follow-ups lean on it, also after a restart or when
-- another instance takes the next message.
CREATE TABLE turns (
  id INTEGER PRIMARY KEY,
  conversation_id TEXT NOT NULL,
  person TEXT NOT NULL,
  question TEXT NOT NULL,
  kind TEXT NOT NULL,
  topic TEXT NOT NULL,
  asked_at TEXT NOT NULL
);
CREATE INDEX turns_recent ON turns (conversation_id, person, asked_at);
CREATE INDEX turns_age ON turns (asked_at);

CREATE TABLE unanswered_questions (
  id INTEGER PRIMARY KEY,
  question TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  nearest TEXT NOT NULL DEFAULT ''
);
CREATE INDEX unanswered_questions_asked ON unanswered_questions (asked_at);

-- Replays that came by chat; those in files stay in the files.
CREATE TABLE replays (
  id INTEGER PRIMARY KEY,
  salon_id TEXT NOT NULL,
  label TEXT NOT NULL,
  url TEXT NOT NULL,
  added_by TEXT NOT NULL,
  added_at TEXT NOT NULL,
  source TEXT NOT NULL,
  UNIQUE (salon_id, url)
);

-- What waits for a person's `确认 <code>`: an announcement, a replay to be added.
CREATE TABLE drafts (
  code TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  author TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'confirmed', 'cancelled')),
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  confirmed_by TEXT,
  confirmed_at TEXT,
  source TEXT NOT NULL UNIQUE
);

-- The outbox: one message to one destination. `key` is what makes planning repeatable.
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  destination TEXT NOT NULL,
  title TEXT NOT NULL,
  markdown TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN
    ('pending', 'sending', 'sent', 'expired', 'superseded', 'failed', 'unknown')),
  due_at TEXT NOT NULL,
  expires_at TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  resends INTEGER NOT NULL DEFAULT 0,
  claimed_by TEXT,
  lease_until TEXT,
  route TEXT,
  platform_key TEXT,
  error TEXT,
  reported INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
);
CREATE INDEX deliveries_open ON deliveries (due_at) WHERE state IN ('pending', 'sending');
CREATE INDEX deliveries_subject ON deliveries (subject);

-- Who did what that needed a right, from which message.
CREATE TABLE audit_entries (
  id INTEGER PRIMARY KEY,
  happened_at TEXT NOT NULL,
  staff_id TEXT NOT NULL,
  action TEXT NOT NULL,
  detail TEXT NOT NULL,
  source TEXT NOT NULL,
  UNIQUE (source, action)
);
