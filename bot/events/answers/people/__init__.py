"""Speakers, guests and companies."""
