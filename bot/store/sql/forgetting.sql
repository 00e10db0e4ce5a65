-- What is kept of one person, and its end. `person` is the key of who wrote; `staff_id` is empty
-- for people from outside. What others are counted with stays as a number: such a row is given a
-- key of its own, by which nobody is found, and `nobody` for a name. What is called `person.…` is
-- done for each key, what is called `staff.…` for the staff id, in the order in which it stands.

-- name: forgetting.keys
-- Under which keys somebody of the organisation is known.
SELECT person FROM messages WHERE staff_id = :staff_id AND staff_id <> ''
UNION SELECT person FROM signups WHERE staff_id = :staff_id
UNION SELECT person FROM checkins WHERE staff_id = :staff_id
UNION SELECT person FROM shares WHERE staff_id = :staff_id;

-- name: forgetting.kept_of_person
SELECT 'signups' AS what, count(*) AS count FROM signups WHERE person = :person
UNION ALL SELECT 'checkins', count(*) FROM checkins WHERE person = :person
UNION ALL SELECT 'shares', count(*) FROM shares WHERE person = :person
UNION ALL SELECT 'draws', count(*) FROM draw_entries WHERE person = :person
UNION ALL SELECT 'debate_notes', count(*) FROM debate_notes WHERE person = :person
UNION ALL SELECT 'turns', count(*) FROM turns WHERE person = :person
UNION ALL SELECT 'messages', count(*) FROM messages WHERE person = :person;

-- name: forgetting.kept_of_staff
SELECT 'notices' AS what, count(*) AS count FROM deliveries WHERE destination = 'person:' || :staff_id
UNION ALL SELECT 'drafts', count(*) FROM drafts WHERE author = :staff_id AND state = 'draft'
UNION ALL SELECT 'roles', count(*) FROM role_grants WHERE staff_id = :staff_id
UNION ALL SELECT 'acts', count(*) FROM audit_entries WHERE staff_id = :staff_id;

-- name: forgetting.names
-- Under which name somebody is told of, and about which salon or debate.
SELECT salon_id AS about, nick FROM signups WHERE person = :person
UNION SELECT salon_id, nick FROM checkins WHERE person = :person
UNION SELECT 'debate:' || debate_id, speaker FROM debate_notes WHERE person = :person;

-- name: forgetting.person.unanswered
-- What was asked where nobody else has written: in 1:1.
DELETE FROM unanswered_questions
WHERE conversation_id IN (
  SELECT conversation_id FROM messages
  WHERE conversation_id IN (SELECT conversation_id FROM messages WHERE person = :person)
  GROUP BY conversation_id HAVING min(person) = :person AND max(person) = :person);

-- name: forgetting.person.messages
-- The row stays, so that a redelivery is still recognised. What is not answered yet keeps its
-- asker, as if it came afterwards; but not the message that wants all this, which has its answer
-- in hand.
UPDATE messages SET person = message_id, staff_id = '', conversation_id = ''
WHERE person = :person
  AND (state IN ('answered', 'unknown', 'expired', 'rejected')
       OR robot || '/' || message_id = :source);

-- name: forgetting.person.turns
DELETE FROM turns WHERE person = :person;

-- name: forgetting.person.dialogues
DELETE FROM dialogues WHERE person = :person;

-- name: forgetting.person.misses
-- The latest keep slowing down whoever guesses a code, and go by themselves within a day.
DELETE FROM checkin_misses WHERE person = :person AND missed_at < :guessed_before;

-- name: forgetting.person.checkins
-- Still one person with the sign-up: who came, of those who had a seat, is counted.
UPDATE checkins SET staff_id = '', nick = :nobody,
  person = 'forgotten:' || coalesce((SELECT CAST(signups.id AS TEXT) FROM signups
                                     WHERE signups.salon_id = checkins.salon_id
                                       AND signups.person = :person),
                                    'c' || id)
WHERE person = :person;

-- name: forgetting.person.signups
-- `place` is taken for good: keys of notices name it.
UPDATE signups SET person = 'forgotten:' || id, staff_id = '', nick = :nobody, told_in = '',
                   state = CASE WHEN state = 'waiting' THEN 'withdrawn' ELSE state END
WHERE person = :person;

-- name: forgetting.person.shares
DELETE FROM shares WHERE person = :person;

