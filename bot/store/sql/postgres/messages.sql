-- name: messages.open
-- SQLite gives what came in the same moment in the order in which it came.
SELECT robot, message_id, state FROM messages
WHERE state IN ('received', 'working', 'sending') AND claimed_by = :claimed_by
ORDER BY received_at, id;

-- name: messages.out_of_turn
-- By the order in which they were written down, which is nobody's clock.
SELECT 1 AS found FROM messages own
JOIN messages earlier ON earlier.person = own.person AND earlier.id < own.id
WHERE own.robot = :robot AND own.message_id = :message_id AND own.claimed_by = :claimed_by
  AND earlier.state IN ('received', 'working', 'sending')
  AND ((earlier.claimed_by <> :claimed_by AND earlier.conversation_id = own.conversation_id)
       OR NOT EXISTS (SELECT 1 FROM turns
                      WHERE source = earlier.robot || '/' || earlier.message_id))
LIMIT 1;
