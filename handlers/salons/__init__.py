"""Organizers plan salons and change them: all of it from a preview to its `确认`."""
