"""What DingTalk's refusals mean: its codes → DeliveryError with a retry decision each.

Three questions decide: may the message have been delivered all the same (ambiguous), can a retry
help (permanent), and how long to wait at least. The codes are documented or stand in public logs;
throttling is HTTP 403 here and shares its prefix with missing permissions.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.dingtalk.reading import json_object
from bot.errors import DeliveryError, SessionExpired, Stops

logger = logging.getLogger(__name__)

# The source address is blocked for five minutes after 10,000 calls in 20 seconds.
BLOCKED_SECONDS = 300.0
# A robot that sends too fast is blocked; its own code suggests a minute at least.
TOO_FAST_SECONDS = 60.0
_LOGGED = ("code", "requestid", "accessdenieddetail")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one code says. ``words`` is the Chinese half of the error's text."""

    words: str
    permanent: bool = False
    retry_after: float | None = None
    kind: type[DeliveryError] = DeliveryError
    ambiguous: bool = False


_FORBIDDEN = "Forbidden.AccessDenied"

_TOO_FAST = Meaning("发送太快，平台要求稍后再发", retry_after=TOO_FAST_SECONDS)
_THROTTLED = Meaning("被限流", retry_after=TOO_FAST_SECONDS)
_GONE = Meaning("机器人已不在这个群，或群已解散", permanent=True)
_UNSAFE = Meaning("内容没有通过平台的安全检查", permanent=True)
_MALFORMED = Meaning("请求格式不被接受", permanent=True)
_TOO_LONG = Meaning("消息超过平台的长度上限", permanent=True)
_STOPPED = Meaning("机器人已被停用", permanent=True)

# errcode of oapi.dingtalk.com: session webhooks and custom robots.
ERRCODES: Mapping[str, Meaning] = {
    "300001": Meaning("会话 webhook 已失效", permanent=True, kind=SessionExpired),
    "300005": Meaning("机器人的 token 无效", permanent=True),
    "400101": Meaning("机器人的 token 无效", permanent=True),
    "310000": Meaning("群机器人的安全设置（加签、关键词或 IP）没有通过", permanent=True),
    "130101": _TOO_FAST,
    "410100": _TOO_FAST,
    "460101": _TOO_LONG,
    "430101": _UNSAFE,
    "430102": _UNSAFE,
    "430103": _UNSAFE,
    "430104": _UNSAFE,
    "400013": _GONE,
    "400106": _GONE,
    "400102": _STOPPED,
    "40035": _MALFORMED,
    "43004": _MALFORMED,
    "400105": _MALFORMED,
    # A whole answer that asks for another try is taken for not carried out, unlike a 5xx.
    "-1": Meaning("平台系统繁忙", retry_after=2.0),
    "15": Meaning("平台内部超时", ambiguous=True),
    "90018": Meaning("调用太快，被限流", retry_after=1.0),
    "90002": Meaning("平台整体限流", retry_after=5.0),
    "90020": Meaning("组织本月的调用量已用完", permanent=True),
    "40014": Meaning("access_token 无效", retry_after=5.0),
    "88": Meaning("鉴权没有通过", permanent=True),
}

# code of api.dingtalk.com; a code matches when it begins with the name.
CODES: Mapping[str, Meaning] = {
    "InvalidAuthentication": ERRCODES["40014"],
    "unauthorized": ERRCODES["40014"],
    "invalidClientIdOrSecret": Meaning("Client ID 或 Client Secret 不对", permanent=True),
    "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi": ERRCODES["90018"],
    "Forbidden.AccessDenied.QpsLimitForApi": ERRCODES["90002"],
    "Forbidden.AccessDenied.QpmLimit": _TOO_FAST,
    "Forbidden.AccessDenied.ApiCountLimit": ERRCODES["90020"],
    "Forbidden.AccessDenied.IpNotInWhiteList": Meaning("出口 IP 不在白名单里", permanent=True),
    _FORBIDDEN: Meaning("没有调用这个接口的权限", permanent=True),
    "send.too.fast": _TOO_FAST,
    "toomuch.msg": _TOO_FAST,
    "invalidParameter.msgParam.tooLong": _TOO_LONG,
    "invalidParameter.robotCode": Meaning("robot_code 不存在", permanent=True),
    "invalid.openConversationId": _GONE,
    "bot.stopped": _STOPPED,
    "invalidParameter": _MALFORMED,
    "system.error": Meaning("平台内部错误", ambiguous=True),
    "systemError": Meaning("平台系统错误", retry_after=5.0),
    "ServiceUnavailable": Meaning("平台暂不可用", retry_after=5.0),
}


