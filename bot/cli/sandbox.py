"""sandbox: the real bot against an imitated DingTalk, with a page to talk to it.

Of a configuration only the knowledge folders, the time zone and the limits count, and the
reminders are those that one begins with. Every endpoint, webhook and credential is the
imitation's own, and no variable is read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
from pydantic import SecretStr

from bot.cli.chinese import ChineseCommand, whole_number
from bot.cli.options import Common, common_options, knowledge_option, load, pass_common
from bot.cli.ports import free_port, names_of, shown_host
from bot.cli.serve import serve
from bot.cli.stopping import stopping_on_signals
from bot.clock import SystemClock
from bot.errors import BotError
from bot.settings import KnowledgeTable, ReminderRule, Settings, Storage, Web
from bot.settings.file import load_settings, starter_dir

if TYPE_CHECKING:
    from bot.app import App
    from bot.chat.context import Services
    from bot.messages import Destination, Reply
    from bot.sandbox.emulator import Emulator

DEFAULT_PORT = 8765
_ONCE_SECONDS = 30.0
_FORESEEN = timedelta(days=14)


@click.command(cls=ChineseCommand)
@click.option(
    "--port",
    default=DEFAULT_PORT,
    type=whole_number(0, 65535),
    metavar="端口",
    help=f"网页的端口，默认 {DEFAULT_PORT}；被占用就用后面空着的，0 表示随便一个。",
)
@click.option(
    "--host",
    default="127.0.0.1",
    metavar="地址",
    help="网页监听的地址，默认 127.0.0.1，只有本机能打开。",
)
@click.option(
    "--data",
    default=Path("data"),
    type=click.Path(path_type=Path),
    metavar="文件夹",
    help="沙箱的数据库和索引放在这里，默认 data；数据库每次启动从头开始。",
)
@click.option("--once", metavar="问题", help="只在模拟的群里问这一句，打印回答就结束。")
@knowledge_option
@common_options
@pass_common
def sandbox(
    common: Common, port: int, host: str, data: Path, once: str | None, knowledge: tuple[Path, ...]
) -> None:
    """在本机打开一个模拟的钉钉群，不需要账号，也不会连到真的钉钉。"""
    configured = load(common, knowledge, environment=False).settings
    data = data.expanduser().resolve()
    if once is not None:
        asyncio.run(_answer_once(configured, data, once))
    else:
        asyncio.run(_serve_page(configured, data, host, port))


async def _serve_page(configured: Settings, data: Path, host: str, port: int) -> None:
    from bot.pages.guard import LOOPBACK
    from bot.sandbox.chat import ChatPage
    from bot.sandbox.emulator import Emulator

    clock = SystemClock()
    emulator = Emulator(clock)
    page = ChatPage(emulator, clock, zone=configured.zone, hosts=LOOPBACK | names_of(host))
    found = free_port(host, port)
    if port not in (0, found):
        click.echo(f"端口 {port} 已被占用，改用 {found}。")
    await emulator.start(host, found)

    async def announce(app: App) -> None:
        await emulator.gateway.sockets.wait_opened()
        services = app.assembly.services
        examples = [q for q in (services.salons.example(), *services.knowledge.examples(2)) if q]
        page.offer(examples)
        page.foresee(lambda: _foreseen(services))
        click.echo(_welcome(emulator, host, app, examples))

    try:
        with stopping_on_signals() as stop:
            settings = await _settings_for(configured, emulator, data)
            await serve(settings, clock, stop, announce, within=emulator.base_url)
    finally:
        await emulator.stop()
    click.echo("沙箱已停止。")


async def _foreseen(services: Services) -> list[tuple[datetime, Destination, Reply]]:
    from bot.chat.forecast import coming

    now = services.now()
    posts = await coming(services, now, now + _FORESEEN, now)
    return [(post.at, post.destination, post.reply) for post in posts]


async def _answer_once(configured: Settings, data: Path, question: str) -> None:
    from bot.sandbox.emulator import Emulator

    async with Emulator(clock := SystemClock()) as emulator:
        group, person = emulator.groups[0], emulator.people[0]

        async def ask(_: App) -> None:
            await emulator.gateway.sockets.wait_opened()
            await emulator.say(group.id, person.id, question)
            try:
                await emulator.wait_for_line(lambda line: line.from_bot, timeout=_ONCE_SECONDS)
            except TimeoutError:
                told = f"{_ONCE_SECONDS:.0f} 秒内没有等到回答，加 -v 可以看日志。"
                raise BotError(told) from None
            # Stopping lets what is being said be finished: the other parts of a long reply.
            stop.ask()

        with stopping_on_signals() as stop:
            settings = await _settings_for(configured, emulator, data)
            await serve(settings, clock, stop, ask, within=emulator.base_url)
        answers = [line.text for line in emulator.bot_lines(group.id)]
    click.echo("\n\n".join(answers))


async def _settings_for(configured: Settings, emulator: Emulator, data: Path) -> Settings:
    """Settings built here, field by field: what is not named cannot come in."""
    database = await asyncio.to_thread(_fresh_database, data)
    return Settings(
        timezone=configured.timezone,
        dingtalk=emulator.dingtalk_table(),
        knowledge=KnowledgeTable(paths=configured.knowledge.paths),
        storage=Storage(url=SecretStr(f"sqlite:///{database}"), index_dir=data / "sandbox-index"),
        roles=emulator.roles_table(),
        groups=emulator.group_tables(),
        reminders=_shipped_reminders(),
        web=Web(listen="127.0.0.1:0"),
        limits=configured.limits,
    )


def _shipped_reminders() -> tuple[ReminderRule, ...]:
    """The rules that a new configuration begins with."""
    example = starter_dir() / "config.example.toml"
    return load_settings(example, environment=False).settings.reminders


def _fresh_database(data: Path) -> Path:
    """The sandbox's database, emptied: the imitated chats start empty as well, and rows
    of an earlier run would point at conversations that are gone."""
    from bot.store.sqlite import is_in_use

    number = 1
    while is_in_use(path := data / f"sandbox{'' if number == 1 else f'-{number}'}.db"):
        number += 1  # another sandbox is open beside this one
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    return path


def _welcome(emulator: Emulator, host: str, app: App, examples: Sequence[str]) -> str:
    port = emulator.base_url.rpartition(":")[2]
    report = app.assembly.watch.report
    pages = report.documents if report else 0
    example = examples[-1] if examples else "帮助"
    return (
        "\n象问沙箱已就绪：钉钉群是模拟的，机器人是真的。\n\n"
        f"  打开  http://{shown_host(host)}:{port}\n"
        f"  试试  @象问 {example}\n"
        f"  知识  {pages} 页，改了马上生效\n\n"
        "按 Ctrl-C 结束。\n"
    )
