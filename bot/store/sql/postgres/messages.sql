-- name: messages.open
-- SQLite gives what came in the same moment in the order in which it came.
SELECT robot, message_id, state FROM messages
WHERE state IN ('received', 'working', 'sending') AND claimed_by = :claimed_by
ORDER BY received_at, id;
