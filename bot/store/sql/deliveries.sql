-- name: deliveries.enqueue
-- What was superseded comes back, unless it may have arrived: a pending row was tried only
-- when that certainly delivered nothing, or is a marked resend, or calls everybody: a group's
-- own robot is asked again with the same key. What was tried is not tried again earlier.
INSERT INTO deliveries (key, kind, subject, destination, title, markdown, state, due_at,
                        expires_at, waits_for, exact, everyone, essential_on, told,
                        created_at, updated_at)
VALUES (:key, :kind, :subject, :destination, :title, :markdown, 'pending', :due_at,
        :expires_at, :waits_for, :exact, :everyone, :essential_on, :told, :now, :now)
ON CONFLICT (key) DO UPDATE
SET state = 'pending', title = excluded.title, markdown = excluded.markdown,
    due_at = CASE WHEN deliveries.state = 'pending' AND deliveries.attempts > 0
                       AND deliveries.due_at > excluded.due_at
                  THEN deliveries.due_at ELSE excluded.due_at END,
    expires_at = excluded.expires_at, exact = excluded.exact,
    essential_on = excluded.essential_on, told = excluded.told,
    updated_at = excluded.updated_at
WHERE (deliveries.state = 'superseded' AND deliveries.resends = 0)
   OR (deliveries.state = 'pending'
       AND (deliveries.attempts = 0 OR (deliveries.resends = 0 AND deliveries.everyone = 0))
       AND (deliveries.markdown <> excluded.markdown OR deliveries.due_at < excluded.due_at
            OR (deliveries.due_at > excluded.due_at AND deliveries.attempts = 0)
            OR deliveries.told <> excluded.told
            OR deliveries.essential_on <> excluded.essential_on
            OR coalesce(deliveries.expires_at, '') <> coalesce(excluded.expires_at, '')));

-- name: deliveries.claim_due
-- The first delivery that may leave now, and is worth a call when those of the month run out.
UPDATE deliveries SET state = 'sending', attempts = attempts + 1,
                      claimed_by = :claimed_by, lease_until = :lease_until, updated_at = :now
WHERE id = (SELECT id FROM deliveries_free
            WHERE due_at <= :now
              AND (expires_at IS NULL OR expires_at > :now)
              AND (rests_until IS NULL OR rests_until <= :now)
              AND (:frugal_on = '' OR essential_on IN ('always', :frugal_on))
            ORDER BY due_at, id LIMIT 1)
  AND state = 'pending'
RETURNING *;

-- name: deliveries.put_off
-- Back in the transaction that claimed it: it was never under way.
UPDATE deliveries SET state = 'pending', attempts = attempts - 1, due_at = :due_at,
                      claimed_by = NULL, lease_until = NULL
WHERE id = :id AND state = 'sending';

-- name: deliveries.beside
-- What may go along with a message that was just claimed.
SELECT * FROM deliveries_ready
WHERE destination = :destination AND due_at <= :until
  AND (rests_until IS NULL OR rests_until <= :now)
  AND (:frugal_on = '' OR essential_on IN ('always', :frugal_on))
ORDER BY due_at, id;

-- name: deliveries.claim
UPDATE deliveries SET state = 'sending', attempts = attempts + 1,
                      claimed_by = :claimed_by, lease_until = :lease_until, updated_at = :now
WHERE id = :id AND state = 'pending'
RETURNING *;

-- name: deliveries.mark
UPDATE deliveries SET state = :state, route = :route, platform_key = :platform_key,
                      error = :error, lease_until = NULL, updated_at = :now
WHERE id = :id AND state = 'sending' AND attempts = :attempts AND claimed_by = :claimed_by;

-- name: deliveries.retry_later
UPDATE deliveries SET state = 'pending', due_at = :due_at, error = :error, alone = :alone,
                      lease_until = NULL, updated_at = :now
WHERE id = :id AND state = 'sending' AND attempts = :attempts AND claimed_by = :claimed_by;

-- name: deliveries.resend_marked
UPDATE deliveries SET state = 'pending', resends = resends + 1, markdown = :markdown,
                      due_at = :now, error = :error, lease_until = NULL, updated_at = :now
