"""The conversation: one file a topic, asked in this order."""

from handlers import (
    admin,
    announce,
    ask,
    calendar,
    checkin,
    help,
    replays,
    salon_changes,
    salon_creation,
    signup,
)

routers = (
    help.router,
    calendar.router,
    signup.router,
    checkin.router,
    salon_creation.router,
    salon_changes.router,
    replays.router,
    announce.router,
    admin.router,
    ask.router,
)

__all__ = ["routers"]
