-- name: groups.silence
INSERT INTO silenced_groups (conversation_id, reason, since)
VALUES (:conversation_id, :reason, :now)
ON CONFLICT (conversation_id) DO NOTHING;

-- name: groups.waiting
-- What a group that is gone keeps waiting.
SELECT kind, title FROM deliveries
WHERE state = 'pending' AND destination = :destination ORDER BY due_at, id;

-- name: groups.waiting_announcements
-- Those that somebody wants posted there once, and who they are.
SELECT d.title, r.code, r.author, r.confirmed_by
FROM deliveries d JOIN drafts r ON d.subject = 'announcement:' || r.code
WHERE d.state = 'pending' AND d.destination = :destination AND d.kind = 'announcement'
  AND NOT EXISTS (SELECT 1 FROM recurring_announcements a WHERE a.code = r.code)
ORDER BY d.due_at, d.id;

-- name: groups.revive
DELETE FROM silenced_groups WHERE conversation_id = :conversation_id;

-- name: groups.silenced
SELECT conversation_id, reason FROM silenced_groups ORDER BY since;

-- name: groups.welcomes_since
SELECT count(*) AS count FROM deliveries
WHERE subject = :subject AND created_at >= :since;
