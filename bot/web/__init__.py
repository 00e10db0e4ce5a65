"""What is fetched over HTTP from the bot itself."""

from bot.web.server import WebServer

__all__ = ["WebServer"]
