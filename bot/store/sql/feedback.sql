-- name: feedback.add_unanswered
INSERT INTO unanswered_questions (question, conversation_id, asked_at, nearest)
VALUES (:question, :conversation_id, :now, :nearest);

-- name: feedback.recent_unanswered
SELECT question, count(*) AS times, max(asked_at) AS asked_at, max(nearest) AS nearest
FROM unanswered_questions GROUP BY question ORDER BY max(id) DESC LIMIT :most;
