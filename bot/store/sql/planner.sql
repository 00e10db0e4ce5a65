-- name: planner.make_mark
INSERT INTO planner_marks (name, made_at) VALUES (:mark, :now) ON CONFLICT (name) DO NOTHING;

-- name: planner.see_replay
INSERT INTO seen_replays (salon_id, url, seen_at) VALUES (:salon_id, :url, :now)
ON CONFLICT (salon_id, url) DO NOTHING;
