"""Nearness in meaning, by sentence vectors."""
