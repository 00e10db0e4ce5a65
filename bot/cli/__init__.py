"""The command line: ``xiangwen run | sandbox | init | check | index | ask | search``."""

from bot.cli.main import PROGRAM_NAME, main

__all__ = ["PROGRAM_NAME", "main"]
