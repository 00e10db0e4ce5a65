"""The real App with the real handlers, as ``xiangwen run`` starts it."""

from __future__ import annotations

from bot.cli.serve import load_application
from bot.clock import SystemClock
from tests.chaos.bot_process import serve

if __name__ == "__main__":
    serve(lambda settings: load_application()(settings, SystemClock(), ""), load_application)
