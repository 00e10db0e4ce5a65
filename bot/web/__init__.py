"""What is fetched over HTTP from the bot itself, and what it looks up in the world."""

from bot.web.calendar_feed import CalendarFeed
from bot.web.links import LinkPolicy, LinkProbe
from bot.web.server import WebServer

__all__ = ["CalendarFeed", "LinkPolicy", "LinkProbe", "WebServer"]