WHERE id = :id AND state IN ('sending', 'unknown') AND resends = 0
  AND attempts = :attempts AND (expires_at IS NULL OR expires_at > :now);

-- name: deliveries.expire
-- That a group gets nothing is told once; not again with everything that is planned for it.
UPDATE deliveries SET state = 'expired', updated_at = :now,
  reported = CASE WHEN (kind IN ('reminder', 'correction', 'thanks', 'replay')
                        OR EXISTS (SELECT 1 FROM recurring_announcements
                                   WHERE deliveries.subject = 'announcement:' || code))
                   AND EXISTS (SELECT 1 FROM silenced_groups
                               WHERE deliveries.destination = 'group:' || conversation_id)
             THEN 1 ELSE reported END
WHERE state = 'pending' AND expires_at IS NOT NULL AND expires_at <= :now;

-- name: deliveries.lost_leases
SELECT * FROM deliveries
WHERE state = 'sending' AND (lease_until <= :now OR (:exclusive = 1 AND claimed_by <> :claimed_by));

-- name: deliveries.renew
UPDATE deliveries SET lease_until = :lease_until
WHERE id = :id AND state = 'sending' AND claimed_by = :claimed_by AND lease_until < :before;

-- name: deliveries.lose
UPDATE deliveries SET state = 'unknown', error = :error, lease_until = NULL,
                      updated_at = :now
WHERE id = :id AND state = 'sending' AND attempts = :attempts;

-- name: deliveries.pending_of_kind
SELECT id, key, subject, due_at FROM deliveries WHERE state = 'pending' AND kind = :kind;

-- name: deliveries.untold_seats
-- What people of this salon were to be told of a seat, and were not yet.
SELECT id, key, state, due_at FROM deliveries
WHERE subject = :salon_id AND kind = 'seat' AND state IN ('pending', 'superseded')
  AND substr(key, 1, 10) <> 'forgotten:';

-- name: deliveries.corrected
-- Whether a group hears, or heard, of just this change.
SELECT id FROM deliveries
WHERE subject = :subject AND destination = :destination AND kind = 'correction'
  AND told = :told AND state IN ('pending', 'sending', 'sent', 'unknown');

-- name: deliveries.perhaps_seen
SELECT key FROM deliveries WHERE state = 'pending' AND resends > 0 AND kind = :kind;

-- name: deliveries.untaken_changes
-- What was told to people who signed up, and is not written down with them yet.
SELECT id, subject, destination, told, updated_at FROM deliveries
WHERE kind = 'change' AND told <> '' AND state IN ('sent', 'unknown', 'failed', 'expired')
ORDER BY id;

-- name: deliveries.take_change
UPDATE deliveries SET told = '' WHERE id = :id;

-- name: deliveries.last_change
-- The last that came to an end.
SELECT max(id) AS id FROM deliveries
WHERE subject = :subject AND destination = :destination AND kind = 'change'
  AND state IN ('sent', 'unknown', 'failed', 'expired')
HAVING max(id) IS NOT NULL;

-- name: deliveries.supersede
UPDATE deliveries SET state = 'superseded', updated_at = :now
WHERE id = :id AND state = 'pending';

-- name: deliveries.supersede_subject
UPDATE deliveries SET state = 'superseded', updated_at = :now
WHERE subject = :subject AND state = 'pending';

-- name: deliveries.try_no_more
-- What is under way cannot be called back; if it fails it is not tried again.
UPDATE deliveries SET expires_at = :now WHERE subject = :subject AND state = 'sending';

-- name: deliveries.release
UPDATE deliveries SET waits_for = ''
WHERE subject = :subject AND state = 'pending' AND waits_for <> ''
  AND NOT EXISTS (SELECT 1 FROM deliveries f
                  WHERE f.key = deliveries.waits_for AND f.state IN ('pending', 'sending'));

