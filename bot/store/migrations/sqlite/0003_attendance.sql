-- Who signed up for which salon. One row a person and salon; `place` is the order in the
-- queue, given anew to who comes back after withdrawing. `told_in` is the group where an
-- outsider can be told something. Names and ids go after [limits] keep_attendance_days.
CREATE TABLE signups (
  id INTEGER PRIMARY KEY,
  salon_id TEXT NOT NULL,
  person TEXT NOT NULL,
  staff_id TEXT NOT NULL DEFAULT '',
  nick TEXT NOT NULL,
  told_in TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL CHECK (state IN ('seated', 'waiting', 'withdrawn')),
  place INTEGER NOT NULL,
  signed_up_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  source TEXT NOT NULL,
  UNIQUE (salon_id, person),
  UNIQUE (salon_id, place)
);

-- The word that is shown at the venue, one a salon.
CREATE TABLE checkin_codes (
  salon_id TEXT PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  created_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  source TEXT NOT NULL
);

CREATE TABLE checkins (
  id INTEGER PRIMARY KEY,
  salon_id TEXT NOT NULL,
  person TEXT NOT NULL,
  staff_id TEXT NOT NULL DEFAULT '',
  nick TEXT NOT NULL,
  checked_in_at TEXT NOT NULL,
  source TEXT NOT NULL,
  UNIQUE (salon_id, person)
);

-- Wrong codes, to slow down guessing; a redelivered guess counts once.
CREATE TABLE checkin_misses (
  person TEXT NOT NULL,
  missed_at TEXT NOT NULL,
  source TEXT NOT NULL PRIMARY KEY
);
CREATE INDEX checkin_misses_person ON checkin_misses (person, missed_at);

-- How many came, as an organizer counted.
CREATE TABLE headcounts (
  salon_id TEXT PRIMARY KEY,
  people INTEGER NOT NULL CHECK (people >= 0),
  recorded_by TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  source TEXT NOT NULL
);

-- Posts about a salon that members made elsewhere; an organizer confirms the likes.
CREATE TABLE shares (
  id INTEGER PRIMARY KEY,
  salon_id TEXT NOT NULL,
  person TEXT NOT NULL,
  staff_id TEXT NOT NULL DEFAULT '',
  nick TEXT NOT NULL,
  text TEXT NOT NULL,
  likes INTEGER,
  confirmed_by TEXT,
  shared_at TEXT NOT NULL,
  confirmed_at TEXT,
  source TEXT NOT NULL UNIQUE
);
CREATE INDEX shares_salon ON shares (salon_id);

-- Prize draws. The hashes are public before the seed is; see docs/draw.md.
CREATE TABLE draws (
  code TEXT PRIMARY KEY,
  salon_id TEXT NOT NULL,
  prize TEXT NOT NULL,
  winners INTEGER NOT NULL CHECK (winners > 0),
  origin TEXT NOT NULL,
  seed TEXT NOT NULL,
  seed_hash TEXT NOT NULL,
  list_hash TEXT NOT NULL,
  witness TEXT NOT NULL DEFAULT '',
  conversation_id TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  drawn_by TEXT,
  drawn_at TEXT,
  source TEXT NOT NULL UNIQUE
);

-- `rank` is set for winners only, from 1.
CREATE TABLE draw_entries (
  code TEXT NOT NULL REFERENCES draws (code),
  entry TEXT NOT NULL,
  person TEXT NOT NULL,
  nick TEXT NOT NULL,
  rank INTEGER,
  PRIMARY KEY (code, entry),
  UNIQUE (code, person),
  UNIQUE (code, rank)
);

CREATE TABLE debates (
  id INTEGER PRIMARY KEY,
  conversation_id TEXT NOT NULL,
  salon_id TEXT NOT NULL DEFAULT '',
  team_a TEXT NOT NULL,
  captain_a TEXT NOT NULL DEFAULT '',
  team_b TEXT NOT NULL,
  captain_b TEXT NOT NULL DEFAULT '',
  winner TEXT NOT NULL DEFAULT '',
  started_by TEXT NOT NULL,
  started_at TEXT NOT NULL,
  ended_by TEXT,
  ended_at TEXT,
  source TEXT NOT NULL UNIQUE,
  ended_source TEXT
);
CREATE UNIQUE INDEX debates_open ON debates (conversation_id) WHERE ended_at IS NULL;

-- What was said in a debate. `team` is empty while nobody has said whose a quote is.
CREATE TABLE debate_notes (
  debate_id INTEGER NOT NULL REFERENCES debates (id),
  number INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('question', 'answer')),
  team TEXT NOT NULL DEFAULT '',
  speaker TEXT NOT NULL DEFAULT '',
  person TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL,
  noted_at TEXT NOT NULL,
  source TEXT NOT NULL UNIQUE,
  PRIMARY KEY (debate_id, number)
);

-- How often a salon's entry in the calendar has changed: its SEQUENCE.
CREATE TABLE calendar_entries (
  salon_id TEXT PRIMARY KEY,
  digest TEXT NOT NULL,
  sequence INTEGER NOT NULL DEFAULT 0,
  changed_at TEXT NOT NULL
);
