"""The conversation: one file a topic, asked in this order."""

from handlers import admin, announce, ask, help

routers = (help.router, announce.router, admin.router, ask.router)

__all__ = ["routers"]
