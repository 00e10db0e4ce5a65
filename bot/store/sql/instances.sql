-- Who shares the database, and whose number still moves.

-- name: instances.beat
INSERT INTO instances (name, beats, beat_at) VALUES (:instance, 1, :now)
ON CONFLICT (name) DO UPDATE SET beats = instances.beats + 1, beat_at = excluded.beat_at;

-- name: instances.forget
DELETE FROM instances WHERE beat_at < :before;

-- name: instances.holding
-- The others that hold open messages; one without a row stands still as well.
SELECT DISTINCT claimed_by AS name,
       coalesce((SELECT beats FROM instances WHERE name = claimed_by), 0) AS beats
FROM messages
WHERE state IN ('received', 'working', 'sending') AND claimed_by <> :instance;
