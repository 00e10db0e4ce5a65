"""The record indexed, as questions are asked of it."""
