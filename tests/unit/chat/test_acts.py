"""What became of announcements is asked for once, however many of them an admin reads of."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.chat.acts import in_words
from bot.chat.context import Services
from bot.members import AuditEntry
from bot.messages import Destination
from bot.schedule.deliveries import DeliveryKind, NewDelivery, announcement_subject
from bot.schedule.outbox import Outbox
from bot.settings import Settings
from bot.store.sqlite import SqliteStore
from tests.builders import make_delivery
from tests.conftest import NOON


def _entry(action: str, detail: str) -> AuditEntry:
    return AuditEntry(NOON, "050004", action, detail, "m")


def _leg(code: str, group: str) -> NewDelivery:
    return make_delivery(
        f"{code}{group}",
        kind=DeliveryKind.ANNOUNCEMENT,
        subject=announcement_subject(code),
        destination=Destination(conversation_id=group),
    )


async def test_each_is_told_with_what_became_of_it(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox = Outbox(store)
    legs = [_leg("AAAA", "g1"), _leg("AAAA", "g2"), _leg("BBBB", "g1"), _leg("CCCC", "g1")]
    await outbox.enqueue(legs, NOON)
    asked: list[object] = []
    run = store.run

    async def counted(work: Any) -> Any:
        asked.append(work)
        return await run(work)

    monkeypatch.setattr(store, "run", counted)
    told = await in_words(
        [
            _entry("announcement.confirm", "AAAA 大家好"),
            _entry("announcement.confirm", "BBBB 今晚直播"),
            _entry("announcement.confirm", "DDDD 没有群的"),
            _entry("announcement.recall", "CCCC"),
            _entry("announcement.recall", "AAAA 2"),  # of an older version
            _entry("console.enter", ""),
        ],
        cast(Services, SimpleNamespace(outbox=outbox)),
    )
    assert told == [
        "确认了公告 AAAA：大家好（等待发送 2 个群）",
        "确认了公告 BBBB：今晚直播（等待发送 1 个群）",
        "确认了公告 DDDD：没有群的",
        "撤回了公告 CCCC，已撤回 0 条",
        "撤回了公告 AAAA，撤回成功 2 个群",
        "打开了控制台",
    ]
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("action", "detail", "told"),
    [
        ("draw.draw", "ABCD 101 102", "给抽奖 ABCD 开了奖，中奖 2 人"),
        ("role.grant", "050001 admin", "让员工号 050001 成为管理员"),
        ("role.grant", "050001 *boss*", "让员工号 050001 成为\\*boss\\*"),
        ("announcement.resend", "AAAA nowhere", "把公告 AAAA 补发到nowhere"),
        (
            "series.except",
            "move weekly 2026-12-24 2026-12-25 20:00",
            "把「weekly」2026 年 12 月 24 日（周四）那一次改到 2026 年 12 月 25 日（周五）20:00",
        ),
        ("series.except", "skip weekly someday", "停了「weekly」someday那一次"),
        ("salon.change", 'xian 时间 {"start": "19:00", "ti', "改了「xian」：时间"),
        ("salon.change", 'xian {"start": "19:00"}', "改了「xian」，现在开始 19:00"),
        ("of.tomorrow", "x*y", "of.tomorrow x\\*y"),
    ],
)
async def test_an_act_is_told_in_words(action: str, detail: str, told: str) -> None:
    salons = SimpleNamespace(book=SimpleNamespace(get=lambda _: None), series=())
    services = SimpleNamespace(salons=salons, settings=Settings())
    assert await in_words([_entry(action, detail)], cast(Services, services)) == [told]


async def test_nothing_is_asked_where_no_announcement_is_told_of() -> None:
    entries = [_entry("console.enter", "")]
    assert await in_words(entries, cast(Services, SimpleNamespace())) == ["打开了控制台"]
