"""What organizers say to groups, and what became of it."""
