-- name: console.add_code
INSERT INTO console_codes (hash, staff_id, expires_at) VALUES (:hash, :staff_id, :expires_at);

-- name: console.code
SELECT staff_id FROM console_codes WHERE hash = :hash AND expires_at > :now;

-- name: console.take_code
DELETE FROM console_codes WHERE hash = :hash RETURNING staff_id, expires_at;

-- name: console.add_session
INSERT INTO console_sessions (hash, staff_id, expires_at) VALUES (:hash, :staff_id, :expires_at);

-- name: console.session
SELECT staff_id FROM console_sessions WHERE hash = :hash AND expires_at > :now;

-- name: console.end_session
DELETE FROM console_sessions WHERE hash = :hash;

-- name: console.end_sessions_of
DELETE FROM console_sessions WHERE staff_id = :staff_id;

-- name: console.end_codes_of
DELETE FROM console_codes WHERE staff_id = :staff_id;

-- name: console.forget_codes
DELETE FROM console_codes WHERE expires_at <= :now;

-- name: console.forget_sessions
DELETE FROM console_sessions WHERE expires_at <= :now;
