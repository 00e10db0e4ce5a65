"""The echoing bot as one of several on a database; those that are gone are found sooner."""

from __future__ import annotations

from bot.app import App
from bot.assembly import prepare
from bot.chat import instances
from bot.clock import SystemClock
from tests.chaos.bot_process import serve
from tests.chaos.echo_bot import router

if __name__ == "__main__":
    instances.BEAT_SECONDS = 1.0
    serve(lambda settings: App(settings, (router,), SystemClock()), prepare)
