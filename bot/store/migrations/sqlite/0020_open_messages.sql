-- What is not answered yet is looked for every few seconds, among all that was kept for months.
DROP INDEX IF EXISTS messages_open;
CREATE INDEX messages_claimed ON messages (claimed_by, received_at)
  WHERE state IN ('received', 'working', 'sending');
