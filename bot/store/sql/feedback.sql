-- name: feedback.add_unanswered
INSERT INTO unanswered_questions (question, conversation_id, asked_at, nearest)
VALUES (:question, :conversation_id, :now, :nearest);

-- name: feedback.recent_unanswered
-- Each wording once, as it was asked last.
SELECT last.question, alike.times, last.asked_at, last.nearest
FROM (SELECT max(id) AS id, count(*) AS times FROM unanswered_questions GROUP BY question) AS alike
JOIN unanswered_questions AS last ON last.id = alike.id
ORDER BY last.id DESC LIMIT :most;

-- name: feedback.count_wordings
SELECT count(DISTINCT question) AS count FROM unanswered_questions;

-- name: feedback.forget
DELETE FROM unanswered_questions WHERE asked_at < :before;

-- name: feedback.dismiss
DELETE FROM unanswered_questions WHERE question = :question;
