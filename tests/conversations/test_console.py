"""The console for admins over HTTP, behind the real bot: who comes in, what the pages show,
and what they keep to themselves."""

from __future__ import annotations

import asyncio
import html
import logging
import re
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from http.cookies import Morsel
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
import pytest
from yarl import URL

from bot.chat.context import Services
from bot.chat.rehearsal import Rehearsed, rehearse
from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from tests.conftest import NOON
from tests.conversations.living_bot import Bot, confirmed_alone, living_bot, own_chat
from tests.conversations.salon_bot import crowd, salon_bot, write_salons

WEB = {"listen": "127.0.0.1:0"}
COOKIE = "xiangwen_console"
PAGES = ("", "/questions", "/trial", "/pages", "/salons", "/deliveries", "/acts")
MARKUP = "<script>alert(1)</script>"
UNKNOWN = f"火星上怎么部署集群 {MARKUP}"
PAGE = """---
title: "VACUUM FULL <b>会</b>锁表吗"
asked: ["整理一晚上<b>会</b>不会把业务卡住"]
---
会。VACUUM FULL 全程持有 ACCESS EXCLUSIVE 锁，<img src=x onerror=alert(1)> 读写都要等它做完。

## 不想锁表怎么办
用 pg_repack 或 pg_squeeze，只在切换的一瞬间短暂加锁。
"""


@dataclass
class Console:
    """A browser without a screen, and the bot it looks at."""

    bot: Bot
    http: aiohttp.ClientSession

    @property
    def base(self) -> str:
        assert self.bot.app.web is not None
        return self.bot.app.web.address

    async def link(self, by: str = "") -> str:
        """The code of the link that an admin is given."""
        by = by or self.bot.admin
        told = (await self.bot.ask("控制台", by=by, chat=own_chat(self.bot, by))).text
        found = re.search(r"\((\S+/console/enter\?code=[\w-]+)\)", told)
        assert found, told
        return found[1].partition("code=")[2]

    async def enter(self, code: str, **headers: str) -> tuple[int, str]:
        return await self.post("/enter", headers, code=code)

    async def sign_in(self, by: str = "") -> None:
        assert (await self.enter(await self.link(by)))[0] == 303

    async def get(self, path: str = "", **headers: str) -> tuple[int, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        address = f"{self.base}/console{path}"
        async with self.http.get(address, headers=named, allow_redirects=False) as answer:
            return answer.status, await answer.text()

    async def post(
        self, path: str, headers: dict[str, str] | None = None, **form: str
    ) -> tuple[int, str]:
        named = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        address = f"{self.base}/console{path}"
        async with self.http.post(
            address, data=form, headers=named, allow_redirects=False
        ) as answer:
            return answer.status, await answer.text()

    async def form_key(self) -> str:
        found = re.search(r'name="form_key" value="(\w+)"', (await self.get())[1])
        assert found
        return found[1]

    def cookie(self) -> Morsel[str] | None:
        return next((one for one in self.http.cookie_jar if one.key == COOKIE), None)


def _browser() -> aiohttp.ClientSession:
    # Cookies of a bare address are refused by default.
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))


@pytest.fixture
async def console(tmp_path: Path, clock: FixedClock) -> AsyncIterator[Console]:
    (tmp_path / "knowledge" / "faq").mkdir(parents=True)
    (tmp_path / "knowledge" / "faq" / "lock.md").write_text(PAGE, "utf-8")
    async with salon_bot(tmp_path, clock, web=WEB) as bot, _browser() as http:
        assert bot.app.web is not None
        await bot.app.web.ready.wait()
        yield Console(bot, http)


# ---- the way in


async def test_only_an_admin_gets_a_link_and_only_in_one_to_one(console: Console) -> None:
    bot = console.bot
    told = (await bot.ask("控制台", by=bot.admin)).text
    assert "私聊" in told
    assert "http" not in told
    for person in (bot.member, bot.organizer):
        told = (await bot.ask("控制台", by=person, chat=own_chat(bot, person))).text
        assert "code=" not in told
        assert "管理员" in told
    code = await console.link()
    assert len(code) >= 32


