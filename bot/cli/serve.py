"""run: the bot against DingTalk; and how an application is served until somebody stops it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

import click

from bot.cli.chinese import ChineseCommand
from bot.cli.options import Common, common_options, load, pass_common
from bot.cli.runtime import loaded
from bot.cli.stopping import Stop, stopping_on_signals
from bot.clock import Clock, SystemClock
from bot.errors import BotError
from bot.settings import Settings
from bot.settings.file import require_credentials

if TYPE_CHECKING:
    from bot.app import App

logger = logging.getLogger(__name__)

Companion = Callable[["App"], Coroutine[Any, Any, None]]


@click.command(cls=ChineseCommand)
@common_options
@pass_common
def run(common: Common) -> None:
    """连上钉钉，在群里回答；按 Ctrl-C 停止。"""
    found = load(common, level=logging.INFO)
    require_credentials(found.settings, found.path)

    load_application()

    async def work() -> None:
        with stopping_on_signals() as stop:
            await serve(found.settings, SystemClock(), stop)

    asyncio.run(work())


async def serve(
    settings: Settings,
    clock: Clock,
    stop: Stop,
    beside: Companion | None = None,
    *,
    within: str = "",
) -> None:
    """Run the application until ``stop``, with ``beside`` as a task of its own. ``within``:
    the only origin that links are followed to; empty: the world.

    Raises BotError when the application or ``beside`` ended with an error, or the
    application without having been asked.
    """
    # Where it was not done before, in a thread: the loop may already serve a page.
    application = await asyncio.to_thread(load_application)
    async with application(settings, clock, within) as app:
        loaded()
        companion = asyncio.create_task(beside(app), name="companion") if beside else None
        if companion:
            companion.add_done_callback(lambda task: _end_on_error(task, stop))
        try:
            await app.run(stop.event)
        except BotError:
            raise
        except Exception as error:  # the edge that supervises the tasks
            logger.exception("the application failed")
            raise BotError(
                f"机器人有一部分意外停止（{type(error).__name__}），已经退出，原因见上面的日志。"
            ) from error
        finally:
            if companion:
                await _ended(companion)
    if not stop.asked:
        raise BotError("机器人有一部分自己停了，已经退出，原因见上面的日志。")


@cache
def load_application() -> Callable[[Settings, Clock, str], App]:
    """Import and prepare the application: about a second in which the interpreter is not
    to be had for long stretches. Call it before the event loop where nobody waits."""
    from bot.app import App
    from bot.assembly import prepare
    from bot.web.links import LinkPolicy
    from handlers import routers

    prepare()

    def build(settings: Settings, clock: Clock, within: str) -> App:
        links = LinkPolicy(outside=not within, allowed=frozenset({within} - {""}))
        return App(settings, routers, clock, links=links)

    return build


def _end_on_error(task: asyncio.Task[None], stop: Stop) -> None:
    if not task.cancelled() and task.exception() is not None:
        stop.ask()


async def _ended(task: asyncio.Task[None]) -> None:
    """End the task; raises what it failed with."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
