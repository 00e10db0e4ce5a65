-- What somebody who signed up was told of the salon, as deliveries keep it: who knows less
-- than stands in the record is told. Empty: signed up before this was kept.
ALTER TABLE signups ADD COLUMN told TEXT NOT NULL DEFAULT '';

-- The notices of which the sign-ups do not know yet: `told` is emptied when they do.
CREATE INDEX deliveries_changes ON deliveries (id) WHERE kind = 'change' AND told <> '';
