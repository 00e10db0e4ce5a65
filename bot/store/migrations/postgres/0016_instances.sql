-- Who shares the database, each with a number that it counts up while it lives (one row of
-- each process that was ever started, for a day).
CREATE TABLE instances (
    name TEXT COLLATE "C" PRIMARY KEY,
    beats BIGINT NOT NULL,
    beat_at TEXT COLLATE "C" NOT NULL
);
