-- Groups that the platform says are gone, or that the robot was taken out of: nothing is
-- sent there until somebody speaks to the bot in them again.
CREATE TABLE silenced_groups (
  conversation_id TEXT PRIMARY KEY,
  reason TEXT NOT NULL,
  since TEXT NOT NULL
);
