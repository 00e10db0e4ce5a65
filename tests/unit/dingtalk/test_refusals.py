"""Each refusal of the platform leads to one decision: again, never, later, or unknown."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.dingtalk.refusals import (
    CODES,
    ERRCODES,
    GONE_CODES,
    TOKEN_CODES,
    UNSAFE_CODES,
    check_answer,
)
from bot.errors import DeliveryError, SessionExpired

HTML = "<!DOCTYPE html><html><body>forbidden</body></html>"
DENIED = "Forbidden.AccessDenied."


def refusal(status: int, body: Any, retry_after: str = "") -> DeliveryError:
    text = body if isinstance(body, str) else json.dumps(body)
    with pytest.raises(DeliveryError) as caught:
        check_answer(status, text, retry_after)
    return caught.value


def decision(error: DeliveryError) -> str:
    if error.ambiguous:
        return "unknown"
    if error.permanent:
        return "never"
    return "again" if error.retry_after is None else f"after {error.retry_after:g}"


@pytest.mark.parametrize("body", [{"errcode": 0}, {"errcode": "0"}, {"processQueryKey": "k"}, {}])
def test_an_accepted_call_gives_its_answer(body: dict[str, Any]) -> None:
    assert check_answer(200, json.dumps(body)) == body


@pytest.mark.parametrize(
    ("errcode", "expected"),
    [
        (130101, "after 60"),
        ("130101", "after 60"),
        (410100, "after 60"),
        (-1, "after 2"),
        (90018, "after 1"),
        (460101, "never"),
        (430102, "never"),
        (400013, "never"),
        (400106, "never"),
        (310000, "never"),
        (40035, "never"),
        (90020, "never"),
        (15, "unknown"),
        (987654, "never"),
    ],
)
def test_errcodes_of_webhooks(errcode: int | str, expected: str) -> None:
    error = refusal(200, {"errcode": errcode, "errmsg": "x"})
    assert decision(error) == expected
    assert error.code == str(errcode)


@pytest.mark.parametrize("errcode", [300001, "300001"])
def test_an_ended_session_is_its_own_kind(errcode: int | str) -> None:
    assert isinstance(refusal(200, {"errcode": errcode, "errmsg": "x"}), SessionExpired)


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (400, "InvalidAuthentication", "after 5"),
        (401, "unauthorized", "after 5"),
        (403, f"{DENIED}QpsLimitForAppkeyAndApi", "after 1"),
        (403, f"{DENIED}QpsLimitForApi", "after 5"),
        (403, f"{DENIED}QpmLimitForAppkeyAndApi", "after 60"),
        (403, f"{DENIED}SomeNewLimitForCorp", "after 60"),
        (403, "Throttling.NewLimit", "after 60"),
        (403, f"{DENIED}ApiCountLimitForOrg", "never"),
        (403, f"{DENIED}AccessTokenPermissionDenied", "never"),
        (403, f"{DENIED}IpNotInWhiteList", "never"),
        (400, "send.too.fast", "after 60"),
        (400, "toomuch.msg", "after 60"),
        (400, "invalidParameter.msgParam.tooLong", "never"),
        (400, "invalid.openConversationId", "never"),
        (400, "invalidParameter.robotCode.notExsit", "never"),
        (400, "bot.stopped", "never"),
        (400, "systemError", "after 5"),
        (500, "system.error", "unknown"),
        (500, "never.seen.before", "unknown"),
        (400, "never.seen.before", "never"),
        (429, "never.seen.before", "after 60"),
    ],
)
def test_codes_of_the_new_api(status: int, code: str, expected: str) -> None:
    error = refusal(status, {"code": code, "message": "x", "requestid": "r"})
    assert decision(error) == expected
    assert error.code == code


@pytest.mark.parametrize(
    ("status", "text", "expected"),
    [
        (502, "", "unknown"),
        (504, "", "unknown"),
        (502, HTML, "unknown"),
        (503, HTML, "after 5"),
        (200, HTML, "after 300"),
        (403, HTML, "after 300"),
        (200, '{"status": 1111, "wait": 5, "punish": "deny"}', "after 300"),
        (200, "{cut off", "unknown"),
        (200, "", "unknown"),
        (200, "[]", "unknown"),
        (429, HTML, "after 60"),
        (408, "", "unknown"),
        (200, '{"punish": "deny"}', "after 300"),
    ],
)
def test_answers_that_are_no_proper_json(status: int, text: str, expected: str) -> None:
    assert decision(refusal(status, text)) == expected


@pytest.mark.parametrize(
    ("header", "seconds"), [("7", 7), ("1e9", 3600), ("-3", 0), ("nan", 3600), ("soon", 60)]
)
def test_retry_after_is_obeyed_within_reason(header: str, seconds: float) -> None:
    error = refusal(429, {"code": "x"}, header)
    assert error.retry_after == pytest.approx(seconds or 60)
    known = refusal(403, {"code": f"{DENIED}QpmLimitForAppkeyAndApi"}, header)
    assert known.retry_after == pytest.approx(seconds or 60)


def test_an_errcode_that_points_to_another_means_that_one() -> None:
    error = refusal(200, {"errcode": 88, "sub_code": "40014", "errmsg": "ding talk error"})
    assert error.code in TOKEN_CODES
    assert not error.permanent


def test_unsafe_contents_and_groups_that_are_gone_are_known_by_all_their_codes() -> None:
    assert set(UNSAFE_CODES) == {"430101", "430102", "430103", "430104"}
    gone = {"400013", "400102", "400106", "bot.stopped", "invalid.openConversationId"}
    assert set(GONE_CODES) == gone
    assert all((ERRCODES.get(code) or CODES[code]).permanent for code in gone)


def test_what_support_asks_for_and_which_scope_is_missing_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    scopes = {"requiredScopes": ["qyapi_robot_sendmsg"]}
    code = f"{DENIED}AccessTokenPermissionDenied"
    refusal(403, {"code": code, "requestid": "r-1", "accessdenieddetail": scopes})
    assert all(word in caplog.text for word in (code, "r-1", "qyapi_robot_sendmsg"))


def test_the_code_stands_in_the_text_for_the_admins() -> None:
    assert str(refusal(200, {"errcode": 400106})) == "机器人已不在这个群，或群已解散（400106）"
