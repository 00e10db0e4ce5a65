"""A message against the book: what it names, and which salons it means."""