def _codes_of(*meanings: Meaning) -> frozenset[str]:
    return frozenset(c for table in (ERRCODES, CODES) for c, m in table.items() if m in meanings)


# After these a group hears nothing from us any more, whatever we try.
GONE_CODES = _codes_of(_GONE, _STOPPED)
UNSAFE_CODES = _codes_of(_UNSAFE)
TOO_FAST_CODES = _codes_of(_TOO_FAST)
TOKEN_CODES = frozenset({"InvalidAuthentication", "unauthorized", "40014"})
# Our address is blocked: said by the platform itself, or by a page in place of an answer,
# which may also be some other machine at the address that somebody entered.
BLOCKED_CODE, PAGE_CODE = "1111", "html"


def check_answer(status: int, text: str, retry_after: str = "") -> dict[str, Any]:
    """The decoded answer when the platform accepted the call; else raises DeliveryError.

    The one place where answers become errors, for both families of calls.
    """
    body = json_object(text)
    if body is None:
        raise _not_json(status, text, retry_after)
    if body.get("status") == 1111 or "punish" in body:
        raise _blocked(BLOCKED_CODE)
    errcode = str(body.get("errcode", "0"))
    if errcode == "88" and body.get("sub_code"):  # which only says that the other one counts
        errcode = str(body["sub_code"])
    if errcode != "0":
        raise _error(errcode, ERRCODES.get(errcode), status, retry_after)
    if 200 <= status < 300:
        return body
    code = str(body.get("code", "")) or f"HTTP {status}"
    # What the platform's support asks for, and the permission that an admin has to apply for.
    logger.warning("refused: %s", {name: body[name] for name in _LOGGED if name in body})
    raise _error(code, _meaning(code), status, retry_after)


def _meaning(code: str) -> Meaning | None:
    """The entry with the longest name that ``code`` begins with."""
    name = max((name for name in CODES if code.startswith(name)), key=len, default="")
    if name in ("", _FORBIDDEN) and "Limit" in code:
        # A kind of throttling that is not in the table; it must not pass for a missing
        # permission, whose prefix it shares.
        return _THROTTLED
    return CODES.get(name)


def _error(code: str, known: Meaning | None, status: int, retry_after: str) -> DeliveryError:
    """``known`` None: the code is in no table, and the status must decide."""
    meaning = known or _of_status(status)
    return meaning.kind(
        f"{meaning.words}（{code}）",
        permanent=meaning.permanent,
        ambiguous=meaning.ambiguous,
        retry_after=_seconds(retry_after) or meaning.retry_after,
        code=code,
    )


def _of_status(status: int) -> Meaning:
    if status == 429:
        return _THROTTLED
    if status == 503:
        return CODES["ServiceUnavailable"]
    if status >= 500:
        return Meaning("平台内部错误，不知是否已送达", ambiguous=True)
    if status == 408:
        return Meaning("平台超时，不知是否已送达", ambiguous=True)
    return Meaning("平台拒绝了这次发送", permanent=True)


def _not_json(status: int, text: str, retry_after: str) -> DeliveryError:
    html = text.lstrip()[:1] == "<"
    if html and status < 500 and status != 429:
        return _blocked(PAGE_CODE)
    if 200 <= status < 300:
        return DeliveryError("平台的应答读不懂，不知是否已送达", ambiguous=True, code="garbled")
    return _error(f"HTTP {status}", None, status, retry_after)


def _blocked(code: str) -> DeliveryError:
    return DeliveryError(
        f"出口 IP 被平台暂时封禁（{code}）",
        retry_after=BLOCKED_SECONDS,
        code=code,
        stops=Stops.EVERYTHING if code == BLOCKED_CODE else Stops.NOTHING,
    )


def _seconds(retry_after: str) -> float | None:
    """``Retry-After`` in seconds; its date form is not used here."""
    try:
        # In this order NaN counts as the most.
        return max(0.0, min(3600.0, float(retry_after)))
    except ValueError:
        return None
