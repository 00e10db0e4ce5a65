"""No secret stands in a log line, wherever it came from."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from hypothesis import given, strategies as st
from pydantic import SecretStr

from bot.dingtalk.redaction import _PATTERNS, _SIGN, Redaction
from bot.settings import DingTalk, Group, Settings

CANARY = "canary0123456789"


@pytest.fixture
def settings() -> Settings:
    return Settings(
        dingtalk=DingTalk(client_secret=SecretStr(f"{CANARY}+client/secret")),
        groups=(
            Group(
                name="组",
                conversation_id="cid",
                webhook=SecretStr(f"https://oapi.dingtalk.com/robot/send?access_token={CANARY}"),
                webhook_secret=SecretStr(f"SEC{CANARY}"),
            ),
        ),
    )


@pytest.fixture
def log(settings: Settings) -> Iterator[tuple[logging.Logger, io.StringIO]]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(Redaction.of(settings))
    logger = logging.getLogger("tests.redaction")
    logger.addHandler(handler)
    logger.propagate = False
    yield logger, stream
    logger.removeHandler(handler)


@pytest.mark.parametrize(
    "line",
    [
        f"secret {CANARY}+client/secret",
        f"body=%7B{CANARY}%2Bclient%2Fsecret",
        f"POST https://oapi.dingtalk.com/robot/sendBySession?session={CANARY}",
        f"wss://wss-open-connection.dingtalk.com:443/connect?ticket={CANARY}",
        f"/robot/send?access_token={CANARY}&timestamp=1&sign={CANARY}%3D",
        f'{{"accessToken": "{CANARY}", "expireIn": 7200}}',
        f"{{'x-acs-dingtalk-access-token': '{CANARY}'}}",
        f"<CIMultiDict('x-acs-dingtalk-access-token': '{CANARY}')>",
        f"cannot connect to postgresql://bot:{CANARY}@db/xiangwen",
        f"SEC{CANARY}",
    ],
)
def test_a_secret_is_hidden(log: tuple[logging.Logger, io.StringIO], line: str) -> None:
    logger, stream = log
    logger.warning("before %s after", line)
    assert CANARY not in stream.getvalue()
    assert stream.getvalue().startswith("before ")
    assert stream.getvalue().endswith(" after\n")


def test_a_traceback_is_cleaned_too(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = log
    try:
        raise ConnectionError(f"cannot reach ?session={CANARY}")
    except ConnectionError:
        logger.exception("failed")
    assert CANARY not in stream.getvalue()
    assert "ConnectionError: cannot reach ?session=***" in stream.getvalue()


def test_arguments_that_do_not_fit_are_cleaned_too(
    log: tuple[logging.Logger, io.StringIO], capsys: pytest.CaptureFixture[str]
) -> None:
    logger, stream = log
    logger.warning("took %d s", f"?session={CANARY}")
    assert stream.getvalue() == "took %d s ('?session=***',)\n"
    assert CANARY not in capsys.readouterr().err


def test_a_stack_is_cleaned_too(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = log
    logger.warning("at ?session=canary0123456789", stack_info=True)
    assert "in test_a_stack_is_cleaned_too" in stream.getvalue()
    assert CANARY not in stream.getvalue()


def test_ordinary_lines_pass_unchanged(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = log
    logger.warning("delivery %d: sent by %s", 7, "session")
    assert stream.getvalue() == "delivery 7: sent by session\n"


_PIECES = st.sampled_from(
    ["session=", "Sign=", "access_token=ab", "ticket=", '"appSecret": "zz"', "TOKEN", "secret=",
     "'sessionWebhook': 'x'", "x-acs-dingtalk-access-token: q", "://u:p@", "a", " ", ":", "="]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=8).map("".join))
def test_a_line_that_is_passed_over_holds_nothing_that_a_pattern_finds(line: str) -> None:
    if not _SIGN.search(line):
        assert not any(pattern.search(line) for pattern in _PATTERNS)
