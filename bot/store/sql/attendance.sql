-- name: signups.of_person_for
SELECT * FROM signups WHERE salon_id = :salon_id AND person = :person;

-- name: signups.put
INSERT INTO signups (salon_id, person, staff_id, nick, told_in, state, place,
                     signed_up_at, updated_at, source, told)
VALUES (:salon_id, :person, :staff_id, :nick, :told_in, :state,
        (SELECT coalesce(max(place), 0) + 1 FROM signups WHERE salon_id = :salon_id),
        :now, :now, :source, :told)
ON CONFLICT (salon_id, person) DO UPDATE
SET staff_id = excluded.staff_id, nick = excluded.nick, told_in = excluded.told_in,
    state = excluded.state, place = excluded.place, signed_up_at = excluded.signed_up_at,
    updated_at = excluded.updated_at, source = excluded.source, told = excluded.told
RETURNING *;

-- name: signups.withdraw
UPDATE signups SET state = 'withdrawn', updated_at = :now, source = :source
WHERE salon_id = :salon_id AND person = :person AND state <> 'withdrawn';

-- name: signups.withdrawn_by
SELECT salon_id FROM signups WHERE person = :person AND state = 'withdrawn' AND source = :source;

-- name: signups.seat
UPDATE signups SET state = 'seated', updated_at = :now WHERE id = :id AND state = 'waiting';

-- name: signups.first_waiting
SELECT * FROM signups WHERE salon_id = :salon_id AND state = 'waiting' ORDER BY place LIMIT 1;

-- name: signups.ahead
SELECT count(*) AS count FROM signups
WHERE salon_id = :salon_id AND state = 'waiting' AND place < :place;

-- name: signups.count
SELECT salon_id, state, count(*) AS count FROM signups WHERE state <> 'withdrawn'
GROUP BY salon_id, state;

-- name: signups.of_person
SELECT * FROM signups WHERE person = :person AND state <> 'withdrawn' ORDER BY id;

-- name: signups.of_salon
SELECT * FROM signups WHERE salon_id = :salon_id AND state <> 'withdrawn' ORDER BY place;

-- name: signups.begin_told
UPDATE signups SET told = :told WHERE salon_id = :salon_id AND told = '';

-- name: signups.note_told
-- A message left: who it was for, and had signed up by then, knows what it told.
UPDATE signups SET told = :told
WHERE salon_id = :salon_id AND told <> :told AND signed_up_at <= :before
  AND staff_id = :staff_id AND (staff_id <> '' OR told_in = :told_in);

-- name: signups.not_told
SELECT * FROM signups
WHERE salon_id = :salon_id AND state <> 'withdrawn' AND told <> :told
  AND substr(person, 1, 10) <> 'forgotten:'
ORDER BY signed_up_at, place;

-- name: signups.forget
DELETE FROM signups WHERE salon_id = :salon_id AND updated_at < :before;

-- name: signups.known_salons
SELECT salon_id FROM signups UNION SELECT salon_id FROM checkins
UNION SELECT salon_id FROM shares UNION SELECT salon_id FROM draws;

-- name: checkins.code_of
SELECT * FROM checkin_codes WHERE salon_id = :salon_id;

-- name: checkins.salon_of
SELECT salon_id FROM checkin_codes WHERE code = :code;

-- name: checkins.put_code
INSERT INTO checkin_codes (salon_id, code, created_by, created_at, source)
VALUES (:salon_id, :code, :staff_id, :now, :source)
ON CONFLICT (salon_id) DO UPDATE
SET code = excluded.code, created_by = excluded.created_by, created_at = excluded.created_at,
    source = excluded.source;

-- name: checkins.add
INSERT INTO checkins (salon_id, person, staff_id, nick, checked_in_at, source)
VALUES (:salon_id, :person, :staff_id, :nick, :now, :source)
ON CONFLICT (salon_id, person) DO NOTHING;

-- name: checkins.of_salon
SELECT * FROM checkins WHERE salon_id = :salon_id ORDER BY id;

-- name: checkins.place_of
SELECT source, (SELECT count(*) FROM checkins AS earlier
                WHERE earlier.salon_id = mine.salon_id AND earlier.id <= mine.id) AS place
FROM checkins AS mine WHERE mine.salon_id = :salon_id AND mine.person = :person;

-- name: checkins.take_back
DELETE FROM checkins WHERE salon_id = :salon_id AND person = :person;

-- name: checkins.forget
DELETE FROM checkins WHERE salon_id = :salon_id AND checked_in_at < :before;

-- name: checkins.note_miss
INSERT INTO checkin_misses (person, missed_at, source) VALUES (:person, :now, :source)
ON CONFLICT (source) DO NOTHING;

-- name: checkins.misses_since
SELECT count(*) AS count FROM checkin_misses
WHERE person = :person AND missed_at > :since AND source <> :source;

-- name: checkins.forget_misses
DELETE FROM checkin_misses WHERE missed_at < :before;

-- name: calendar.entries
SELECT * FROM calendar_entries;

-- name: calendar.put
INSERT INTO calendar_entries (salon_id, digest, sequence, changed_at)
VALUES (:salon_id, :digest, :sequence, :now)
ON CONFLICT (salon_id) DO UPDATE
SET digest = excluded.digest, sequence = excluded.sequence, changed_at = excluded.changed_at;

-- name: draws.by_source
SELECT * FROM draws WHERE source = :source;

