-- name: chat_salons.add
INSERT INTO chat_salons (id, page, created_by, created_at, updated_at, source)
VALUES (:id, :page, :staff_id, :now, :now, :source)
ON CONFLICT DO NOTHING;

-- name: chat_salons.all
SELECT id, page, revision, exported_at FROM chat_salons ORDER BY created_at, id;

-- name: chat_salons.by_id
SELECT id, page, revision, exported_at FROM chat_salons WHERE id = :id;

-- name: chat_salons.change
UPDATE chat_salons
SET page = :page, revision = revision + 1, updated_at = :now, exported_at = NULL
WHERE id = :id AND page = :before;

-- name: chat_salons.mark_exported
UPDATE chat_salons SET exported_at = :now WHERE id = :id AND page = :page;

-- name: chat_salons.forget_settled
DELETE FROM chat_salons WHERE id = :id AND page = :page;

-- name: chat_salons.forget
DELETE FROM chat_salons WHERE id = :id;

-- name: dialogues.current
SELECT topic, state, source FROM dialogues
WHERE conversation_id = :conversation_id AND person = :person AND expires_at > :now;

-- name: dialogues.lapsed
SELECT topic, state, source FROM dialogues
WHERE conversation_id = :conversation_id AND person = :person
  AND expires_at <= :now AND expires_at > :since;

-- name: dialogues.save
INSERT INTO dialogues (conversation_id, person, topic, state, expires_at, source)
VALUES (:conversation_id, :person, :topic, :state, :expires_at, :source)
ON CONFLICT (conversation_id, person) DO UPDATE SET
  topic = excluded.topic, state = excluded.state,
  expires_at = excluded.expires_at, source = excluded.source;

-- name: dialogues.end
DELETE FROM dialogues WHERE conversation_id = :conversation_id AND person = :person;

-- name: dialogues.forget_old
DELETE FROM dialogues WHERE expires_at <= :now;

-- name: series.add
INSERT INTO series (id, title, rrule, words, starts_on, start, minutes, live_url,
  on_holidays, asks_replay, reminders, created_by, created_at, source)
VALUES (:id, :title, :rrule, :words, :starts_on, :start, :minutes, :live_url,
  :on_holidays, :asks_replay, :reminders, :staff_id, :now, :source)
ON CONFLICT DO NOTHING;

-- name: series.all
SELECT id, title, rrule, words, starts_on, start, minutes, live_url, on_holidays,
       asks_replay, reminders, ended_on
FROM series ORDER BY created_at, id;

-- name: series.end
UPDATE series SET ended_on = :day WHERE id = :id AND ended_on IS NULL;

-- name: series.exceptions
SELECT series_id, day, moved_on, moved_start FROM series_exceptions ORDER BY day;

-- name: series.except
INSERT INTO series_exceptions (series_id, day, moved_on, moved_start, made_by, made_at, source)
VALUES (:id, :day, :moved_on, :moved_start, :staff_id, :now, :source)
ON CONFLICT (series_id, day) DO UPDATE SET
  moved_on = excluded.moved_on, moved_start = excluded.moved_start,
  made_by = excluded.made_by, made_at = excluded.made_at, source = excluded.source;

-- name: salons.signature
-- Another value after every change of what chat adds to the salons: by it a process sees that
-- another one made it.
SELECT (SELECT count(*) FROM replays) AS replays,
       (SELECT max(id) FROM replays) AS last_replay,
       (SELECT count(*) FROM chat_salons) AS salons,
       (SELECT CAST(sum(revision) AS BIGINT) FROM chat_salons) AS revisions,
       (SELECT max(created_at) FROM chat_salons) AS salon_made,
       (SELECT max(updated_at) FROM chat_salons) AS salon_changed,
       (SELECT count(exported_at) FROM chat_salons) AS exported,
       (SELECT count(*) FROM series) AS series,
       (SELECT count(ended_on) FROM series) AS ended,
       (SELECT count(*) FROM series_exceptions) AS exceptions,
       (SELECT max(made_at) FROM series_exceptions) AS excepted_at,
       (SELECT count(*) FROM headcounts) AS headcounts,
       (SELECT max(recorded_at) FROM headcounts) AS counted_at;
