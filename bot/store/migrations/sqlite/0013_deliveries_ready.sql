-- What may leave as soon as it is due: written here once for all who ask. Not part of it is
-- what depends on the moment (due, expired, the month's budget) and the destination being free,
-- which is not so for what joins a message that was claimed a moment ago.
-- `rests_until`: until when the platform wants to hear nothing of it; NULL: it never said.
CREATE VIEW deliveries_ready AS
SELECT d.*,
       (SELECT max(r.until) FROM rests r
        WHERE r.name = 'everything'
           OR (d.everyone = 1 AND r.name = 'robot ' || d.destination)) AS rests_until
FROM deliveries d
WHERE d.state = 'pending'
  AND (d.waits_for = '' OR EXISTS (SELECT 1 FROM deliveries f
                                   WHERE f.key = d.waits_for AND f.state = 'sent'))
  AND NOT EXISTS (SELECT 1 FROM silenced_groups
                  WHERE d.destination = 'group:' || conversation_id);

-- The same where nothing else is under way to the destination.
CREATE VIEW deliveries_free AS
SELECT * FROM deliveries_ready d
WHERE NOT EXISTS (SELECT 1 FROM deliveries s
                  WHERE s.state = 'sending' AND s.destination = d.destination);