-- name: draws.by_code
SELECT * FROM draws WHERE code = :code;

-- name: draws.latest_since
SELECT * FROM draws WHERE created_at >= :since ORDER BY created_at DESC LIMIT :most;

-- name: draws.add
INSERT INTO draws (code, salon_id, prize, winners, origin, seed, seed_hash, list_hash,
                   conversation_id, created_by, created_at, source)
VALUES (:code, :salon_id, :prize, :winners, :origin, :seed, :seed_hash, :list_hash,
        :conversation_id, :staff_id, :now, :source);

-- name: draws.add_entry
INSERT INTO draw_entries (code, entry, person, nick) VALUES (:code, :entry, :person, :nick);

-- name: draws.entries
SELECT * FROM draw_entries WHERE code = :code ORDER BY entry;

-- name: draws.finish
UPDATE draws SET witness = :witness, drawn_by = :staff_id, drawn_at = :now
WHERE code = :code AND drawn_at IS NULL;

-- name: draws.rank
UPDATE draw_entries SET rank = :rank WHERE code = :code AND entry = :entry;

-- name: draws.winners_of
SELECT DISTINCT draw_entries.person FROM draw_entries
JOIN draws ON draws.code = draw_entries.code
WHERE draws.salon_id = :salon_id AND draw_entries.rank IS NOT NULL;

-- name: draws.forget
UPDATE draw_entries SET person = entry, nick = ''
WHERE person <> entry
  AND code IN (SELECT code FROM draws WHERE salon_id = :salon_id AND created_at < :before);

-- name: draws.from_checkins
-- Whoever was forgotten wins nothing any more, here as below.
SELECT person, nick FROM checkins
WHERE salon_id = :salon_id AND substr(person, 1, 10) <> 'forgotten:' ORDER BY id;

-- name: draws.from_signups
SELECT person, nick FROM signups
WHERE salon_id = :salon_id AND state = 'seated' AND substr(person, 1, 10) <> 'forgotten:' ORDER BY place;

-- name: draws.from_shares
SELECT person, max(nick) AS nick FROM shares
WHERE salon_id = :salon_id AND likes > :likes GROUP BY person ORDER BY min(id);

-- name: shares.add
INSERT INTO shares (salon_id, person, staff_id, nick, text, shared_at, source)
VALUES (:salon_id, :person, :staff_id, :nick, :text, :now, :source)
ON CONFLICT (source) DO NOTHING;

-- name: shares.by_source
SELECT * FROM shares WHERE source = :source;

-- name: shares.by_id
SELECT * FROM shares WHERE id = :id;

-- name: shares.of_salon
SELECT * FROM shares WHERE salon_id = :salon_id ORDER BY id;

-- name: shares.confirm
UPDATE shares SET likes = :likes, confirmed_by = :staff_id, confirmed_at = :now WHERE id = :id;

-- name: shares.forget
DELETE FROM shares WHERE salon_id = :salon_id AND shared_at < :before;

-- name: headcounts.of_salon
SELECT * FROM headcounts WHERE salon_id = :salon_id;

-- name: headcounts.put
INSERT INTO headcounts (salon_id, people, recorded_by, recorded_at, source)
VALUES (:salon_id, :people, :staff_id, :now, :source)
ON CONFLICT (salon_id) DO UPDATE
SET people = excluded.people, recorded_by = excluded.recorded_by,
    recorded_at = excluded.recorded_at, source = excluded.source;

-- name: headcounts.all
SELECT salon_id, people FROM headcounts;

-- name: debates.by_source
SELECT * FROM debates WHERE source = :source;

-- name: debates.open
SELECT * FROM debates WHERE conversation_id = :conversation_id AND ended_at IS NULL;

-- name: debates.ended_by
SELECT * FROM debates WHERE ended_source = :source;

-- name: debates.start
INSERT INTO debates (conversation_id, salon_id, team_a, captain_a, team_b, captain_b,
                     started_by, started_at, source)
VALUES (:conversation_id, :salon_id, :team_a, :captain_a, :team_b, :captain_b,
        :staff_id, :now, :source);

-- name: debates.end
UPDATE debates SET winner = :winner, ended_by = :staff_id, ended_at = :now,
                   ended_source = :source
WHERE id = :id AND ended_at IS NULL;

-- name: debates.note
-- Only while it is open: what came later would stand in no draft.
INSERT INTO debate_notes (debate_id, number, kind, team, speaker, person, text, noted_at, source)
SELECT id, (SELECT coalesce(max(number), 0) + 1 FROM debate_notes WHERE debate_id = :debate_id),
       :kind, :team, :speaker, :person, :text, :now, :source
FROM debates WHERE id = :debate_id AND ended_at IS NULL
ON CONFLICT (source) DO NOTHING;

-- name: debates.note_by_source
SELECT * FROM debate_notes WHERE source = :source;

-- name: debates.notes
SELECT * FROM debate_notes WHERE debate_id = :debate_id ORDER BY number;

-- name: debates.team_of
SELECT team FROM debate_notes
WHERE debate_id = :debate_id AND person = :person AND team <> '' ORDER BY number DESC LIMIT 1;

-- name: debates.attribute
UPDATE debate_notes SET team = :team, speaker = :speaker
WHERE debate_id = :debate_id AND number = :number AND kind = 'answer';

-- name: debates.forget
UPDATE debate_notes SET speaker = '', person = ''
WHERE noted_at < :before AND (speaker <> '' OR person <> '');
