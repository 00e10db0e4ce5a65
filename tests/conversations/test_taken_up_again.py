"""What has acted and could not say so is run again, and then does and denies nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.no_reply import NoReply
from bot.clock import FixedClock
from tests.conversations.living_bot import Bot, code_of, own_chat
from tests.conversations.salon_bot import salon_bot, write_salons
from tests.waiting import eventually

_PERSON = "p1"


@dataclass(frozen=True, slots=True)
class Talk:
    """People's 1:1 chats with a bot whose answer cannot leave when it is ``cut``."""

    bot: Bot
    clock: FixedClock
    failing: dict[str, int]

    async def say(self, text: str, by: str = _PERSON) -> str:
        self.clock.move(timedelta(milliseconds=1))
        return (await self.bot.ask(text, by=by, chat=own_chat(self.bot, by))).text

    async def cut(self, text: str, by: str = _PERSON) -> None:
        self.clock.move(timedelta(milliseconds=1))
        self.failing["messages.start_sending"] = 1
        await self.bot.emulator.say(own_chat(self.bot, by), by, text)
        await eventually(lambda: not self.failing["messages.start_sending"])
        await eventually(lambda: not self.bot.app._dispatcher._under_way)

    async def again(self, by: str = _PERSON) -> str:
        """What is said when it is taken up again."""
        self.clock.move(timedelta(seconds=10))
        return (await self.bot.next_line(own_chat(self.bot, by))).text

    async def passed(self) -> None:
        """Look again, and find that it is ended with its reason, without a word."""
        inbox = self.bot.app._inbox

        async def is_ended() -> bool:
            self.clock.move(timedelta(seconds=1))
            return "working" not in await inbox.counts()

        await eventually(is_ended)
        since = self.clock.now() - timedelta(days=1)
        assert await inbox.without_answer(since) == {NoReply.PASSED.label: 1}


@pytest.fixture
async def talk(
    tmp_path: Path, clock: FixedClock, failing: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Talk]:
    monkeypatch.setattr("bot.chat.replies._SEND_ATTEMPTS", 1)
    page = write_salons(tmp_path / "knowledge") / "events/2026-12-05-xian.md"
    other = page.read_text("utf-8").replace("salon-15-xian", "salon-16-chengdu")
    other = other.replace("number: 15", "number: 16").replace("第 15 期 西安", "第 16 期 成都")
    other = other.replace("2026-12-05", "2026-12-12").replace("city: 西安", "city: 成都")
    page.with_name("2026-12-12-chengdu.md").write_text(other, "utf-8")
    async with salon_bot(tmp_path, clock) as bot:
        yield Talk(bot, clock, failing)


async def test_who_has_withdrawn_since_is_not_signed_up_again(talk: Talk) -> None:
    await talk.cut("报名 15")
    assert "已取消" in await talk.say("取消报名 15")
    await talk.passed()
    assert "还没有报名" in await talk.say("我的报名")


async def test_a_bare_withdrawal_gives_back_no_other_seat(talk: Talk) -> None:
    await talk.say("报名 15")
    await talk.cut("取消报名")
    await talk.say("报名 16")
    await talk.passed()
    own = await talk.say("我的报名")
    assert "成都" in own
    assert "西安" not in own


async def test_a_bare_withdrawal_says_again_what_it_gave_back(talk: Talk) -> None:
    await talk.say("报名 15")
    await talk.cut("取消报名")
    told = await talk.again()
    assert "已取消" in told
    assert "西安" in told


async def test_a_step_is_not_read_as_the_answer_to_the_next(talk: Talk) -> None:
    who = talk.bot.organizer
    await talk.say("新建活动", who)
    await talk.cut("测试沙龙", who)
    assert "城市" in await talk.say("12月20日 14:00", who)
    await talk.passed()
    assert "记下了，城市：杭州" in await talk.say("杭州", who)


async def test_the_last_step_shows_its_draft_again(talk: Talk) -> None:
    who = talk.bot.organizer
    for text in ("新建活动 测试沙龙", "12月20日 14:00", "杭州", *["跳过"] * 5):
        await talk.say(text, who)
    await talk.cut("跳过", who)
    told = await talk.again(who)
    assert "新活动预览" in told
    code = code_of(told)
    assert "算了" not in await talk.say("谢谢", who)  # the dialogue is over
    assert "活动建好了" in await talk.say(f"确认 {code}", who)


async def test_a_role_is_given_and_said_so(talk: Talk) -> None:
    admin = talk.bot.admin
    await talk.say("我是谁")
    await talk.cut("授权 060001 组织者", admin)
    assert "060001 现在是组织者" in await talk.again(admin)
