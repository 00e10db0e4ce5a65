"""Markdown in any flavour → documents with passages."""
