"""The part of `check` about the knowledge folders: what was read, and what lint says of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from bot.cli.reports import Finding, Grade, bad, good
from bot.cli.runtime import loaded_offline
from bot.clock import SystemClock
from bot.errors import BotError, os_reason
from bot.settings import Settings
from bot.settings.file import shipped_knowledge

if TYPE_CHECKING:
    from bot.lint.findings import Finding as PageFinding
    from bot.offline import OfflineBot

_UNREADABLE, _RECORD = "unreadable", "record"


async def check_pages(settings: Settings) -> AsyncIterator[Finding]:
    """Three findings: pages read, salons, and what is wrong or doubtful in them."""
    try:
        async with loaded_offline(settings, SystemClock()) as offline:
            found = await asyncio.to_thread(_lint, offline, settings)
            yield _read(offline, settings, [one for one in found if one.rule == _UNREADABLE])
            yield _salons(offline, [one for one in found if one.rule == _RECORD])
            yield _written([one for one in found if one.rule not in (_UNREADABLE, _RECORD)])
    except BotError as error:
        yield bad("知识库", f"没有检查：{str(error).rstrip('。')}")
    except OSError as error:
        text = f"读不了 {error.filename or ''}（{os_reason(error)}），请检查文件夹的权限"
        yield bad("知识库", text)


def _lint(offline: OfflineBot, settings: Settings) -> list[PageFinding]:
    from bot.lint.folders import lint

    return lint(
        settings.knowledge.paths,
        settings.limits,
        offline.knowledge,
        offline.salons.book.problems,
        starter=shipped_knowledge(),
    )


def _read(offline: OfflineBot, settings: Settings, skipped: Sequence[PageFinding]) -> Finding:
    report = offline.report
    folders = "、".join(str(folder.resolve()) for folder in settings.knowledge.paths)
    text = f"{folders}，{report.documents} 页、{report.passages} 段"
    if not report.documents:
        text = f"{text}，没有可以回答的内容，请放进 .md 文件"
        return Finding(Grade.BAD, "知识库", text, pages=tuple(skipped))
    if skipped:
        text = f"{text}，{len(skipped)} 个文件没有收录"
        return Finding(Grade.ODD, "知识库", text, pages=tuple(skipped))
    if waiting := offline.knowledge.without_vectors:
        text = f"{text}；{waiting} 页的句向量还没算，算好以前只按词找"
    return good("知识库", text)


def _salons(offline: OfflineBot, problems: Sequence[PageFinding]) -> Finding:
    text = f"{len(offline.salons.book.salons)} 场"
    if problems:
        text = f"{text}，{len(problems)} 处要改"
        return Finding(Grade.ODD, "沙龙", text, pages=tuple(problems))
    return good("沙龙", text)


def _written(found: Sequence[PageFinding]) -> Finding:
    errors = sum(one.severity.value == "error" for one in found)
    if not found:
        return good("页面", "写法、链接、术语和答案测试都没有要改的")
    text = f"{errors} 处要改，{len(found) - errors} 处建议改"
    return Finding(Grade.BAD if errors else Grade.ODD, "页面", text, pages=tuple(found))
