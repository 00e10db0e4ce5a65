"""What must be said later: rules, the outbox, and who empties it."""
