-- The reminders of a series' own, as a page would have them, in JSON; empty: as usual.
ALTER TABLE series ADD COLUMN reminders TEXT NOT NULL DEFAULT '';