async def test_a_link_lets_in_once_and_looking_at_it_uses_up_nothing(console: Console) -> None:
    code = await console.link()
    for _ in range(3):
        status, page = await console.get(f"/enter?code={code}")
        assert status == 200
        assert "进入控制台" in page
    assert (await console.get())[0] == 401
    assert (await console.enter(code))[0] == 303
    assert (await console.get())[0] == 200
    async with _browser() as other:
        again = Console(console.bot, other)
        status, page = await again.enter(code)
        assert status == 403
        assert "这个链接用过了" in page
        assert (await again.get())[0] == 401


async def test_a_link_ends_after_minutes_and_the_session_after_hours(
    console: Console, clock: FixedClock
) -> None:
    late = await console.link()
    clock.move(timedelta(minutes=6))
    assert (await console.enter(late))[0] == 403
    await console.sign_in()
    clock.move(timedelta(hours=13))
    assert (await console.get())[0] == 401


async def test_the_cookie_goes_to_the_console_only_and_no_script_reads_it(
    console: Console,
) -> None:
    await console.sign_in()
    cookie = console.cookie()
    assert cookie is not None
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == "/console"
    assert not cookie["secure"]  # of an address with http://
    assert cookie["max-age"] == str(12 * 3600)


async def test_behind_https_the_link_and_the_cookie_are_of_that_address(
    tmp_path: Path, clock: FixedClock
) -> None:
    web = WEB | {"public_url": "https://bot.example.com/salons"}
    async with salon_bot(tmp_path, clock, web=web) as bot, _browser() as http:
        assert bot.app.web is not None
        await bot.app.web.ready.wait()
        console = Console(bot, http)
        told = (await bot.ask("控制台", by=bot.admin, chat=own_chat(bot, bot.admin))).text
        found = re.search(r"\(https://bot\.example\.com/console/enter\?code=([\w-]+)\)", told)
        assert found, told
        assert "只在运行我的机器上" not in told
        # As nginx hands it on, with the Host and without.
        outside = {"Host": "bot.example.com", "Origin": "https://bot.example.com"}
        async with http.post(
            f"{console.base}/console/enter",
            data={"code": found[1]},
            headers=outside,
            allow_redirects=False,
        ) as answer:
            assert answer.status == 303
            assert answer.cookies[COOKIE]["secure"]
        own = await console.post("/enter", {"Origin": "https://bot.example.com"}, code="x")
        assert "这个链接用过了" in own[1]
        other = await console.post("/enter", {"Origin": "https://example.com"}, code="x")
        assert "其他网站" in other[1]


async def test_whoever_leaves_is_out(console: Console) -> None:
    await console.sign_in()
    token = console.cookie()
    assert token is not None
    status, _ = await console.post("/leave", form_key=await console.form_key())
    assert status == 303
    assert (await console.get())[0] == 401
    # Not only the cookie is gone: what it said opens nothing any more.
    assert (await console.get(Cookie=f"{COOKIE}={token.value}"))[0] == 401


async def test_whoever_is_no_admin_any_more_is_out_at_once(console: Console) -> None:
    bot = console.bot
    office = own_chat(bot, bot.admin)
    staff_id = next(p.staff_id for p in bot.emulator.people if p.id == "p1")
    own_chat(bot, "p1")
    await bot.ask("你好", by="p1")
    await bot.ask(f"授权 {staff_id} 管理员", by=bot.admin, chat=office)
    await console.sign_in("p1")
    unused = await console.link("p1")
    assert (await console.get("/acts"))[0] == 200
    await bot.ask(f"收回 {staff_id}", by=bot.admin, chat=office)
    assert (await console.get("/acts"))[0] == 401
    assert (await console.enter(unused))[0] == 403
    await bot.ask(f"授权 {staff_id} 管理员", by=bot.admin, chat=office)
    assert (await console.get("/acts"))[0] == 401  # the old session does not come back


