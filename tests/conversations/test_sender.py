"""Speaking: each route against the imitated platform, and what its refusals lead to."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from yarl import URL

from bot.clock import FixedClock
from bot.dingtalk.incoming import parse_message
from bot.dingtalk.openapi import OpenApi
from bot.dingtalk.pacing import Pace
from bot.dingtalk.sender import DingTalkSender
from bot.dingtalk.sent_messages import SentMessages
from bot.dingtalk.wire import Wire
from bot.errors import DeliveryError, Stops
from bot.messages import Attachment, Destination, IncomingMessage, Reply
from bot.sandbox.emulator import Emulator, Line
from bot.sandbox.emulator_faults import FOREVER
from bot.settings import Limits, Settings

ANSWER = Reply("#### WAL\n\n预写日志。", title="WAL")


class Bench:
    """A sender, and messages as the platform would have delivered them."""

    def __init__(
        self,
        emulator: Emulator,
        settings: Settings,
        http: aiohttp.ClientSession,
        clock: FixedClock,
        **options: Any,
    ) -> None:
        self.emulator = emulator
        self.clock = clock
        self.http = http
        self.gone: list[tuple[str, str]] = []
        self.calls: list[str] = []
        wire = Wire(http, settings.limits.http_seconds)
        self.openapi = OpenApi(settings, wire, on_call=self.calls.append)
        self.sender = DingTalkSender(
            settings, self.openapi, wire, clock, on_gone=self._on_gone, **options
        )

    def _on_gone(self, conversation_id: str, code: str) -> None:
        self.gone.append((conversation_id, code))

    @property
    def group(self) -> Destination:
        return Destination(conversation_id=self.emulator.groups[0].id)

    async def asked(self, person: str = "xiaoyu", chat: str | None = None) -> IncomingMessage:
        """What the bot would hear if this person asked something now."""
        chat = chat or self.group.conversation_id
        recorded: list[dict[str, Any]] = []
        opened = {
            "clientId": self.emulator.client_id,
            "clientSecret": self.emulator.client_secret,
            "subscriptions": [{"type": "CALLBACK", "topic": "/v1.0/im/bot/messages/get"}],
        }
        url = f"{self.emulator.base_url}/v1.0/gateway/connections/open"
        headers = {"Accept": "application/json"}
        async with self.http.post(url, json=opened, headers=headers) as response:
            place = await response.json()
        address = URL(place["endpoint"]).with_query(ticket=place["ticket"])
        async with self.http.ws_connect(address) as socket:
            await self.emulator.say(chat, person, "什么是 WAL")
            recorded.append(json.loads(json.loads(await socket.receive_str())["data"]))
        message = parse_message(recorded[0], self.clock.now())
        assert message is not None
        return message

    def said(self, chat: str | None = None) -> list[Line]:
        return self.emulator.bot_lines(chat or self.group.conversation_id)


@pytest.fixture
def bench(
    emulator: Emulator, settings: Settings, http: aiohttp.ClientSession, clock: FixedClock
) -> Bench:
    return Bench(emulator, settings, http, clock)


async def test_an_answer_goes_by_session_webhook_and_notifies_the_asker(bench: Bench) -> None:
    receipt = await bench.sender.reply(await bench.asked(), ANSWER)
    (line,) = bench.said()
    assert (receipt.route, line.route, line.at) == ("session", "session", ("xiaoyu",))
    assert line.text == "@陈小雨 \n\n#### WAL\n\n预写日志。"
    assert line.title == "WAL"
    assert bench.calls == []
    assert bench.emulator.refused == []


async def test_an_outsider_is_called_by_name(bench: Bench) -> None:
    await bench.sender.reply(await bench.asked("jiangfan"), ANSWER)
    (line,) = bench.said()
    assert (line.at, line.text.split("\n")[0]) == ((), "江帆：")
    assert bench.emulator.refused == []


async def test_in_a_single_chat_nobody_is_called(bench: Bench) -> None:
    chat = bench.emulator.single_chat("xiaoyu")
    assert chat is not None
    await bench.sender.reply(await bench.asked(chat=chat.id), ANSWER)
    (line,) = bench.said(chat.id)
    assert line.text == "#### WAL\n\n预写日志。"


@pytest.mark.parametrize("how", ["by the clock", "unannounced"])
async def test_after_the_webhook_has_ended_the_group_is_answered_by_openapi(
    bench: Bench, how: str
) -> None:
    message = await bench.asked()
    if how == "by the clock":  # a moment before, since the request needs one as well
        bench.clock.move(timedelta(minutes=89, seconds=56))
    else:
        bench.emulator.webhooks.expire_sessions()
    receipt = await bench.sender.reply(message, ANSWER)
    assert ("session" in points_called(bench)) is (how != "by the clock")
    (line,) = bench.said()
    assert (receipt.route, line.route, line.at) == ("openapi", "openapi", ())
    assert line.text.startswith("陈小雨：\n\n")
    assert receipt.key == line.key


async def test_after_the_webhook_has_ended_a_person_is_answered_one_to_one(bench: Bench) -> None:
    chat = bench.emulator.single_chat("xiaoyu")
    assert chat is not None
    message = await bench.asked(chat=chat.id)
    bench.emulator.webhooks.expire_sessions()
    assert (await bench.sender.reply(message, ANSWER)).route == "openapi"
    assert [line.route for line in bench.said(chat.id)] == ["openapi"]


async def test_who_may_be_of_another_organisation_is_not_answered_by_a_staff_id(
    bench: Bench,
) -> None:
    chat = bench.emulator.single_chat("xiaoyu")
    assert chat is not None
    message = replace(await bench.asked(chat=chat.id), same_organisation=False)
    bench.emulator.webhooks.expire_sessions()
    with pytest.raises(DeliveryError) as caught:
        await bench.sender.reply(message, ANSWER)
    assert decision(caught.value) == "never"
    assert bench.calls == []


async def test_a_webhook_that_leads_elsewhere_is_not_followed(bench: Bench) -> None:
    message = await bench.asked()
    sessions = len(bench.emulator.requests)
    forged = IncomingMessage(
        **{
            name: getattr(message, name)
            for name in IncomingMessage.__slots__
            if name != "session_webhook"
        },
        session_webhook="http://169.254.169.254/latest",
    )
    assert (await bench.sender.reply(forged, ANSWER)).route == "openapi"
    points = [request.point for request in bench.emulator.requests][sessions:]
    assert "session" not in points


async def test_a_long_answer_comes_in_order_and_calls_the_asker_once(bench: Bench) -> None:
    sql = "```sql\n" + "select pg_sleep(1);\n" * 60 + "```"
    long = Reply("\n\n".join([f"第 {n} 段。" + "说明" * 200 for n in range(8)] + [sql]))
    await bench.sender.reply(await bench.asked(), long)
    lines = bench.said()
    assert len(lines) > 2
    assert [bool(line.at) for line in lines] == [True] + [False] * (len(lines) - 1)
    numbers = [n for line in lines for n in range(8) if f"第 {n} 段" in line.text]
    assert numbers == list(range(8))
    assert sum(sql in line.text for line in lines) == 1
    assert bench.emulator.refused == []


async def test_the_rest_follows_by_openapi_when_the_webhook_ends_in_between(bench: Bench) -> None:
    long = Reply("\n\n".join(f"第 {n} 段。" + "说明" * 200 for n in range(8)))
    message = await bench.asked()
    bench.emulator.faults.add("session", "slow", seconds=0)
    bench.emulator.faults.add("session", "gone")
    receipt = await bench.sender.reply(message, long)
    routes = [line.route for line in bench.said()]
    assert routes[0] == "session"
    assert set(routes[1:]) == {"openapi"}
    assert receipt.route == "openapi"
    text = "".join(line.text for line in bench.said())
    assert all(text.count(f"第 {n} 段") == 1 for n in range(8))


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("busy-webhook", "later"),
        ("rate", "later"),
        ("busy", "later"),
        ("ip-blocked", "later"),
        ("html", "later"),
        ("removed", "never"),
        ("500", "unknown"),
        ("504", "unknown"),
        ("garbage", "unknown"),
        ("hang", "unknown"),
        ("reset", "unknown"),
        ("applied-hang", "unknown"),
        ("applied-reset", "unknown"),
        ("applied-504", "unknown"),
    ],
)
async def test_a_failed_answer_says_whether_it_may_have_arrived(
    bench: Bench, fault: str, expected: str
) -> None:
    message = await bench.asked()
    bench.emulator.faults.add("session", fault)
    with pytest.raises(DeliveryError) as caught:
        await bench.sender.reply(message, ANSWER)
    assert decision(caught.value) == expected
    assert len(bench.said()) == (1 if fault.startswith("applied") else 0)
    assert "session=" not in str(caught.value)


def decision(error: DeliveryError) -> str:
    if error.ambiguous and not error.repeatable:
        return "unknown"
    return "never" if error.permanent else "later"


def points_called(bench: Bench) -> list[str]:
    return [request.point for request in bench.emulator.requests]


async def test_a_group_that_was_spoken_to_too_fast_rests_as_a_whole(
    emulator: Emulator, settings: Settings, http: aiohttp.ClientSession, clock: FixedClock
) -> None:
    pace = Pace(per_window=20, seconds=61, patience=0.2)
    bench = Bench(emulator, settings, http, clock, pace=pace)
    messages = [await bench.asked(person) for person in ("xiaoyu", "haoran", "linxi")]
    emulator.faults.add("session", "busy-webhook", times=FOREVER)
    with pytest.raises(DeliveryError):
        await bench.sender.reply(messages[0], ANSWER)
    await asyncio.gather(*(bench.sender.reply(message, ANSWER) for message in messages))
    # One refusal is enough: the others wait, and come as one message by the other route.
    assert points_called(bench).count("session") == 1
    assert [line.route for line in bench.said()] == ["openapi"]


async def test_a_blocked_address_calls_nothing_until_the_block_is_over(bench: Bench) -> None:
    message = await bench.asked()
    bench.emulator.faults.add("session", "ip-blocked")
    with pytest.raises(DeliveryError):
        await bench.sender.reply(message, ANSWER)
    called = len(bench.emulator.requests)
    with pytest.raises(DeliveryError) as caught:
        await bench.sender.send(bench.group, ANSWER, key="k")
    assert len(bench.emulator.requests) == called
    assert caught.value.retry_after == pytest.approx(300, abs=30)
    assert decision(caught.value) == "later"


async def test_while_calls_are_scarce_no_answer_costs_one(
    emulator: Emulator, settings: Settings, http: aiohttp.ClientSession, clock: FixedClock
) -> None:
    bench = Bench(emulator, settings, http, clock, sparing=lambda: True)
    message = await bench.asked()
    await bench.sender.reply(message, ANSWER)
    assert bench.calls == []
    emulator.webhooks.expire_sessions()
    with pytest.raises(DeliveryError) as caught:
        await bench.sender.reply(message, ANSWER)
    assert decision(caught.value) == "never"
    assert bench.calls == []
    await bench.sender.send(bench.group, ANSWER, key="k")  # what leaves the outbox may
    assert len(bench.said()) == 2


async def test_nobody_listening_means_not_sent(bench: Bench, emulator: Emulator) -> None:
    message = await bench.asked()
    await emulator.stop()
    with pytest.raises(DeliveryError) as caught:
        await bench.sender.reply(message, ANSWER)
    assert decision(caught.value) == "later"


@pytest.mark.parametrize("fault", ["busy", "gone"])  # gone: and the other way is no better
async def test_a_failure_in_the_middle_of_a_long_answer_is_unknown(
    bench: Bench, fault: str
) -> None:
    long = Reply("\n\n".join(f"第 {n} 段。" + "说明" * 200 for n in range(8)))
    message = await bench.asked()
    bench.emulator.faults.add("session", "slow", seconds=0)
    bench.emulator.faults.add("session", fault)
    bench.emulator.faults.add("group", "qps")
    with pytest.raises(DeliveryError) as caught:
        await bench.sender.reply(message, long)
    assert decision(caught.value) == "unknown"


async def test_a_refused_content_is_explained_and_not_sent_again(bench: Bench) -> None:
    message = await bench.asked()
    bench.emulator.faults.add("session", "content")
    with pytest.raises(DeliveryError) as caught:
        await bench.sender.reply(message, ANSWER)
    assert decision(caught.value) == "never"
    assert [line.text for line in bench.said()] == [
        "这条回答没有通过钉钉的内容安全检查，没能发出来。可以换个问法再试。"
    ]


async def test_where_the_explanation_fails_too_the_refusal_is_still_told(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    message = await bench.asked()
    bench.emulator.faults.add("session", "content", times=2)
    with pytest.raises(DeliveryError) as caught:
        await bench.sender.reply(message, ANSWER)
    assert decision(caught.value) == "never"
    assert "the notice of a refused answer failed" in caplog.text
    assert bench.said() == []


async def test_a_group_without_the_robot_is_reported_by_either_way(bench: Bench) -> None:
    message, there = await bench.asked(), bench.group.conversation_id
    bench.emulator.remove_bot(there)
    for sending in (
        bench.sender.send(bench.group, ANSWER, key="k"),
        bench.sender.reply(message, ANSWER),
    ):
        with pytest.raises(DeliveryError) as caught:
            await sending
        assert decision(caught.value) == "never"
    assert bench.gone == [(there, "invalid.openConversationId"), (there, "400106")]


async def test_an_announcement_goes_by_openapi_and_can_be_recalled(bench: Bench) -> None:
    receipt = await bench.sender.send(bench.group, ANSWER, key="k")
    (line,) = bench.said()
    assert (line.route, line.key) == ("openapi", receipt.key)
    assert await SentMessages(bench.openapi).recall(bench.group, receipt) == ""
    assert bench.said()[0].recalled
    assert (await bench.openapi.read_state(bench.group.conversation_id, receipt.key)).status == (
        "RECALLED"
    )


async def test_a_notice_to_one_person_can_be_recalled_too(bench: Bench) -> None:
    person = Destination(staff_id="050004")
    receipt = await bench.sender.send(person, ANSWER, key="k")
    assert await SentMessages(bench.openapi).recall(person, receipt) == ""


async def test_what_went_by_webhook_cannot_be_recalled(bench: Bench) -> None:
    receipt = await bench.sender.reply(await bench.asked(), ANSWER)
    with pytest.raises(DeliveryError, match="不能撤回"):
        await SentMessages(bench.openapi).recall(bench.group, receipt)


@pytest.mark.parametrize(
    ("staff_id", "told_in", "expected"),
    [
        ("999999", "", "never"),
        ("050001", "filteredStaffIdList", "never"),
        ("050001", "flowControlledStaffIdList", "later"),
    ],
)
async def test_whom_an_accepted_call_did_not_reach(
    bench: Bench, staff_id: str, told_in: str, expected: str
) -> None:
    bench.emulator.openapi.withheld[staff_id] = told_in
    with pytest.raises(DeliveryError) as caught:
        await bench.sender.send(Destination(staff_id=staff_id), ANSWER, key="k")
    assert decision(caught.value) == expected


CALL = Reply("#### 周四见\n\n记得来。", title="预告", mention_everyone=True)


async def test_everybody_is_notified_by_the_custom_robot(bench: Bench) -> None:
    receipt = await bench.sender.send(bench.group, CALL, key="k")
    (line,) = bench.said()
    assert (receipt.route, line.route) == ("webhook", "webhook")
    assert line.raw.startswith("@所有人 ")
    assert line.at == bench.emulator.groups[0].members
    assert bench.emulator.refused == []


@pytest.mark.parametrize("fault", ["applied-hang", "applied-reset", "applied-504", "hang", "500"])
async def test_the_custom_robot_is_safe_to_try_again(bench: Bench, fault: str) -> None:
    bench.emulator.faults.add("webhook", fault)
    with pytest.raises(DeliveryError) as caught:
        await bench.sender.send(bench.group, CALL, key="k")
    assert decision(caught.value) == "later"
    await bench.sender.send(bench.group, CALL, key="k")
    assert len(bench.said()) == 1


async def test_a_custom_robot_that_was_too_fast_tells_that_it_must_rest(bench: Bench) -> None:
    bench.emulator.faults.add("webhook", "busy-webhook")
    with pytest.raises(DeliveryError) as caught:
        await bench.sender.send(bench.group, CALL, key="k")
    assert decision(caught.value) == "later"
    assert (caught.value.stops, caught.value.retry_after) == (Stops.ROBOT, 60)


async def test_what_the_robots_pace_counts_is_what_it_posts(bench: Bench) -> None:
    long = Reply("长" * 4_000, title="长", mention_everyone=True)
    posts = bench.sender.posts(bench.group, long)
    await bench.sender.send(bench.group, long, key="k")
    assert points_called(bench).count("webhook") == posts > 1
    assert [bool(line.at) for line in bench.said()] == [True, *[False] * (posts - 1)]
    assert bench.sender.posts(bench.group, ANSWER) == 0
    assert bench.sender.posts(Destination(staff_id="050001"), long) == 0


async def test_what_a_run_was_told_to_leave_alone_the_next_leaves_alone(
    bench: Bench, emulator: Emulator, settings: Settings, clock: FixedClock
) -> None:
    bench.emulator.faults.add("session", "ip-blocked")
    message = await bench.asked()
    with pytest.raises(DeliveryError):
        await bench.sender.reply(message, ANSWER)
    resting = bench.sender.resting()
    assert 290 < resting[""] <= 300
    calls = len(points_called(bench))
    async with aiohttp.ClientSession() as http:
        later = Bench(emulator, settings, http, clock)
        later.sender.remember({}, resting)
        with pytest.raises(DeliveryError) as caught:
            await later.sender.reply(message, ANSWER)
        assert (caught.value.stops, caught.value.code) == (Stops.EVERYTHING, "blocked")
    assert len(points_called(bench)) == calls


async def test_a_custom_robot_that_does_not_work_is_gone_around(bench: Bench) -> None:
    bench.emulator.faults.add("webhook", "gone", times=FOREVER)
    receipt = await bench.sender.send(bench.group, CALL, key="k")
    assert receipt.route == "openapi"
    assert len(bench.said()) == 1


@pytest.mark.parametrize(("point", "fault"), [("webhook", "content"), ("group", "qps")])
async def test_a_long_announcement_that_fails_in_the_middle_is_unknown(
    bench: Bench, point: str, fault: str
) -> None:
    bench.emulator.faults.add(point, "slow", seconds=0)
    bench.emulator.faults.add(point, fault)
    long = Reply("长" * 4_000, title="长", mention_everyone=point == "webhook")
    with pytest.raises(DeliveryError) as caught:
        await bench.sender.send(bench.group, long, key="k")
    assert decision(caught.value) == "unknown"
    assert len(bench.said()) == 1


async def test_what_a_custom_robot_may_not_say_is_said_by_nobody(bench: Bench) -> None:
    bench.emulator.faults.add("webhook", "content")
    with pytest.raises(DeliveryError) as caught:
        await bench.sender.send(bench.group, CALL, key="k")
    assert decision(caught.value) == "never"
    assert bench.calls == []


async def test_a_custom_robot_that_fails_at_a_second_try_is_not_gone_around(bench: Bench) -> None:
    bench.emulator.faults.add("webhook", "applied-reset")
    bench.emulator.faults.add("webhook", "gone", times=FOREVER)
    for again, expected in ((False, "later"), (True, "unknown")):
        with pytest.raises(DeliveryError) as caught:
            await bench.sender.send(bench.group, CALL, key="k", again=again)
        assert decision(caught.value) == expected
    assert [line.route for line in bench.said()] == ["webhook"]


async def test_a_group_without_a_custom_robot_is_told_without_notifying(bench: Bench) -> None:
    second = Destination(conversation_id=bench.emulator.groups[1].id)
    assert (await bench.sender.send(second, CALL, key="k")).route == "openapi"


async def test_many_sends_fetch_one_token_and_then_keep_to_the_calls_of_a_second(
    emulator: Emulator, settings: Settings, http: aiohttp.ClientSession, clock: FixedClock
) -> None:
    few = settings.model_copy(update={"limits": Limits(calls_per_second=10, http_seconds=2)})
    bench = Bench(emulator, few, http, clock)
    emulator.faults.add("token", "slow", seconds=0.5)
    began = asyncio.get_running_loop().time()
    await asyncio.gather(*(bench.sender.send(bench.group, ANSWER, key=str(n)) for n in range(12)))
    assert sum(request.point == "token" for request in emulator.requests) == 1
    assert len(bench.said()) == 12
    assert asyncio.get_running_loop().time() - began > 1.5


@pytest.mark.parametrize(
    ("point", "fault"), [("token", "empty"), ("token", "504"), ("upload", "504")]
)
async def test_what_fails_before_the_message_has_shown_nothing(
    bench: Bench, point: str, fault: str
) -> None:
    chat = bench.emulator.single_chat("xiaoyu")
    assert chat is not None
    message = await bench.asked(chat=chat.id)
    bench.emulator.faults.add(point, fault)
    with_file = Reply("名单", attachments=(Attachment("a.xlsx", b"PK"),))
    with pytest.raises(DeliveryError) as caught:
        await bench.sender.reply(message, with_file)
    assert decision(caught.value) == "later"
    assert bench.said(chat.id) == []


async def test_a_file_that_stands_there_is_not_sent_once_more_with_its_words(bench: Bench) -> None:
    chat = bench.emulator.single_chat("xiaoyu")
    assert chat is not None
    message = await bench.asked(chat=chat.id)
    bench.emulator.faults.add("session", "busy")
    with_file = Reply("名单", attachments=(Attachment("a.xlsx", b"PK"),))
    with pytest.raises(DeliveryError) as caught:
        await bench.sender.reply(message, with_file)
    assert decision(caught.value) == "unknown"
    assert [line.kind for line in bench.said(chat.id)] == ["file"]


async def test_a_file_that_fails_behind_another_leaves_it_there(bench: Bench) -> None:
    chat = bench.emulator.single_chat("xiaoyu")
    assert chat is not None
    message = await bench.asked(chat=chat.id)
    bench.emulator.faults.add("person", "slow", seconds=0)
    bench.emulator.faults.add("person", "qps")
    files = (Attachment("a.xlsx", b"PK"), Attachment("b.xlsx", b"PK"))
    with pytest.raises(DeliveryError) as caught:
        await bench.sender.reply(message, Reply("名单", attachments=files))
    assert decision(caught.value) == "unknown"
    assert [line.kind for line in bench.said(chat.id)] == ["file"]


async def test_while_calls_are_scarce_no_file_is_sent(
    emulator: Emulator, settings: Settings, http: aiohttp.ClientSession, clock: FixedClock
) -> None:
    bench = Bench(emulator, settings, http, clock, sparing=lambda: True)
    chat = emulator.single_chat("xiaoyu")
    assert chat is not None
    message = await bench.asked(chat=chat.id)
    with pytest.raises(DeliveryError, match="调用接口") as caught:
        await bench.sender.reply(message, Reply("名单", attachments=(Attachment("a", b"PK"),)))
    assert decision(caught.value) == "never"
    assert bench.calls == []
    assert bench.said(chat.id) == []


async def test_what_must_rest_after_a_start_rests(bench: Bench) -> None:
    bench.sender.remember({}, {"cid1": 40.0, "": 5.0})
    left = {name: round(seconds) for name, seconds in bench.sender.resting().items()}
    assert left == {"cid1": 40, "": 5}


async def test_the_token_is_replaced_before_it_ends(
    emulator: Emulator, settings: Settings, http: aiohttp.ClientSession, clock: FixedClock
) -> None:
    passed = [0.0]
    openapi = OpenApi(settings, Wire(http, 2), elapsed=lambda: passed[-1])
    for seconds in (0.0, 6_890.0, 6_910.0):
        passed.append(seconds)
        await openapi.check()
    assert sum(request.point == "token" for request in emulator.requests) == 2


async def test_an_upload_with_an_invalid_token_is_tried_again_with_another(bench: Bench) -> None:
    file = Attachment("名单.xlsx", b"PK")
    assert await bench.openapi.upload(file)
    bench.emulator.openapi.expire_token()
    with pytest.raises(DeliveryError) as caught:
        await bench.openapi.upload(file)
    assert decision(caught.value) == "later"
    assert await bench.openapi.upload(file)


async def test_an_invalid_token_is_replaced_once_and_the_call_repeated(bench: Bench) -> None:
    await bench.sender.send(bench.group, ANSWER, key="1")
    bench.emulator.openapi.expire_token()
    await asyncio.gather(*(bench.sender.send(bench.group, ANSWER, key=str(n)) for n in range(8)))
    assert points_called(bench).count("token") == 2
    assert len(bench.said()) == 9


async def test_a_token_that_stays_invalid_is_not_tried_for_ever(bench: Bench) -> None:
    bench.emulator.faults.add("group", "bad-token", times=FOREVER)
    with pytest.raises(DeliveryError) as caught:
        await bench.sender.send(bench.group, ANSWER, key="k")
    assert decision(caught.value) == "later"
    assert sum(request.point == "group" for request in bench.emulator.requests) == 2


async def test_the_calls_that_count_are_counted(bench: Bench) -> None:
    await bench.sender.send(bench.group, ANSWER, key="k")
    assert bench.calls == ["groupMessages/send"]  # the token is free
    await bench.openapi.upload(Attachment("名单.xlsx", b"PK"))
    assert bench.calls == ["groupMessages/send", "media/upload"]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("qps", "later"),
        ("qps-api", "later"),
        ("qpm", "later"),
        ("too-fast", "later"),
        ("month", "never"),
        ("permission", "never"),
        ("stopped", "never"),
        ("500", "unknown"),
        ("applied-hang", "unknown"),
        ("applied-reset", "unknown"),
        ("applied-504", "unknown"),
    ],
)
async def test_a_refused_announcement_says_what_to_do(
    bench: Bench, fault: str, expected: str
) -> None:
    bench.emulator.faults.add("group", fault)
    with pytest.raises(DeliveryError) as caught:
        await bench.sender.send(bench.group, ANSWER, key="k")
    assert decision(caught.value) == expected


async def test_a_burst_stays_within_what_the_platform_allows(
    emulator: Emulator, settings: Settings, http: aiohttp.ClientSession, clock: FixedClock
) -> None:
    """Six go at once; what has waited comes merged, and nobody is refused."""
    emulator.faults.session_per_minute = 6
    pace = Pace(per_window=6, seconds=61, patience=0.2)
    bench = Bench(emulator, settings, http, clock, pace=pace)
    people = [p for p in ("xiaoyu", "haoran", "linxi", "zhoulan", "jiangfan") for _ in range(2)]
    messages = [await bench.asked(person) for person in people]
    await asyncio.gather(
        *(bench.sender.reply(m, Reply(f"#### 答\n\n{m.message_id}")) for m in messages)
    )
    lines = bench.said()
    assert emulator.refused == []
    assert len(lines) == 7
    assert lines[-1].route == "openapi"
    text = "".join(line.text for line in lines)
    assert all(text.count(message.message_id) == 1 for message in messages)


async def test_a_long_wait_is_told_with_the_answer(
    emulator: Emulator, settings: Settings, http: aiohttp.ClientSession, clock: FixedClock
) -> None:
    now = 0.0
    pace = Pace(per_window=3, seconds=0.2, patience=60)
    bench = Bench(emulator, settings, http, clock, pace=pace)
    bench.sender._elapsed = lambda: now
    first, second = await bench.asked("xiaoyu"), await bench.asked("xiaoyu")
    await bench.sender.reply(first, Reply("一"))
    waiting = asyncio.create_task(bench.sender.reply(second, Reply("二")))
    await asyncio.sleep(0.05)
    now = 25.0
    await waiting
    assert "（排队等了 25 秒）" in bench.said()[-1].text
    assert "排队" not in bench.said()[0].text


async def test_no_secret_stands_in_an_error_or_the_log(
    bench: Bench, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="bot")
    message = await bench.asked()
    secrets = [
        message.session_webhook.split("session=")[1],
        bench.emulator.client_secret,
        "sandboxwebhooktoken0001",
        "SECsandbox",
        "sandbox-token-",
    ]
    errors: list[str] = []
    for fault in ("hang", "reset", "500", "html", "garbage", "applied-504"):
        for point in ("session", "webhook", "group", "person"):
            bench.emulator.faults.clear()
            bench.emulator.faults.add(point, fault)
            try:
                await {
                    "session": lambda: bench.sender.reply(message, ANSWER),
                    "webhook": lambda: bench.sender.send(bench.group, CALL, key="k"),
                    "group": lambda: bench.sender.send(bench.group, ANSWER, key="k"),
                    "person": lambda: bench.sender.send(
                        Destination(staff_id="050001"), ANSWER, key="k"
                    ),
                }[point]()
            except DeliveryError as error:
                errors.append(f"{error!r} {error.__cause__!r}")
    assert len(errors) == 24
    for secret in secrets:
        assert secret not in caplog.text
        assert secret not in " ".join(errors)


async def test_chinese_is_sent_in_three_bytes_a_character(
    emulator: Emulator, settings: Settings, http: aiohttp.ClientSession, clock: FixedClock
) -> None:
    """Escaped, 3,000 characters would be 18,000 bytes and more than msgParam may hold."""
    wide = settings.model_copy(update={"limits": Limits(reply_bytes=12_000, http_seconds=2)})
    bench = Bench(emulator, wide, http, clock)
    await bench.sender.send(bench.group, Reply("字" * 3_500), key="k")
    await bench.sender.reply(await bench.asked(), Reply("字" * 3_500))
    assert [line.route for line in bench.said()] == ["openapi", "session"]
    assert emulator.refused == []
