-- name: groups.silence
INSERT INTO silenced_groups (conversation_id, reason, since)
VALUES (:conversation_id, :reason, :now)
ON CONFLICT (conversation_id) DO NOTHING;

-- name: groups.fail_deliveries
UPDATE deliveries SET state = 'failed', error = :reason, updated_at = :now
WHERE state = 'pending' AND destination = :destination;

-- name: groups.revive
DELETE FROM silenced_groups WHERE conversation_id = :conversation_id;

-- name: groups.silenced
SELECT conversation_id, reason FROM silenced_groups ORDER BY since;

-- name: groups.welcomes_since
SELECT count(*) AS count FROM deliveries
WHERE subject = :subject AND created_at >= :since;
