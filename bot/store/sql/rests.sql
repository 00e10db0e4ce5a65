-- How fast we may speak, as far as it must outlive a process or be shared by several.

-- name: robot_posts.add
INSERT INTO robot_posts (destination, posts, posted_at) VALUES (:destination, :posts, :now);

-- name: robot_posts.lately
-- Nothing from the future: a clock that was set back must not silence a robot.
SELECT posts, posted_at FROM robot_posts
WHERE destination = :destination AND posted_at > :since AND posted_at <= :now
ORDER BY posted_at;

-- name: robot_posts.forget
DELETE FROM robot_posts WHERE posted_at <= :before;

-- name: rests.begin
-- The longer of two counts.
INSERT INTO rests (name, since, until) VALUES (:what, :now, :until)
ON CONFLICT (name) DO UPDATE
SET since = excluded.since, until = excluded.until
WHERE rests.until < excluded.until OR rests.since > excluded.since;

-- name: rests.current
SELECT name, until FROM rests WHERE since <= :now AND until > :now ORDER BY name;

-- name: rests.forget
DELETE FROM rests WHERE until <= :now OR since > :now;
