-- name: deliveries.enqueue
INSERT INTO deliveries (key, kind, subject, destination, title, markdown, state, due_at,
                        expires_at, created_at, updated_at)
VALUES (:key, :kind, :subject, :destination, :title, :markdown, 'pending', :due_at,
        :expires_at, :now, :now)
ON CONFLICT (key) DO UPDATE
SET state = 'pending', title = excluded.title, markdown = excluded.markdown,
    due_at = excluded.due_at, expires_at = excluded.expires_at, updated_at = excluded.updated_at
WHERE deliveries.attempts = 0
  AND (deliveries.state = 'superseded'
       OR (deliveries.state = 'pending'
           AND (deliveries.markdown <> excluded.markdown OR deliveries.due_at <> excluded.due_at
                OR coalesce(deliveries.expires_at, '') <> coalesce(excluded.expires_at, ''))));

-- name: deliveries.claim_due
UPDATE deliveries SET state = 'sending', attempts = attempts + 1,
                      claimed_by = :claimed_by, lease_until = :lease_until, updated_at = :now
WHERE id = (SELECT id FROM deliveries
            WHERE state = 'pending' AND due_at <= :now
              AND (expires_at IS NULL OR expires_at > :now)
              AND NOT EXISTS (SELECT 1 FROM silenced_groups
                              WHERE destination = 'group:' || conversation_id)
            ORDER BY due_at, id LIMIT 1)
  AND state = 'pending'
RETURNING *;

-- name: deliveries.mark
UPDATE deliveries SET state = :state, route = :route, platform_key = :platform_key,
                      error = :error, lease_until = NULL, updated_at = :now
WHERE id = :id AND state = 'sending' AND attempts = :attempts AND claimed_by = :claimed_by;

-- name: deliveries.retry_later
UPDATE deliveries SET state = 'pending', due_at = :due_at, error = :error,
                      lease_until = NULL, updated_at = :now
WHERE id = :id AND state = 'sending' AND attempts = :attempts AND claimed_by = :claimed_by;

-- name: deliveries.resend_marked
UPDATE deliveries SET state = 'pending', resends = resends + 1, markdown = :markdown,
                      due_at = :now, error = :error, lease_until = NULL, updated_at = :now
WHERE id = :id AND state IN ('sending', 'unknown') AND resends = 0
  AND (expires_at IS NULL OR expires_at > :now);

-- name: deliveries.expire
UPDATE deliveries SET state = 'expired', updated_at = :now
WHERE state = 'pending' AND expires_at IS NOT NULL AND expires_at <= :now;

-- name: deliveries.lost_leases
SELECT * FROM deliveries
WHERE state = 'sending' AND (lease_until <= :now OR (:exclusive = 1 AND claimed_by <> :claimed_by));

-- name: deliveries.lose
UPDATE deliveries SET state = 'unknown', error = :error, lease_until = NULL,
                      updated_at = :now
WHERE id = :id AND state = 'sending' AND attempts = :attempts;

-- name: deliveries.pending_of_kind
SELECT id, key, subject FROM deliveries WHERE state = 'pending' AND kind = :kind;

-- name: deliveries.supersede
UPDATE deliveries SET state = 'superseded', updated_at = :now
WHERE id = :id AND state = 'pending';

-- name: deliveries.of_subject
SELECT * FROM deliveries WHERE subject = :subject ORDER BY id;

-- name: deliveries.next_due
SELECT min(due_at) AS due_at FROM deliveries WHERE state = 'pending';

-- name: deliveries.unreported
SELECT * FROM deliveries WHERE state IN ('failed', 'unknown') AND reported = 0
ORDER BY id LIMIT 50;

-- name: deliveries.mark_reported
UPDATE deliveries SET reported = 1 WHERE id = :id;

-- name: deliveries.count_by_state
SELECT state, count(*) AS count FROM deliveries GROUP BY state ORDER BY state;