# ---- strangers


async def test_without_signing_in_there_is_nothing(console: Console) -> None:
    for path in (*PAGES, "/pages/0/faq/lock.md", "/nowhere"):
        status, page = await console.get(path)
        assert status == 401, path
        assert "这里只给管理员看" in page
        assert "VACUUM" not in page
    for path in ("/questions/dismiss", "/pages/reload", "/leave"):
        assert (await console.post(path))[0] == 401


async def test_a_form_needs_the_key_of_a_page(console: Console) -> None:
    await console.sign_in()
    wrong: tuple[dict[str, str], ...] = ({}, {"form_key": "0" * 32}, {"form_key": "钥匙"})
    for form in wrong:
        for path in ("/questions/dismiss", "/pages/reload", "/leave"):
            status, page = await console.post(path, {}, **form)
            assert status == 403
            assert "这个页面过期了" in page
    assert (await console.get())[0] == 200


async def test_other_sites_send_nothing(console: Console) -> None:
    await console.sign_in()
    form = {"form_key": await console.form_key()}
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Host": "evil.example"},
    ):
        for path in ("/leave", "/enter", "/pages/reload"):
            status, page = await console.post(path, headers, **form)
            assert status == 403, (headers, path)
            assert "控制台" in page
    assert (await console.get(Host="evil.example"))[0] == 403
    assert (await console.get())[0] == 200
    assert (await console.post("/leave", {"Origin": console.base}, **form))[0] == 303


async def test_what_is_behind_the_sign_in_is_kept_by_no_cache(console: Console) -> None:
    code = await console.link()
    seen = []
    for path in ("", f"/enter?code={code}", "/static/console.css"):
        async with console.http.get(f"{console.base}/console{path}") as answer:
            seen.append((answer.headers["Cache-Control"], answer.headers.get("Vary")))
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'self';")
    assert seen == [("no-store", "Cookie"), ("no-store", "Cookie"), ("no-cache", None)]


async def test_who_guesses_waits_and_a_crowd_of_them_is_sent_away(console: Console) -> None:
    tried = await asyncio.gather(*(console.enter(f"guess-{n}") for n in range(12)))
    assert {status for status, _ in tried} == {403, 429}
    assert sum(status == 403 for status, _ in tried) == 4
    await console.sign_in()  # with the right one nobody waits


async def test_what_no_page_of_ours_sends_is_refused(console: Console) -> None:
    await console.sign_in()
    key = await console.form_key()
    assert (await console.post("/leave", form_key=key, more="x" * 20_000))[0] == 413
    address = f"{console.base}/console/leave"
    async with console.http.post(address, json={"form_key": key}) as answer:
        assert answer.status == 415
    broken = {"Content-Type": "application/x-www-form-urlencoded; charset=nonsense"}
    async with console.http.post(address, data=b"form_key=%ff", headers=broken) as answer:
        assert answer.status == 400
    assert (await console.get())[0] == 200


async def test_whoever_breaks_off_a_form_is_no_mistake_of_ours(
    console: Console, caplog: pytest.LogCaptureFixture
) -> None:
    host, port = console.base.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /console/enter HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 99\r\n"
    kind = "Content-Type: application/x-www-form-urlencoded\r\n\r\ncode="
    writer.write(f"{head}{kind}".encode())
    await asyncio.sleep(0.1)
    writer.transport.abort()
    await asyncio.sleep(0.1)
    assert (await console.get("/enter"))[0] == 200
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]


