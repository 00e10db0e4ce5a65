-- What a start wants to know of the run before it.

-- name: last_run.heard
INSERT INTO last_heard (robot, heard_at) VALUES (:robot, :now)
ON CONFLICT (robot) DO UPDATE SET heard_at = excluded.heard_at;

-- name: last_run.last_heard
SELECT heard_at FROM last_heard WHERE robot = :robot;

-- name: last_run.answers_since
-- An answer that may have arrived counts: the platform has counted it too.
SELECT conversation_id, updated_at FROM messages
WHERE updated_at >= :since
  AND (state = 'unknown' OR (state = 'answered' AND outcome = 'session'));
