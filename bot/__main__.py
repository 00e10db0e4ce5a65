"""``python -m bot``; the console script ``xiangwen`` is the usual way in."""

from bot.cli import main

main()
