-- name: events.add_replay
INSERT INTO replays (salon_id, label, url, added_by, added_at, source)
VALUES (:salon_id, :label, :url, :added_by, :now, :source)
ON CONFLICT (salon_id, url) DO NOTHING;

-- name: events.remove_replay
DELETE FROM replays WHERE salon_id = :salon_id AND url = :url;

-- name: events.replays
SELECT salon_id, label, url FROM replays ORDER BY id;
