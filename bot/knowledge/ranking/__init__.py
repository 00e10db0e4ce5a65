"""Which pages answer, and how sure that is."""
