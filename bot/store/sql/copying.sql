-- Rows of a store as the parameters that add them to another.

-- name: copying.deliveries
SELECT key, kind, subject, destination, title, markdown, due_at, expires_at, waits_for, exact,
       everyone, essential_on, told, alone, resends, created_at
FROM deliveries WHERE state = 'pending' ORDER BY id;

-- name: copying.add_delivery
INSERT INTO deliveries (key, kind, subject, destination, title, markdown, state, due_at,
                        expires_at, waits_for, exact, everyone, essential_on, told, alone,
                        resends, created_at, updated_at)
VALUES (:key, :kind, :subject, :destination, :title, :markdown, 'pending', :due_at,
        :expires_at, :waits_for, :exact, :everyone, :essential_on, :told, :alone,
        :resends, :created_at, :created_at);

-- name: copying.silenced
SELECT conversation_id, reason, since AS now FROM silenced_groups;

-- name: copying.recurring
SELECT code, text, groups, everyone, rule, author, created_at AS now
FROM recurring_announcements WHERE cancelled_at IS NULL;

-- name: copying.roles
SELECT staff_id, role, granted_by, granted_at AS now FROM role_grants;

-- name: copying.series
SELECT id, title, rrule, words, starts_on, start, minutes, live_url, on_holidays,
       asks_replay, reminders, created_by AS staff_id, created_at AS now, source
FROM series WHERE ended_on IS NULL ORDER BY id;

-- name: copying.add_exception
INSERT INTO series_exceptions (series_id, day, moved_on, moved_start, made_by, made_at, source)
SELECT :series_id, :day, :moved_on, :moved_start, '', '', ''
WHERE EXISTS (SELECT 1 FROM series WHERE id = :series_id);
