"""What is fetched over HTTP from the bot itself, and what it looks up in the world."""
