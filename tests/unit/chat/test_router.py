"""When a text is a command, and when it is a question about one."""

from __future__ import annotations

import time

import pytest

from bot.chat.context import Request, Services
from bot.chat.guards import anything
from bot.chat.router import Router
from bot.messages import Reply, Role


async def _say(request: Request, services: Services) -> Reply:
    return Reply.text("ok")


def test_only_a_router_with_a_subject_answers_members_beside_commands() -> None:
    with pytest.raises(ValueError, match="no subject"):
        Router("test").dialogue(role=Role.MEMBER, longest=None)
    Router("test", "试验").dialogue(role=Role.MEMBER, longest=None)
    Router("test").dialogue(role=Role.ORGANIZER, longest=None)


@pytest.fixture
def router() -> Router:
    router = Router("test")
    router.command("帮助", aliases=("help",), help="…")(_say)
    router.command("公告", role=Role.ORGANIZER, help="…", takes=anything)(_say)
    return router


@pytest.mark.parametrize(
    ("text", "word", "arguments", "direct"),
    [
        ("帮助", "帮助", "", False),
        ("/帮助", "帮助", "", True),
        ("／HELP", "help", "", True),
        ("Help!", "help", "", False),
        ("帮助 ？", "帮助", "？", False),
        ("公告 今晚八点直播", "公告", "今晚八点直播", False),
        ("公告\n今晚八点直播\n不见不散", "公告", "今晚八点直播\n不见不散", False),
        ("/公告", "公告", "", True),
        ("／　帮助", "帮助", "", True),
        ("/ 公告 今晚八点直播", "公告", "今晚八点直播", True),
    ],
)
def test_command_words(
    router: Router, text: str, word: str | None, arguments: str, direct: bool
) -> None:
    match = router.match(text)
    if word is None:
        assert match is None
    else:
        assert match is not None
        assert match.command is not None
        assert word in match.command.words
        assert (match.arguments, match.direct) == (arguments, direct)


@pytest.mark.parametrize(
    "text",
    ["公告怎么发", "公告", "帮助我看一下这个执行计划", "帮助 我看一下", "怎么发公告", "", "  \n"],
)
def test_questions_are_no_commands(router: Router, text: str) -> None:
    assert router.match(text) is None


@pytest.mark.parametrize("mark", ["!", "~", "。", "啊"])
def test_a_flood_of_emphasis_is_looked_at_once(router: Router, mark: str) -> None:
    """It held up everybody for seconds: from each mark the way to the end was tried."""
    flood = mark * 16_000 + "x"
    began = time.process_time()
    assert router.match(flood) is None
    assert router.bare(flood, Role.ADMIN) is None
    assert router.meant(flood, Role.ADMIN) is None
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize("text", ["帮助啊。", "帮助！！", "帮助~~", "帮助吧"])
def test_a_word_may_be_said_with_emphasis(router: Router, text: str) -> None:
    match = router.match(text)
    assert match is not None
    assert match.command is router.named("帮助")


def test_slashes_and_blanks_alone_are_no_command(router: Router) -> None:
    assert router.match("/ \u00a0" * 5000) is None


def test_an_unknown_slash_word_is_a_mistyped_command(router: Router) -> None:
    match = router.match("/帮住")
    assert match is not None
    assert match.command is None


@pytest.mark.parametrize(
    "text", ["/dev/shm 满了怎么办", "/etc/hosts", "/ 目录满了", "/", "/data 满了怎么办"]
)
def test_a_path_is_a_question(router: Router, text: str) -> None:
    assert router.match(text) is None


def test_a_word_that_stands_twice_is_an_error_at_start(router: Router) -> None:
    other = Router("other")
    other.command("HELP", help="…")(_say)
    with pytest.raises(ValueError, match="command word"):
        Router.joined((router, other))


def test_two_fallbacks_are_an_error_at_start(router: Router) -> None:
    other = Router("other")
    router.otherwise(_say)
    other.otherwise(_say)
    with pytest.raises(ValueError, match="fallbacks"):
        Router.joined((router, other))


def test_arguments_may_follow_a_word_directly_where_a_command_says_so() -> None:
    router = Router("signup")
    for name in ("报名", "取消报名"):
        router.command(name, help="", takes=lambda a: True, glued=lambda a: a.startswith("第"))(
            _say
        )
    match = router.match("取消报名第7期")
    assert match is not None
    assert match.command is not None
    assert (match.command.name, match.arguments, match.direct) == ("取消报名", "第7期", False)
    assert router.match("报名人数") is None
    slashed = router.match("/报名第7期")
    assert slashed is not None
    assert slashed.direct
    assert slashed.arguments == "第7期"
