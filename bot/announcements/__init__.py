"""Announcements to groups: now, later, again."""
