-- Who shares the database, each with a number that it counts up while it lives (one row of
-- each process that was ever started, for a day).
CREATE TABLE instances (
    name TEXT PRIMARY KEY NOT NULL,
    beats INTEGER NOT NULL,
    beat_at TEXT NOT NULL
);
