"""What the pages and the chat say of salons, as values."""
