-- A message that is taken up again must not add its turn once more, nor lean on it. What came
-- before has none.
ALTER TABLE turns ADD COLUMN source TEXT;
CREATE UNIQUE INDEX turns_source ON turns (source);
-- Before it is run again, what the same person has said since is looked for.
CREATE INDEX messages_person ON messages (person, received_at);
