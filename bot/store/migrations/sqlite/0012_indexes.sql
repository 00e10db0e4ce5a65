-- An index over some of the rows serves a query only whose own condition says the same as the
-- index's. These two said more than any query does, and were never used.
DROP INDEX deliveries_open;
DROP INDEX messages_open;
CREATE INDEX messages_waiting ON messages (received_at) WHERE state IN ('received', 'working');
CREATE INDEX messages_sending ON messages (updated_at) WHERE state = 'sending';
