"""Talks by what they are about and where they stand."""
