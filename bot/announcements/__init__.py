"""Announcements to groups: now, later, again."""

from bot.announcements.platform import LinkChecker, NoLinkChecker, NoPlatform, Platform
from bot.announcements.posting import stamp_of
from bot.announcements.service import Announcements
from bot.announcements.text import Announcement, announcement_markdown

__all__ = [
    "Announcement",
    "Announcements",
    "LinkChecker",
    "NoLinkChecker",
    "NoPlatform",
    "Platform",
    "announcement_markdown",
    "stamp_of",
]
