"""The conversation: one file a topic, asked in this order."""

from handlers import (
    admin,
    announce,
    announced,
    ask,
    calendar,
    checkin,
    confirming,
    help,
    replays,
    roles,
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
    announce.router,
    confirming.router,
    announced.router,
    replays.router,
    admin.router,
    roles.router,
    ask.router,
)

__all__ = ["routers"]
