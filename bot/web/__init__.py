"""What is fetched over HTTP from the bot itself."""

from bot.web.calendar_feed import CalendarFeed
from bot.web.server import WebServer

__all__ = ["CalendarFeed", "WebServer"]
