-- An index over some of the rows serves a query only whose own condition says the same as the
-- index's. These two said more than any query does, and were never used.
DROP INDEX deliveries_open;
DROP INDEX messages_open;
-- What is not answered yet is looked for every few seconds, among all that was kept for months.
CREATE INDEX messages_claimed ON messages (claimed_by, received_at)
  WHERE state IN ('received', 'working', 'sending');
