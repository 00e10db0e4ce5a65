"""Proof of the pages: their SQL runs, and their questions find them."""
