"""The conversation: one file a topic, asked in this order."""

from handlers import admin, announce, ask, calendar, help, signup

routers = (help.router, calendar.router, signup.router, announce.router, admin.router, ask.router)

__all__ = ["routers"]