-- name: deliveries.held_up
-- What waits for the first group of an announcement, which is gone: whoever could go instead,
-- by time. Most often its own refusal told that it is gone, and has ended it.
SELECT d.id, d.key, d.waits_for FROM deliveries d JOIN deliveries f ON f.key = d.waits_for
WHERE d.state = 'pending' AND d.waits_for <> ''
  AND f.state IN ('pending', 'failed', 'expired')
  AND EXISTS (SELECT 1 FROM silenced_groups WHERE f.destination = 'group:' || conversation_id)
  AND NOT EXISTS (SELECT 1 FROM silenced_groups
                  WHERE d.destination = 'group:' || conversation_id)
ORDER BY d.due_at, d.id;

-- name: deliveries.go_first
-- Instead of another one; whoever waited for that now waits for this.
UPDATE deliveries SET waits_for = CASE WHEN id = :id THEN '' ELSE :key END
WHERE state = 'pending' AND waits_for = :instead_of;

-- name: deliveries.of_subject
SELECT * FROM deliveries WHERE subject = :subject ORDER BY id;

-- name: deliveries.of_subjects
SELECT * FROM deliveries WHERE subject IN (SELECT value FROM json_each(:subjects)) ORDER BY id;

-- name: deliveries.lately
-- What was due in this time, whatever became of it.
SELECT * FROM deliveries
WHERE state <> 'superseded' AND due_at >= :since AND due_at <= :now
ORDER BY due_at DESC, id DESC;

-- name: deliveries.upcoming
SELECT * FROM deliveries WHERE state = 'pending' AND due_at < :until ORDER BY due_at, id;

-- name: deliveries.next_due
-- What rests can leave when the rest is over: the later of the two moments.
SELECT min(max(due_at, coalesce(rests_until, ''))) AS due_at
FROM deliveries_free
WHERE :frugal_on = '' OR essential_on IN ('always', :frugal_on);

-- name: deliveries.unreported
SELECT * FROM deliveries
WHERE reported = 0 AND state IN ('failed', 'unknown', 'expired')
ORDER BY id LIMIT 500;

-- name: deliveries.mark_reported
UPDATE deliveries SET reported = 1 WHERE id = :id;

-- name: deliveries.mark_recalled
UPDATE deliveries SET recalled_at = :now WHERE id = :id AND state = 'sent';

-- name: deliveries.everyone_today
SELECT count(*) AS count FROM deliveries
WHERE destination = :destination AND everyone = 1 AND due_at >= :since AND due_at < :until
  AND state NOT IN ('superseded', 'failed', 'expired');

-- name: deliveries.told
-- By +id, not id: SQLite would rather walk the whole table in that order, with every plan,
-- than sort the few rows that the index of `told` finds.
SELECT id, subject, destination, told FROM deliveries
WHERE told <> '' AND kind <> 'change' AND state IN ('sending', 'sent', 'unknown')
  AND due_at >= :since
ORDER BY +id;

-- name: deliveries.told_of
-- What groups heard of a salon, the oldest first.
SELECT told FROM deliveries
WHERE subject = :subject AND told <> '' AND kind <> 'change'
  AND state IN ('sending', 'sent', 'unknown')
ORDER BY id;

-- name: deliveries.forget
-- What ended so long ago that nothing can plan it again: it has expired as well. Kept all the
-- same: what people must still be told of, what still has to be noted with the sign-ups, and
-- what somebody waits for. So is the newest row, or SQLite would give its id once more, which
-- keys and notices name.
DELETE FROM deliveries
WHERE state NOT IN ('pending', 'sending')
  AND updated_at < :before AND due_at < :before
  AND (expires_at IS NULL OR expires_at < :before)
  AND (reported = 1 OR state IN ('sent', 'superseded'))
  AND (kind <> 'change' OR told = '' OR state = 'superseded')
  AND key NOT IN (SELECT waits_for FROM deliveries WHERE state = 'pending')
  AND id < (SELECT max(id) FROM deliveries);

-- name: deliveries.count_by_state
SELECT state, count(*) AS count FROM deliveries GROUP BY state ORDER BY state;

-- name: calls.add
INSERT INTO call_counts (month, calls) VALUES (:month, :calls)
ON CONFLICT (month) DO UPDATE SET calls = call_counts.calls + excluded.calls;

-- name: calls.of_month
SELECT calls FROM call_counts WHERE month = :month;
