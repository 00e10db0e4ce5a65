-- Whether the organizers are asked for the replay of each occurrence of a series.
ALTER TABLE series ADD COLUMN asks_replay INTEGER NOT NULL DEFAULT 0;
