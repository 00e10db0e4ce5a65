"""How the bot is used: its help, and commands explained or offered."""
