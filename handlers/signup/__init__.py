"""Who comes: signing up, withdrawing, and questions on it."""
