-- What groups' own robots posted lately: how fast they may is counted per robot, whichever
-- process lets it speak, and a start must go on counting.
CREATE TABLE robot_posts (
  destination TEXT NOT NULL,
  posts INTEGER NOT NULL,
  posted_at TEXT NOT NULL
);
CREATE INDEX robot_posts_of ON robot_posts (destination, posted_at);

-- What the platform lets rest for a while, because we were too fast, and until when:
-- 'everything', 'robot <destination>' or 'answers <conversation id>'.
CREATE TABLE rests (
  name TEXT PRIMARY KEY,
  since TEXT NOT NULL,
  until TEXT NOT NULL
);

-- Read with every plan and every preview: without these they look through all there ever was.
CREATE INDEX deliveries_told ON deliveries (due_at) WHERE told <> '';
CREATE INDEX deliveries_everyone ON deliveries (destination, due_at) WHERE everyone = 1;

-- Whether people were told that a question got no answer. What ended before is past.
ALTER TABLE messages ADD COLUMN reported INTEGER NOT NULL DEFAULT 0;
UPDATE messages SET reported = 1;
CREATE INDEX messages_unreported ON messages (outcome)
  WHERE reported = 0 AND state IN ('rejected', 'expired');
CREATE INDEX messages_without_answer ON messages (updated_at)
  WHERE state IN ('rejected', 'expired');
