-- Who may open the console: a code that is good for one way in, and what the browser shows
-- from then on. Of both only what they hash to: a copy of the database opens nothing.
CREATE TABLE console_codes (
    hash TEXT COLLATE "C" PRIMARY KEY,
    staff_id TEXT COLLATE "C" NOT NULL,
    expires_at TEXT COLLATE "C" NOT NULL
);
CREATE TABLE console_sessions (
    hash TEXT COLLATE "C" PRIMARY KEY,
    staff_id TEXT COLLATE "C" NOT NULL,
    expires_at TEXT COLLATE "C" NOT NULL
);
