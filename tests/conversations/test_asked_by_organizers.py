"""Who may give orders asks as well: a question is no order because an organizer asks it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from textwrap import dedent

import pytest

from bot.chat.context import Request
from bot.chat.routes import answer
from bot.clock import FixedClock
from bot.messages import IncomingMessage, MessageKind, Reply, Role
from bot.offline import OfflineBot, open_offline
from bot.settings import Group, KnowledgeTable, Settings, Storage
from bot.settings.file import shipped_knowledge
from handlers import routers
from tests.conftest import NOON

_BENCH = Path(__file__).parents[1] / "bench" / "data"
_ASKED = ("salons.jsonl", "manual.jsonl", "pages.jsonl", "sections.jsonl")
# Between a question and an order, and the sign-in, of which organizers hear more.
_NOT_AS_TO_MEMBERS = {"下周双色球号码来一注"}
_AHEAD = """
    ---
    id: ahead
    title: PG天天象上·合肥站
    date: 2099-12-12
    start: "14:00"
    city: 合肥
    venue: 创新大厦三楼
    capacity: 60
    talks:
      - title: 逻辑复制在订单系统的实践
        speakers: [{name: 张三, org: 某某科技}]
      - title: 分区表与冷热分离
        speakers: [{name: 李四}]
    ---
"""


def _questions() -> Iterator[str]:
    for name in _ASKED:
        for line in (_BENCH / name).read_text("utf-8").splitlines():
            yield json.loads(line)["question"]
    yield from (_BENCH / "short.txt").read_text("utf-8").splitlines()


async def _said(bot: OfflineBot, text: str, role: Role, number: int) -> Reply | None:
    asker = f"{role.name}-{number}"
    message = IncomingMessage(
        robot_code="ask",
        message_id=asker,
        kind=MessageKind.TEXT,
        text=text,
        conversation_id=asker,
        is_group=True,
        sender_id=asker,
        staff_id=asker,
        received_at=bot.services.now(),
    )
    return await answer(Request(message, text, role), bot.services, 60)


async def test_questions_are_answered_as_members_are_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "more" / "events" / "ahead.md"
    page.parent.mkdir(parents=True)
    page.write_text(dedent(_AHEAD).lstrip(), "utf-8")
    settings = Settings(
        knowledge=KnowledgeTable(paths=(shipped_knowledge(), tmp_path / "more"), vectors=False),
        storage=Storage(index_dir=tmp_path),
        groups=(Group(name="学习群", conversation_id="cidAAAAAAAAAAAAAAAAAAAAAA=="),),
    )
    otherwise = []
    async with open_offline(settings, routers, FixedClock(NOON)) as bot:
        assert bot.salons.book.get("ahead")
        # Not told who asks: what the pages say is looked up once for both.
        pages = bot.services.knowledge
        monkeypatch.setattr(pages, "answer", cache(pages.answer))
        for number, question in enumerate(dict.fromkeys(_questions())):
            told = [
                await _said(bot, question, role, number) for role in (Role.MEMBER, Role.ORGANIZER)
            ]
            member, organizer = (reply and reply.markdown for reply in told)
            if member != organizer:
                otherwise.append(question)
    assert set(otherwise) <= _NOT_AS_TO_MEMBERS
