"""Drafts that wait for a `确认 <code>`, and announcements to groups: now, later, again."""

from bot.announcements.desk import Announcements
from bot.announcements.drafts import CODE_PATTERN, Draft
from bot.announcements.links import LinkChecker, NoLinkChecker
from bot.announcements.platform import NoPlatform, Platform
from bot.announcements.posting import stamp_of
from bot.announcements.text import Announcement, announcement_markdown

__all__ = [
    "CODE_PATTERN",
    "Announcement",
    "Announcements",
    "Draft",
    "LinkChecker",
    "NoLinkChecker",
    "NoPlatform",
    "Platform",
    "announcement_markdown",
    "stamp_of",
]
