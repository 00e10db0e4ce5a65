-- name: drafts.add
INSERT INTO drafts (code, kind, payload, author, state, created_at, expires_at, source)
VALUES (:code, :kind, :payload, :author, 'draft', :now, :expires_at, :source)
ON CONFLICT (source) DO NOTHING;

-- name: drafts.by_source
SELECT * FROM drafts WHERE source = :source;

-- name: drafts.by_code
SELECT * FROM drafts WHERE code = :code;

-- name: drafts.confirm
UPDATE drafts SET state = 'confirmed', confirmed_by = :staff_id, confirmed_at = :now
WHERE code = :code AND state = 'draft';

-- name: drafts.cancel
UPDATE drafts SET state = 'cancelled' WHERE code = :code AND state = 'draft';

-- name: drafts.cancel_parts
UPDATE drafts SET state = 'cancelled'
WHERE author = :author AND state = 'draft' AND substr(source, 1, :length) = :source;

-- name: drafts.waiting
SELECT * FROM drafts
WHERE author = :author AND state = 'draft' AND expires_at > :now
ORDER BY created_at DESC;

-- name: drafts.last_confirmed
SELECT * FROM drafts
WHERE confirmed_by = :staff_id AND state = 'confirmed' AND confirmed_at >= :since
ORDER BY confirmed_at DESC, created_at DESC LIMIT 1;

-- name: drafts.recent
SELECT * FROM drafts
WHERE kind = 'announcement' AND state <> 'cancelled' AND created_at >= :since
ORDER BY created_at DESC LIMIT :most;

-- name: drafts.confirmed_of_salons
SELECT payload FROM drafts WHERE kind = 'salon' AND state = 'confirmed'
ORDER BY confirmed_at, created_at;

-- name: drafts.forget
-- An announcement's draft tells who wrote it: it stays as long as what was sent of it, and
-- while it is repeated.
DELETE FROM drafts
WHERE expires_at < :before AND (confirmed_at IS NULL OR confirmed_at < :before)
  AND NOT EXISTS (SELECT 1 FROM deliveries
                  WHERE deliveries.subject = 'announcement:' || drafts.code)
  AND NOT EXISTS (SELECT 1 FROM recurring_announcements
                  WHERE recurring_announcements.code = drafts.code);

-- name: recurring.add
INSERT INTO recurring_announcements (code, text, groups, everyone, rule, author, created_at)
VALUES (:code, :text, :groups, :everyone, :rule, :author, :now)
ON CONFLICT (code) DO NOTHING;

-- name: recurring.active
SELECT * FROM recurring_announcements WHERE cancelled_at IS NULL ORDER BY created_at;

-- name: recurring.cancel
UPDATE recurring_announcements SET cancelled_at = :now
WHERE code = :code AND cancelled_at IS NULL;

-- name: audit.add
INSERT INTO audit_entries (happened_at, staff_id, action, detail, source)
VALUES (:now, :staff_id, :action, :detail, :source)
ON CONFLICT (source, action) DO NOTHING;

-- name: audit.of_source
SELECT detail FROM audit_entries WHERE source = :source AND action = :action;

-- name: audit.recent
SELECT happened_at, staff_id, action, detail, source FROM audit_entries
ORDER BY id DESC LIMIT :most;

-- name: audit.forget
DELETE FROM audit_entries WHERE happened_at < :before;

-- name: roles.grant
INSERT INTO role_grants (staff_id, role, granted_by, granted_at)
VALUES (:staff_id, :role, :granted_by, :now)
ON CONFLICT (staff_id) DO UPDATE SET role = excluded.role, granted_by = excluded.granted_by,
                                     granted_at = excluded.granted_at;

-- name: roles.revoke
DELETE FROM role_grants WHERE staff_id = :staff_id;

-- name: roles.of
SELECT role FROM role_grants WHERE staff_id = :staff_id;

-- name: roles.all
SELECT staff_id, role, granted_by, granted_at FROM role_grants ORDER BY granted_at;
