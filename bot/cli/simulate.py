"""simulate: every message of the coming weeks, exactly as it would be posted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from bot.cli.chinese import ChineseCommand
from bot.cli.options import Common, load, reading_options
from bot.cli.runtime import loaded_offline
from bot.clock import WEEKDAYS, YEARS, FixedClock, SystemClock
from bot.errors import SettingsError, UserError
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.schedule.digests import Coming

_DEFAULT_SPAN = timedelta(days=14)
_LONGEST = timedelta(days=370)


@click.command(cls=ChineseCommand)
@click.option("--from", "first", metavar="时间", help="从什么时候起，默认现在。")
@click.option("--to", "last", metavar="时间", help="到什么时候为止，默认再往后 14 天。")
@click.option("--group", metavar="群名", help="只看这一个群。")
@reading_options
def simulate(
    common: Common,
    first: str | None,
    last: str | None,
    group: str | None,
    as_json: bool,
    knowledge: tuple[Path, ...],
) -> None:
    """把今后要发的提醒、公告按原样列出来，什么都不发。

    时间写「2026-12-01」「12月5日 9:00」「下周三」都行。
    """
    settings = load(common, knowledge).settings
    now = SystemClock().now()
    start = _moment(first, now, settings.zone) if first else now
    end = _moment(last, start, settings.zone, whole=True) if last else start + _DEFAULT_SPAN
    if end <= start:
        raise SettingsError("--to 要晚于 --from。")
    if end - start > _LONGEST:
        raise SettingsError("一次最多看一年，请把 --to 写近一些。")
    if group and settings.group_named(group) is None:
        names = "、".join(one.name for one in settings.groups) or "（还没有登记群）"
        raise SettingsError(f"没有叫「{group}」的群，登记的有：{names}。")
    posts, gone = asyncio.run(_coming(settings, start, end, now))
    if group and (only := settings.group_named(group)) is not None:
        posts = [p for p in posts if p.destination.conversation_id == only.conversation_id]
    if as_json:
        shown = [_as_json(post, settings) for post in posts]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        click.echo(_as_text(posts, settings) if posts else _nothing(settings, start, end))
        for name in gone:
            click.echo(f"「{name}」收不到消息，发往它的没有列。")


def _moment(text: str, now: datetime, zone: ZoneInfo, *, whole: bool = False) -> datetime:
    """A time as people write it; ``whole`` takes a bare day to its end."""
    from bot.events.editing.times import parse_time, unreadable

    try:
        written = datetime.fromisoformat(text)
    except ValueError:
        pass
    else:
        if written.year not in YEARS:
            raise SettingsError(
                f"「{text}」太远了，--from 和 --to 要写 {YEARS[0]} 到 {YEARS[-1]} 年之间的时间。"
            )
        moment = written if written.tzinfo else written.replace(tzinfo=zone)
        bare = whole and len(text) == len("2026-12-01")
        return moment.astimezone(UTC) + (timedelta(days=1) if bare else timedelta(0))
    try:
        if (found := parse_time(text, now, zone)) is None:
            raise unreadable(text)
    except UserError as error:
        raise SettingsError(str(error)) from error
    return found.start + (timedelta(days=1) if whole and not found.has_clock else timedelta(0))


async def _coming(
    settings: Settings, start: datetime, end: datetime, now: datetime
) -> tuple[list[Coming], list[str]]:
    """The messages, and the names of the groups that get none."""
    from bot.chat.forecast import coming

    async with loaded_offline(settings, FixedClock(start)) as offline:
        gone = await offline.services.outbox.silenced()
        names = [one.name for one in settings.groups if one.conversation_id in gone]
        return await coming(offline.services, start, end, now), names


def _parts(post: Coming, settings: Settings) -> list[str]:
    from bot.dingtalk.formats import part_limit, parts_of

    return parts_of(post.reply, part_limit(settings.limits.reply_bytes))


def _as_json(post: Coming, settings: Settings) -> dict[str, object]:
    from bot.dingtalk.formats import title_of

    return {
        "at": post.at.astimezone(settings.zone).isoformat(),
        "to": settings.place_of(post.destination),
        "title": title_of(post.reply),
        "parts": _parts(post, settings),
        "mentions_everyone": post.reply.mention_everyone,
    }


def _nothing(settings: Settings, start: datetime, end: datetime) -> str:
    if not settings.groups:
        why = "配置里还没有登记群（[[groups]]），没有地方可发。"
    elif not settings.reminders:
        why = "配置里没有提醒规则（[[reminders]]）。"
    else:
        why = "要看更远的，写 --to。"
    first, last = start.astimezone(settings.zone), end.astimezone(settings.zone)
    return f"{first:%Y-%m-%d %H:%M} 到 {last:%Y-%m-%d %H:%M} 没有要发的消息。{why}"


def _as_text(posts: Sequence[Coming], settings: Settings) -> str:
    lines = []
    for post in posts:
        local = post.at.astimezone(settings.zone)
        day = f"{local:%Y-%m-%d}（周{WEEKDAYS[local.weekday()]}）{local:%H:%M}"
        calls = "，@所有人" if post.reply.mention_everyone else ""
        lines.append(f"── {day} → {settings.place_of(post.destination)}{calls}")
        lines += ["", "\n\n".join(_parts(post, settings)), ""]
    return "\n".join([*lines, f"共 {len(posts)} 条，什么都没有发出。"])
