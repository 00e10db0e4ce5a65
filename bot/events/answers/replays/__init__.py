"""Recordings and their links."""