async def test_neither_code_nor_token_is_logged(
    console: Console, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    code = await console.link()
    await console.get(f"/enter?code={code}")
    await console.enter(code)
    await console.get("/acts")
    cookie = console.cookie()
    assert cookie is not None
    assert cookie.value not in caplog.text
    assert code not in caplog.text


# ---- the pages


async def test_every_page_is_there_with_what_it_is_about(console: Console) -> None:
    bot = console.bot
    await bot.ask(UNKNOWN)
    await bot.ask("报名 15")
    await console.sign_in()
    shown = {}
    for path in PAGES:
        status, shown[path] = await console.get(path)
        assert status == 200, path
        assert 'aria-current="page"' in shown[path]
        assert "<style" not in shown[path]
        assert "style=" not in shown[path]
    assert "PG天天象上 第 15 期 西安" in shown[""]
    assert "火星上怎么部署集群" in shown["/questions"]
    assert "1 / 25" in shown["/salons"]
    assert "https://example.com/live/2b" in shown["/salons"]
    assert "faq/lock.md" in shown["/pages"]
    assert "打开了控制台" in shown["/acts"]
    assert (await console.get("/"))[0] == 303


async def test_what_people_write_is_never_markup(console: Console) -> None:
    await console.bot.ask(UNKNOWN)
    await console.sign_in()
    for path in (
        "",
        "/questions",
        "/pages",
        "/pages/0/faq/lock.md",
        f"/trial?q={quote(MARKUP)}&after={quote(MARKUP)}&group={quote(MARKUP)}",
        f"/trial?q={quote('VACUUM FULL 会锁表吗')}",
        f"/pages?q={quote(MARKUP)}",
        f"/deliveries?state={quote(MARKUP)}",
        f"/enter?code={quote(MARKUP)}",
    ):
        status, page = await console.get(path)
        assert status == 200
        for tag in (MARKUP, "<b>会</b>", "<img src=x"):
            assert tag not in page, (path, tag)
    _, page = await console.get("/pages/0/faq/lock.md")
    assert "群友的问法</dt><dd>整理一晚上&lt;b&gt;会" in page


async def test_what_is_crossed_out_is_gone_and_stands_in_the_record(console: Console) -> None:
    await console.bot.ask(UNKNOWN)
    await console.sign_in()
    key = await console.form_key()
    for _ in range(2):  # sent twice it does no more
        sent = await console.post("/questions/dismiss", form_key=key, question=UNKNOWN)
        assert sent[0] == 303
    assert "火星" not in (await console.get("/questions"))[1]
    acts = (await console.get("/acts"))[1]
    assert acts.count("划掉了没答上来的") == 1
    told = (await console.bot.ask("未答", by=console.bot.admin)).text
    assert "火星" not in told


async def test_a_question_that_is_answered_by_now_waits_no_more(console: Console) -> None:
    bot = console.bot
    await bot.ask("火星上怎么部署集群")
    await console.sign_in()
    assert "划掉：火星" in (await console.get("/questions"))[1]
    page = "---\ntitle: 火星上怎么部署集群\n---\n火星上部署集群，先算好延迟。\n"
    (bot.folder / "faq" / "mars.md").write_text(page, "utf-8")
    status, _ = await console.post("/pages/reload", form_key=await console.form_key())
    assert status == 303  # to a page that a browser may load again
    assert "知识库已重新读取" in (await console.get("/pages?reloaded=1"))[1]
    questions = (await console.get("/questions"))[1]
    assert "划掉：火星" not in questions
    assert "现在答得上了（1 个）" in questions


async def test_a_refused_question_is_told_the_page_that_answers_it(console: Console) -> None:
    bot = console.bot
    question = '火星上: "集群" 怎么部署 # 1'
    await console.sign_in()
    tried = f"/trial?{urlencode({'q': question})}"
    shown = re.search(
        r'id="new-page".*?<code>(---.*?)</code>', (await console.get(tried))[1], re.S
    )
    assert shown
    page = html.unescape(shown[1]).replace("在这里写答案", "火星上部署集群，先算好延迟")
    (bot.folder / "faq" / "mars.md").write_text(page, "utf-8")
    await bot.ask("重载", by=bot.admin)
    answered = (await console.get(tried))[1]
    assert "先算好延迟" in answered
    assert 'id="new-page"' not in answered
    assert not bot.app.assembly.watch.skipped


async def test_advice_on_the_pages_is_there_as_long_as_it_holds(console: Console) -> None:
    bot = console.bot
    await console.sign_in()
    page = PAGE.replace("---\n会", "updated: 上周\n---\n见 [索引](index.md)。会")
    index = PAGE.replace("title: ", "versions: 14-18\ntitle: ")
    for path, text, told in (
        ("lock.md", page, {"updated 不对", "链接 index.md", "没有 versions"}),
        ("lock.md", page.replace("上周", "2026-11-24"), {"链接 index.md", "没有 versions"}),
        ("index.md", index, {"没有 versions", "没有 updated"}),
    ):
        (bot.folder / "faq" / path).write_text(text, "utf-8")
        await bot.ask("重载", by=bot.admin)
        shown = (await console.get("/pages"))[1].partition('id="advice"')[2]
        every = {"updated 不对", "链接 index.md", "没有 versions", "没有 updated"}
        assert {one for one in every if one in shown} == told


async def test_the_chat_and_the_console_tell_of_the_same_questions(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = console.bot
    for question in ("火星上怎么部署集群", "木星上怎么部署集群"):
        await bot.ask(question)

    async def answered_elsewhere(text: str, services: Services) -> Rehearsed:
        said = await rehearse(text, services)
        return replace(said, in_vain=False, reply=None) if "木星" in text else said

    monkeypatch.setattr("bot.chat.open_questions.rehearse", answered_elsewhere)
    told = (await bot.ask("未答", by=bot.admin)).text
    await console.sign_in()
    shown = (await console.get("/questions"))[1]
    assert "火星" in told
    assert "划掉：火星" in shown
    assert "木星" not in told
    assert "另有 1 个现在答得上了" in told
    assert "划掉：木星" not in shown
    assert "现在答得上了（1 个）" in shown


async def test_older_questions_are_counted_where_they_are_not_listed(
    console: Console, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.console.open_questions._MOST", 2)
    feedback = console.bot.app.assembly.services.feedback
    for question in ("月球上怎么养鱼", "木星上怎么种菜", "火星上怎么部署"):
        await feedback.note_unanswered(question, "cid", clock.now())
    await console.sign_in()
    assert "2+" in (await console.get())[1]
    questions = (await console.get("/questions"))[1]
    assert "月球" not in questions
    assert "更早问的还有 1 种" in questions


async def test_what_goes_to_several_groups_is_one_line(console: Console) -> None:
    bot = console.bot
    await confirmed_alone(bot, "公告 周六见")
    await bot.settled()
    await console.sign_in()
    page = (await console.get("/deliveries"))[1]
    assert page.count("<summary>公告：周六见") == 1
    assert "、".join(group.title for group in reversed(bot.emulator.groups)) in page
    gone = bot.emulator.groups[1]
    await bot.app.assembly.services.outbox._store.run(
        lambda tx: tx.execute(
            "groups.silence", conversation_id=gone.id, reason="群已经解散", now=NOON
        )
    )
    assert f"「{gone.title}」收不到消息（群已经解散）" in (await console.get("/deliveries"))[1]


async def test_a_trial_shows_the_reply_and_what_it_goes_by(console: Console) -> None:
    await console.sign_in()
    page = (await console.get(f"/trial?q={quote('VACUUM FULL 会锁表吗')}"))[1]
    assert "按知识页答" in page
    assert "ACCESS EXCLUSIVE" in page
    assert 'id="evidence"' in page
    assert "按沙龙记录答" in (await console.get(f"/trial?q={quote('杭州办过几场')}"))[1]
    # There is nobody to send a word to: what a tap would say is tried.
    hello = (await console.get(f"/trial?q={quote('你好')}"))[1]
    assert "寒暄" in hello
    assert "data-send" not in hello
    # What the chip of a reply asks goes on with it.
    more = f"/trial?q={quote('展开')}&after={quote('VACUUM FULL 会锁表吗')}"
    page = (await console.get(more))[1]
    assert "没有更多可看的" not in page
    assert "接着「VACUUM FULL 会锁表吗」问" in page


# What members write before a salon, whichever way it goes: commands, what is said in their
# place, the record, the pages, none of them.
SAID = (
    "还有名额吗",
    "报了多少人",
    "我报上了吗",
    "迟到了还能进吗",
    "停车方便吗",
    "下一场",
    "最近有什么活动",
    "议程",
    "15期取消了吗",
    "怎么签到",
    "现在到了多少人",
    "提醒发了吗",
    "我中奖了吗",
    "我的报名",
    "取消报名 15",
    "签到 12",
    "公告 大家好",
    "/报命",
    "帮助",
    "谁是管理员",
    "想去西安",
    "杭州办过几场",
    "VACUUM FULL 会锁表吗",
    "火星上怎么部署集群",
    "你好",
    "报名 99",
)


async def test_a_rehearsal_says_what_the_chat_says(console: Console) -> None:
    bot, services = console.bot, console.bot.app.assembly.services
    for number, text in enumerate(SAID):
        who = f"p{number}"  # one who has said nothing yet
        group = bot.emulator.groups[number % 2].id  # each is told only so much a minute
        said = await rehearse(text, services, conversation_id=group)
        assert said.reply is not None, text
        assert not said.acts, text
        told = (await bot.ask(text, by=who, chat=group)).text.removeprefix(f"@成员{number}")
        # Behind it stand the links of what may be said next; in it are blanks for line breaks.
        words, wanted = "".join(told.split()), "".join(said.reply.markdown.split())
        assert words.startswith(wanted), text


async def test_a_trial_names_who_replies_and_shows_the_reply(console: Console) -> None:
    await console.bot.ask("报名 15")
    await console.sign_in()
    for text, verdict, told in (
        ("还有名额吗", "由「报名情况」的问答处理", "报名 1/25"),
        ("下一场", "由「下一期」命令处理", "大象咖啡"),
        ("停车方便吗", "由「到场须知」的问答处理，不答", "请直接问组织者"),
        ("取消报名 15", "由「取消报名」命令处理", "您没有报名"),
        ("公告 大家好", "由「公告」命令处理", "要组织者才能用"),
        ("/报命", "提示怎么用", "您是不是想用「报名」"),
    ):
        page = (await console.get(f"/trial?q={quote(text)}"))[1]
        assert f'id="verdict">{verdict}</span>' in page, text
        assert told in re.sub("<[^>]+>", "", page), text
        assert 'id="acts"' not in page, text
    # 为什么 leans on the question before it.
    before = f"&after={quote('VACUUM FULL 会锁表吗')}"
    why = (await console.get(f"/trial?q={quote('为什么')}{before}"))[1]
    assert "由「为什么」命令处理" in why
    assert "faq/lock.md" in why


async def test_a_trial_acts_on_nothing_and_is_kept_nowhere(console: Console) -> None:
    bot = console.bot
    await console.sign_in()
    for text, verdict in (
        ("报名 15", "由「报名」命令处理"),
        ("报名 15！", "由「报名」命令处理"),
        ("我想报名西安", "由「报名和退出」的问答处理"),
        ("签到 123456", "由「签到」命令处理"),
    ):
        status, page = await console.get(f"/trial?q={quote(text)}")
        assert status == 200, text
        assert f'id="verdict">{verdict}</span>' in page, text
        assert "这里没有办，什么也没有记" in page, text
    for text in ("取消活动 15 没场地", "公告 大家好", "火星上怎么部署集群", "停车方便吗"):
        assert (await console.get(f"/trial?q={quote(text)}"))[0] == 200
    # What would have been done before the question is no turn of it.
    page = (await console.get(f"/trial?q={quote('我的报名')}&after={quote('报名 15')}"))[1]
    assert "您还没有报名近期的活动" in page
    questions = (await console.get("/questions"))[1]
    assert "火星" not in questions
    assert "停车" not in questions
    assert "0 / 25" in (await console.get("/salons"))[1]
    acts = (await console.get("/acts"))[1]
    assert acts.count('<td data-of="时间"><time') == 1  # our way in
    assert bot.unread() == []


async def test_a_practical_question_that_no_page_tells_of_stays_open(console: Console) -> None:
    bot = console.bot
    page = "---\ntitle: 停车场系统用什么数据库\n---\n用 PostgreSQL 就行，停车记录按月分区。\n"
    (bot.folder / "faq" / "parking.md").write_text(page, "utf-8")
    await bot.ask("重载", by=bot.admin)
    await bot.ask("停车方便吗")
    await console.sign_in()
    questions = (await console.get("/questions"))[1]
    assert "划掉：停车方便吗" in questions
    assert "现在答得上了" not in questions
    salon = bot.folder / "events" / "2026-12-05-xian.md"
    salon.write_text(salon.read_text("utf-8") + "\n地下车库可以免费停车。\n", "utf-8")
    await bot.ask("重载", by=bot.admin)
    questions = (await console.get("/questions"))[1]
    assert "划掉：停车方便吗" not in questions
    assert "现在答得上了（1 个）" in questions


async def test_a_question_that_fails_waits_with_the_others(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = console.bot
    await bot.ask(UNKNOWN)
    await console.sign_in()

    async def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(bot.app.assembly.services.router, "fallback", fail)
    status, page = await console.get("/questions")
    assert status == 200
    assert "划掉：火星" in page


async def test_a_page_with_any_name_is_found_and_none_beside_the_folder(
    console: Console, tmp_path: Path
) -> None:
    bot = console.bot
    (tmp_path / "secret.md").write_text("---\ntitle: 密码\n---\n不该看见\n", "utf-8")
    names = ("中文 名字.md", "a#b.md", "50% 空间?.md", "a&b=c+d.md", "%2e%2e.md")
    for name in names:
        (bot.folder / "faq" / name).write_text(f"---\ntitle: 页面\n---\n内容：{name}。\n", "utf-8")
    await bot.ask("重载", by=bot.admin)
    await console.sign_in()
    listed = (await console.get("/pages"))[1]
    addresses = re.findall(r'<td><a href="/console(/pages/\d+/[^"]+)"', listed)
    assert len(addresses) == len(bot.app.assembly.watch.files)
    seen = ""
    for address in addresses:
        # As it stands there: nothing is quoted once more.
        url = URL(f"{console.base}/console{address}", encoded=True)
        async with console.http.get(url) as answer:
            assert answer.status == 200, address
            seen += await answer.text()
    for name in names:
        assert name.replace("&", "&amp;") in seen
    for path in (
        "/pages/0/nowhere.md",
        "/pages/9/faq/lock.md",
        "/pages/-1/faq/lock.md",
        "/pages/x/faq/lock.md",
        "/pages/0/..%2fsecret.md",
        "/pages/0/%2e%2e%2fsecret.md",
        "/pages/0/" + quote(str(tmp_path / "secret.md"), safe=""),
        "/pages/0/faq/lock.md%00",
        "/nowhere",
    ):
        url = URL(f"{console.base}/console{path}", encoded=True)
        async with console.http.get(url) as answer:
            page = await answer.text()
            assert answer.status == 404, path
            assert "没有这一页" in page
            assert "不该看见" not in page


async def test_a_port_that_is_taken_is_told_to_who_wants_in(
    tmp_path: Path, clock: FixedClock
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        listen = f"127.0.0.1:{other.getsockname()[1]}"
        async with salon_bot(tmp_path, clock, web={"listen": listen}) as bot:
            told = await bot.ask("控制台", by=bot.admin, chat=own_chat(bot, bot.admin))
    assert "端口被别的程序占着" in told.text


async def test_a_salon_says_where_it_stands(console: Console, clock: FixedClock) -> None:
    await console.sign_in()
    assert "报名中" in (await console.get("/salons"))[1]
    clock.move(timedelta(days=12, hours=2))  # the doors are open
    await console.sign_in()
    assert "签到中" in (await console.get("/salons"))[1]


async def test_pages_of_the_same_path_in_two_folders_are_two(
    tmp_path: Path, clock: FixedClock
) -> None:
    folders = write_salons(tmp_path / "one"), tmp_path / "two"
    for folder, words in zip(folders, ("第一个文件夹", "第二个文件夹"), strict=True):
        folder.mkdir(exist_ok=True)
        (folder / "same.md").write_text(f"---\ntitle: 同名\n---\n{words}。\n", "utf-8")
    # A page may link to one of another folder, as `check` has it.
    (folders[1] / "only.md").write_text("---\ntitle: 只在这里\n---\n有。\n", "utf-8")
    linking = "---\ntitle: 指过去\n---\n见[那一页](only.md)和[没有的](nowhere.md)。\n"
    (folders[0] / "linking.md").write_text(linking, "utf-8")
    async with (
        Emulator(clock, people=crowd()) as emulator,
        living_bot(
            emulator,
            folders[0],
            tmp_path / "data",
            clock,
            web=WEB,
            knowledge={"paths": folders},
        ) as bot,
        _browser() as http,
    ):
        assert bot.app.web is not None
        await bot.app.web.ready.wait()
        console = Console(bot, http)
        await console.sign_in()
        assert "第一个文件夹" in (await console.get("/pages/0/same.md"))[1]
        assert "第二个文件夹" in (await console.get("/pages/1/same.md"))[1]
        linked = (await console.get("/pages/0/linking.md"))[1]
        assert "链接 nowhere.md 指的文件不存在" in linked
        assert "链接 only.md 指的" not in linked


async def test_a_long_list_is_turned_over_and_nonsense_begins_at_its_head(
    console: Console,
) -> None:
    bot = console.bot
    for n in range(250):
        (bot.folder / "faq" / f"p{n:03}.md").write_text(f"---\ntitle: t{n}\n---\nx{n}\n", "utf-8")
    await bot.ask("重载", by=bot.admin)
    await console.sign_in()
    first = (await console.get("/pages?q=faq"))[1]
    assert "第 1 到 200 页，共 251 页" in first
    second = (await console.get("/pages?q=faq&from=200"))[1]
    assert "第 201 到 251 页，共 251 页" in second
    for nonsense in ("-1", "x", "１", "9" * 40, "199"):
        assert (await console.get(f"/pages?q=faq&from={quote(nonsense)}"))[1] == first
    assert "第 201" in (await console.get("/pages?q=faq&from=99999"))[1]


async def test_a_mistake_of_ours_is_a_page_with_a_code_for_the_log(
    console: Console, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await console.sign_in()

    async def fail(*_: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(console.bot.app.assembly.services.members, "audit", fail)
    status, page = await console.get("/acts")
    assert status == 500
    found = re.search(r"编号 (\w{6})", page)
    assert found
    assert "RuntimeError" not in page
    assert found[1] in caplog.text
    assert (await console.get("/salons"))[0] == 200


async def test_without_a_web_server_it_is_said_how_to_have_one(
    tmp_path: Path, clock: FixedClock
) -> None:
    async with salon_bot(tmp_path, clock) as bot:
        told = (await bot.ask("控制台", by=bot.admin, chat=own_chat(bot, bot.admin))).text
        assert "[web]" in told
        assert "listen" in told
