-- Who wrote, by the id that rights hang on: a role is given only to somebody who was heard.
-- Empty for people from outside, and for what came before. It goes with the row.
ALTER TABLE messages ADD COLUMN staff_id TEXT NOT NULL DEFAULT '';
CREATE INDEX messages_staff ON messages (staff_id) WHERE staff_id <> '';