-- name: forgetting.person.draw_entries
-- The entry stands in a list whose hash is public.
UPDATE draw_entries SET person = entry, nick = '' WHERE person = :person;

-- name: forgetting.person.debate_notes
UPDATE debate_notes SET speaker = '', person = '' WHERE person = :person;

-- name: forgetting.staff.waiting
UPDATE deliveries SET state = 'superseded', updated_at = :now
WHERE destination = 'person:' || :staff_id AND state = 'pending';

-- name: forgetting.staff.deliveries
-- What is leaving at this moment needs its address. Of these keys a plan makes none again but an
-- organizer's by the configuration, who may be asked for a replay once more.
UPDATE deliveries SET key = 'forgotten:' || id, destination = 'person:' || :nobody, markdown = '',
                      platform_key = NULL, reported = 1
WHERE destination = 'person:' || :staff_id AND state <> 'sending';

-- name: forgetting.staff.reported
-- Where the admins were told that something did not arrive.
UPDATE deliveries SET markdown = replace(markdown, '单聊 ' || :staff_id, '单聊 ' || :nobody)
WHERE kind = 'notice' AND state NOT IN ('pending', 'sending');

-- name: forgetting.copies
-- What was told to others about somebody, as it was sent, which the console still shows. Only about
-- this salon or debate: a name of one letter stands everywhere.
UPDATE deliveries SET markdown = replace(markdown, :nick, :nobody)
WHERE kind IN ('seat', 'change', 'notice') AND state NOT IN ('pending', 'sending')
  AND (subject = :about OR replace(subject, ':' || :about, '') <> subject);

-- name: forgetting.vouched
UPDATE audit_entries SET detail = :about || ' ' || :nobody
WHERE action = 'checkin.vouch' AND detail = :about || ' ' || :nick;

-- name: forgetting.staff.roles
DELETE FROM role_grants WHERE staff_id = :staff_id;

-- name: forgetting.staff.given_roles
UPDATE role_grants SET granted_by = '' WHERE granted_by = :staff_id;

-- name: forgetting.staff.sessions
DELETE FROM console_sessions WHERE staff_id = :staff_id;

-- name: forgetting.staff.codes
DELETE FROM console_codes WHERE staff_id = :staff_id;

-- name: forgetting.staff.drafts
DELETE FROM drafts WHERE author = :staff_id AND state = 'draft';

-- name: forgetting.staff.written
UPDATE drafts SET author = '' WHERE author = :staff_id;

-- name: forgetting.staff.confirmed
UPDATE drafts SET confirmed_by = '' WHERE confirmed_by = :staff_id;

-- name: forgetting.staff.recurring
UPDATE recurring_announcements SET author = '' WHERE author = :staff_id;

-- name: forgetting.staff.replays
UPDATE replays SET added_by = '' WHERE added_by = :staff_id;

-- name: forgetting.staff.chat_salons
UPDATE chat_salons SET created_by = '' WHERE created_by = :staff_id;

-- name: forgetting.staff.series
UPDATE series SET created_by = '' WHERE created_by = :staff_id;

-- name: forgetting.staff.series_exceptions
UPDATE series_exceptions SET made_by = '' WHERE made_by = :staff_id;

-- name: forgetting.staff.checkin_codes
UPDATE checkin_codes SET created_by = '' WHERE created_by = :staff_id;

-- name: forgetting.staff.headcounts
UPDATE headcounts SET recorded_by = '' WHERE recorded_by = :staff_id;

-- name: forgetting.staff.confirmed_shares
UPDATE shares SET confirmed_by = '' WHERE confirmed_by = :staff_id;

-- name: forgetting.staff.draws
UPDATE draws SET created_by = CASE WHEN created_by = :staff_id THEN '' ELSE created_by END,
                 drawn_by = CASE WHEN drawn_by = :staff_id THEN '' ELSE drawn_by END
WHERE :staff_id IN (created_by, drawn_by);

-- name: forgetting.staff.debates
UPDATE debates SET started_by = CASE WHEN started_by = :staff_id THEN '' ELSE started_by END,
                   ended_by = CASE WHEN ended_by = :staff_id THEN '' ELSE ended_by END
WHERE :staff_id IN (started_by, ended_by);
