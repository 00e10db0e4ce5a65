"""What only the running application has: it tells how it is, and what it is told of groups."""
