-- When the robot could last hear, whichever process listened: the next start tells from
-- when to when nobody did.
CREATE TABLE last_heard (
  robot TEXT PRIMARY KEY,
  heard_at TEXT NOT NULL
);
