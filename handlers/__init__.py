"""The conversation: one file a topic, asked in this order."""

from handlers import admin, announce, ask, calendar, checkin, help, signup

routers = (
    help.router,
    calendar.router,
    signup.router,
    checkin.router,
    announce.router,
    admin.router,
    ask.router,
)

__all__ = ["routers"]
