-- What somebody who signed up was told of the salon, as deliveries keep it: who knows less
-- than stands in the record is told. Empty: signed up before this was kept.
ALTER TABLE signups ADD COLUMN told TEXT NOT NULL DEFAULT '';
