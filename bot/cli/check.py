"""check: does everything work here that the bot needs? One line a finding, with the remedy."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile

import click

from bot.cli.check_pages import check_pages
from bot.cli.chinese import ChineseCommand, one_of
from bot.cli.options import (
    Common,
    common_options,
    knowledge_option,
    load,
    pass_common,
    print_json,
)
from bot.cli.ports import taken
from bot.cli.reports import FORMS, Finding, Grade, as_json, bad, good, odd, told
from bot.errors import BotError, DeliveryError, SettingsError, os_reason
from bot.expressions import Expression
from bot.settings import Settings
from bot.settings.file import Loaded, require_credentials

_PROBE = 1 << 20  # bytes: an index is larger
# Of an organisation's own making, but never a name in Chinese, a list or a mention.
_STAFF_ID = Expression(r"[^\s,;@\u2e80-\uffff]+")
_OLDEST_SQLITE = (3, 35, 0)  # UPDATE … RETURNING


@click.command(cls=ChineseCommand)
@click.option("--online", is_flag=True, help="再向钉钉取一次 token，看凭证能不能用。")
@click.option(
    "--pages", "only_pages", is_flag=True, help="只检查知识文件夹，不看配置、数据库和凭证。"
)
@click.option("--strict", is_flag=True, help="有建议（!）也算没通过，给 CI 用。")
@click.option(
    "--format",
    "form",
    default="text",
    type=one_of(*FORMS),
    metavar="格式",
    help="text（默认）、github（标注在改动的行上）或 json。",
)
@knowledge_option
@common_options
@pass_common
def check(
    common: Common,
    online: bool,
    only_pages: bool,
    strict: bool,
    form: str,
    knowledge: tuple[Path, ...],
) -> None:
    """检查配置、知识库、数据库和凭证，逐项说明该怎么改。"""
    loaded = load(common, knowledge)

    async def work() -> list[Finding]:
        found = []
        async for one in check_pages(loaded.settings) if only_pages else _findings(loaded, online):
            # At once, so that one sees what takes its time.
            for line in told(one, form, whole=only_pages or strict):
                click.echo(line)
            found.append(one)
        return found

    findings = asyncio.run(work())
    if form == "json":
        print_json(as_json(findings))
    grades = {one.grade for one in findings}
    if Grade.BAD in grades:
        raise BotError("有检查没有通过，请按上面 ✗ 的提示处理。")
    if strict and Grade.ODD in grades:
        raise BotError("有建议还没有处理（--strict），请按上面 ! 的提示处理。")


async def _findings(loaded: Loaded, online: bool) -> AsyncIterator[Finding]:
    settings = loaded.settings
    yield _program()
    yield _sqlite()
    yield _config(loaded)
    yield await _store(settings)  # brought up to date before the pages ask it
    async for finding in check_pages(settings):
        yield finding
    yield _index(settings.storage.index_dir)
    yield _groups(settings)
    credentials = _credentials(loaded)
    yield credentials
    if online and credentials.grade is Grade.GOOD:
        yield await _token(settings)
    if settings.web.listen:
        yield await _running(settings)


def _program() -> Finding:
    """Another distribution with a package of the same name could have come between."""
    ours, theirs = _folder_of("bot"), _folder_of("handlers")
    if ours.parent != theirs.parent:
        return bad(
            "程序",
            f"handlers 来自 {theirs}，不是和 bot 一起装的那一个，"
            "请装到单独的虚拟环境里（例如用 pipx）",
        )
    version = ".".join(map(str, sys.version_info[:3]))
    return good("程序", f"{ours}，Python {version}")


def _folder_of(package: str) -> Path:
    spec = find_spec(package)
    return Path(str(spec.origin)).resolve().parent if spec else Path()


def _sqlite() -> Finding:
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        return bad(
            "SQLite", f"版本 {sqlite3.sqlite_version} 太旧，需要 3.35 以上，请换一个较新的 Python"
        )
    return good("SQLite", sqlite3.sqlite_version)


def _config(loaded: Loaded) -> Finding:
    path = loaded.path
    if path is None:
        return odd("配置", "没有配置文件，用的是默认值；运行 xiangwen init 可以写一份")
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        return odd("配置", f"{path} 别人也能读，里面是放密钥的地方，请运行 chmod 600 {path}")
    return good("配置", str(path))


async def _running(settings: Settings) -> Finding:
    """Whether the bot runs here and hears, from its own /health."""
    from bot.web.health_client import running_health

    health = await running_health(settings.web.listen)
    if health is None:
        runs = _holds_store(settings)
        text = "机器人现在没有在这台机器上运行" if not runs else "在运行，但没有问到它好不好"
        if why := taken(settings.web.listen):
            text = (
                f"{text}；[web] listen 的 {settings.web.listen} 用不了（{why}），"
                "请换一个，不然 /health、日历和控制台打不开"
            )
        return Finding(Grade.ODD if why or runs else Grade.GOOD, "运行", text)
    stream = health["stream"]
    gaps = stream.get("gaps") or []
    heard = f"，最近一次收到数据 {_local(stream.get('last_frame_at'), settings)}"
    last = f"；最近一次听不到从 {_local(gaps[-1]['from'], settings)} 起" if gaps else ""
    if not stream.get("connected"):
        problem = stream.get("problem") or "正在连接"
        return odd("运行", f"在运行，但没有连上钉钉（{problem}）{heard}{last}")
    since = _local(stream.get("connected_since"), settings)
    return good("运行", f"在运行，{since} 起连着钉钉{heard}{last}")


def _holds_store(settings: Settings) -> bool:
    from bot.store.opening import is_taken

    try:
        return is_taken(settings.storage.address)
    except BotError:  # told where the database is looked at
        return False


def _local(moment: str | None, settings: Settings) -> str:
    if not moment:
        return "（还没有）"
    return datetime.fromisoformat(moment).astimezone(settings.zone).strftime("%m-%d %H:%M:%S")


def _index(folder: Path) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder) as probe:
            probe.write(bytes(_PROBE))
            probe.flush()
    except OSError as error:
        return odd(
            "索引",
            f"写不了 {folder}（{os_reason(error)}），每次启动都要重建，"
            "请检查 [storage] index_dir 的权限和磁盘空间",
        )
    return good("索引", str(folder))


async def _store(settings: Settings) -> Finding:
    from bot.store import open_store
    from bot.store.opening import is_taken, place_of

    url = settings.storage.address
    try:
        if is_taken(url):
            return good("数据库", f"{place_of(url)}，机器人正在使用")
        store = await open_store(url)
        try:
            # Deletes nothing, and is refused where nothing can be written.
            await store.run(lambda tx: tx.execute("console.forget_codes", now=""))
        finally:
            await store.close()
    except BotError as error:
        return bad("数据库", str(error).rstrip("。"))
    return good("数据库", f"{place_of(url)}，可以读写")


def _groups(settings: Settings) -> Finding:
    details = tuple(_group_problems(settings))
    text = f"{len(settings.groups)} 个群，{len(settings.reminders)} 条提醒规则"
    return Finding(Grade.ODD if details else Grade.GOOD, "群和角色", text, details)


def _group_problems(settings: Settings) -> Iterator[str]:
    for key in ("admins", "organizers", "notify"):
        for one in getattr(settings.roles, key):
            if not _STAFF_ID.fullmatch(one):
                yield f"[roles] {key} 里的「{one}」不像员工号，要写「我是谁」给出的那一串"
    for group in settings.groups:
        if not group.conversation_id.startswith("cid"):
            yield f"群「{group.name}」的 conversation_id 不像本群编号（以 cid 开头）"
        if group.webhook and "access_token=" not in group.webhook.get_secret_value():
            yield f"群「{group.name}」的 webhook 里没有 access_token，请把地址整个复制过来"
    if not settings.groups:
        yield "没有 [[groups]]：会回答 @，但不会发提醒和公告；在群里发「我是谁」可以看到本群编号"
    if not settings.roles.admins:
        yield "[roles] admins 是空的：没有人能用管理命令；发「我是谁」可以看到自己的员工号"
    if not settings.roles.told:
        yield "[roles] notify 也是空的：出问题时没有人会收到通知"


def _credentials(loaded: Loaded) -> Finding:
    try:
        require_credentials(loaded.settings, loaded.path)
    except SettingsError as error:
        return bad("钉钉凭证", str(error).rstrip("。"))
    return good("钉钉凭证", "Client ID 和 Client Secret 都有")


async def _token(settings: Settings) -> Finding:
    import aiohttp

    from bot.dingtalk.openapi import OpenApi
    from bot.dingtalk.wire import Wire

    async with aiohttp.ClientSession() as http:
        try:
            await OpenApi(settings, Wire(http, settings.limits.http_seconds)).check()
        except DeliveryError as error:
            remedy = (
                f"请检查到 {settings.dingtalk.api_base} 的网络"
                if error.code in ("not connected", "timeout", "broken")
                else "请核对开放平台上的应用和它的凭证"
            )
            return bad("钉钉连接", f"{error}，{remedy}")
    return good("钉钉连接", "取到了 token")
