"""What can be configured: the settings as values, and how they are read and explained.

Reading is for whoever starts the program: ``bot.settings.file`` is imported by name.
"""

from bot.settings.model import (
    REMINDER_FACTS,
    DingTalk,
    Group,
    KnowledgeTable,
    Limits,
    ReminderRule,
    Roles,
    Settings,
    Storage,
    Web,
)

__all__ = [
    "REMINDER_FACTS",
    "DingTalk",
    "Group",
    "KnowledgeTable",
    "Limits",
    "ReminderRule",
    "Roles",
    "Settings",
    "Storage",
    "Web",
]
