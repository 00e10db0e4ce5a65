-- name: messages.accept
INSERT INTO messages (robot, message_id, state, conversation_id, person, staff_id, payload,
                      outcome, claimed_by, received_at, updated_at)
VALUES (:robot, :message_id, 'received', :conversation_id, :person, :staff_id, :payload,
        NULL, :claimed_by, :now, :now)
ON CONFLICT (robot, message_id) DO NOTHING;

-- name: messages.start_work
UPDATE messages SET state = 'working', updated_at = :now
WHERE robot = :robot AND message_id = :message_id
  AND state = 'received' AND claimed_by = :claimed_by;

-- name: messages.start_work_again
-- What had begun before.
UPDATE messages SET updated_at = :now
WHERE robot = :robot AND message_id = :message_id
  AND state = 'working' AND claimed_by = :claimed_by;

-- name: messages.passed
-- Whether what had begun would run once more behind a later message of the same person. Where
-- both only told something, as their turns say, that does no harm; without a turn it may.
SELECT 1 AS found FROM messages own
JOIN messages later ON later.person = own.person AND later.received_at > own.received_at
WHERE own.robot = :robot AND own.message_id = :message_id
  AND own.state = 'working' AND own.claimed_by = :claimed_by
  AND later.state <> 'received' AND coalesce(later.outcome, '') <> :never_begun
  AND NOT (EXISTS (SELECT 1 FROM turns
                   WHERE source = own.robot || '/' || own.message_id AND kind <> 'command')
           AND EXISTS (SELECT 1 FROM turns
                       WHERE source = later.robot || '/' || later.message_id
                         AND kind <> 'command'))
LIMIT 1;

-- name: messages.start_sending
UPDATE messages SET state = 'sending', updated_at = :now
WHERE robot = :robot AND message_id = :message_id
  AND state = 'working' AND claimed_by = :claimed_by;

-- name: messages.return_to_work
UPDATE messages SET state = 'working', updated_at = :now
WHERE robot = :robot AND message_id = :message_id
  AND state = 'sending' AND claimed_by = :claimed_by;

-- name: messages.finish
UPDATE messages SET state = :state, outcome = :outcome, payload = NULL, updated_at = :now
WHERE robot = :robot AND message_id = :message_id
  AND state IN ('received', 'working', 'sending') AND claimed_by = :claimed_by;

-- name: messages.of_staff
SELECT 1 AS found FROM messages WHERE staff_id = :staff_id AND staff_id <> '' LIMIT 1;

-- name: messages.claim_orphans
-- Of a database that only one process uses at a time.
UPDATE messages SET claimed_by = :claimed_by, updated_at = :now
WHERE state IN ('received', 'working', 'sending') AND claimed_by <> :claimed_by;

-- name: messages.take_over
UPDATE messages SET claimed_by = :claimed_by, updated_at = :now
WHERE state IN ('received', 'working', 'sending') AND claimed_by = :gone
  AND coalesce((SELECT beats FROM instances WHERE name = :gone), 0) = :beats;

-- name: messages.give_back
UPDATE messages SET claimed_by = :nobody
WHERE state IN ('received', 'working', 'sending') AND claimed_by = :claimed_by;

-- name: messages.held
SELECT state FROM messages
WHERE robot = :robot AND message_id = :message_id AND claimed_by = :claimed_by;

-- name: messages.out_of_turn
-- Whether an earlier message of the same person comes first: one without an
-- answer yet, or with one that another process has still to bring to this conversation.
SELECT 1 AS found FROM messages own
JOIN messages earlier ON earlier.person = own.person AND earlier.rowid < own.rowid
WHERE own.robot = :robot AND own.message_id = :message_id AND own.claimed_by = :claimed_by
  AND earlier.state IN ('received', 'working', 'sending')
  AND ((earlier.claimed_by <> :claimed_by AND earlier.conversation_id = own.conversation_id)
       OR NOT EXISTS (SELECT 1 FROM turns
                      WHERE source = earlier.robot || '/' || earlier.message_id))
LIMIT 1;

-- name: messages.open
SELECT robot, message_id, state FROM messages
WHERE state IN ('received', 'working', 'sending') AND claimed_by = :claimed_by
ORDER BY received_at;

-- name: messages.content
SELECT payload, received_at FROM messages
WHERE robot = :robot AND message_id = :message_id
  AND state = :state AND claimed_by = :claimed_by;

-- name: messages.forget
-- Who asked when; what was asked went with the final state.
DELETE FROM messages
WHERE updated_at < :before AND state IN ('answered', 'unknown', 'expired', 'rejected');

-- name: messages.count_by_state
SELECT state, count(*) AS count FROM messages GROUP BY state ORDER BY state;

-- name: turns.add
INSERT INTO turns (conversation_id, person, question, kind, topic, asked_at, source)
VALUES (:conversation_id, :person, :question, :kind, :topic, :asked_at, :source)
ON CONFLICT (source) DO NOTHING;

-- name: turns.recent
-- For a message that has its turn already, those before it.
SELECT question, kind, topic, asked_at FROM turns
WHERE conversation_id = :conversation_id AND person = :person AND asked_at >= :since
  AND NOT EXISTS (SELECT 1 FROM turns own WHERE own.source = :source AND own.id <= turns.id)
ORDER BY id DESC LIMIT :most;

-- name: turns.forget_old
DELETE FROM turns WHERE asked_at < :before;

-- name: messages.unreported
-- Who was told so at once: whoever found the queue full.
SELECT outcome, count(*) AS count FROM messages
WHERE reported = 0 AND state IN ('rejected', 'expired') AND outcome <> :told_at_once
GROUP BY outcome;

-- name: messages.mark_reported
UPDATE messages SET reported = 1 WHERE reported = 0 AND state IN ('rejected', 'expired');

-- name: messages.told_since
SELECT id FROM deliveries
WHERE subject = 'unanswered' AND kind = 'notice' AND created_at > :since LIMIT 1;

-- name: messages.without_answer
SELECT outcome, count(*) AS count FROM messages
WHERE state IN ('rejected', 'expired') AND updated_at >= :since
GROUP BY outcome;
