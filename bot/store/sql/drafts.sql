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

-- name: audit.add
INSERT INTO audit_entries (happened_at, staff_id, action, detail, source)
VALUES (:now, :staff_id, :action, :detail, :source)
ON CONFLICT (source, action) DO NOTHING;

-- name: audit.list
SELECT happened_at, staff_id, action, detail, source FROM audit_entries ORDER BY id;
