"""What was done, as one reads it: the kept detail of an act → a Chinese sentence."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

from bot.chat.context import Services
from bot.events.replies import day as day_in_words, link
from bot.markdown import escape_text, without_marks
from bot.members import AuditEntry
from bot.messages import Destination
from bot.schedule import Delivery, DeliveryState, announcement_subject

_ROLES = {"organizer": "组织者", "admin": "管理员"}
_KEYS = {
    "title": "标题",
    "date": "日期",
    "start": "开始",
    "end": "结束",
    "city": "城市",
    "venue": "场地",
    "address": "地址",
    "capacity": "名额",
    "number": "期号",
    "live_url": "直播",
    "signup_until": "报名截止",
}
# What matters most first.
_IN_ORDER = sorted(DeliveryState, key=lambda state: state is not DeliveryState.SENT)
_LONGEST = 40


async def in_words(entries: Sequence[AuditEntry], services: Services) -> list[str]:
    """Escaped Markdown without a full stop, of each. Of an announcement also what became of
    it, which is asked for once for all of them."""
    subjects = {_announcement_of(entry) for entry in entries} - {""}
    sent: dict[str, list[Delivery]] = {}
    for one in await services.outbox.of_subjects(subjects) if subjects else ():
        sent.setdefault(one.subject, []).append(one)
    return [_said(entry, sent.get(_announcement_of(entry), []), services) for entry in entries]


def _announcement_of(entry: AuditEntry) -> str:
    """The subject of the announcement whose fate is told with an entry; empty for others."""
    detail = entry.detail.strip()
    if entry.action == "announcement.confirm":
        return announcement_subject(_code(detail))
    # In entries of older versions the number stood behind the code.
    counted = entry.action == "announcement.recall" and " " not in detail
    return announcement_subject(detail) if counted else ""


def _said(entry: AuditEntry, sent: list[Delivery], services: Services) -> str:
    words = _WORDS.get(entry.action)
    if words is None:
        return escape_text(f"{entry.action} {entry.detail}"[:_LONGEST])
    told = words(entry.detail.strip(), services)
    if entry.action == "announcement.confirm":
        told += _results(sent)
    elif _announcement_of(entry):
        told += f"，已撤回 {sum(one.recalled_at is not None for one in sent)} 条"
    return told


def _results(deliveries: list[Delivery]) -> str:
    if not deliveries:
        return ""
    counts = Counter(delivery.state for delivery in deliveries)
    # One that is sent again and again goes to each group more than once.
    groups = len({delivery.destination for delivery in deliveries})
    unit = "个群" if groups == len(deliveries) else "条"
    told = "，".join(f"{s.label} {counts[s]} {unit}" for s in _IN_ORDER if counts[s])
    return f"（{told}）"


def _short(text: str, most: int = _LONGEST) -> str:
    text = " ".join(text.split())
    return escape_text(text if len(text) <= most else f"{text[: most - 1]}…")


def _salon(salon_id: str, services: Services) -> str:
    salon = services.salons.book.get(salon_id)
    return f"「{escape_text(salon.title if salon else salon_id)}」"


def _series(series_id: str, services: Services) -> str:
    found = next((one.title for one in services.salons.series if one.id == series_id), series_id)
    return f"「{escape_text(found)}」"


def _group(destination: str, services: Services) -> str:
    try:
        conversation_id = Destination.parse(destination).conversation_id
    except ValueError:
        return escape_text(destination)
    group = services.settings.group_named(conversation_id)
    return escape_text(group.name if group else f"群 {conversation_id}")


def _confirmed(detail: str, _: Services) -> str:
    code, _space, text = detail.partition(" ")
    return f"确认了公告 {code}：{_short(without_marks(text))}" if text else f"确认了公告 {code}"


def _code(detail: str) -> str:
    """What stands before the counts."""
    return detail.partition(" ")[0]


def _resent(detail: str, services: Services) -> str:
    code, _space, destination = detail.partition(" ")
    return f"把公告 {code} 补发到{_group(destination, services)}"


def _recalled(detail: str, _: Services) -> str:
    code, _space, count = detail.partition(" ")
    return f"撤回了公告 {code}" + (f"，撤回成功 {count} 个群" if count else "")


def _replay(detail: str, services: Services) -> str:
    salon_id, label, url = (*detail.split(" ", 2), "", "")[:3]
    return f"给{_salon(salon_id, services)}加了回放 {link(label, url)}"


def _replay_removed(detail: str, services: Services) -> str:
    salon_id, label, url = (*detail.split(" ", 2), "", "")[:3]
    return f"去掉了{_salon(salon_id, services)}的回放 {link(label, url)}"


def _granted(detail: str, _: Services) -> str:
    who, _space, role = detail.partition(" ")
    return f"让员工号 {escape_text(who)} 成为{_ROLES.get(role, escape_text(role))}"


def _changed(detail: str, services: Services) -> str:
    """``<id> <what> <changes as JSON>``; a long JSON was cut when it was kept."""
    salon_id, _space, rest = detail.partition(" ")
    what, brace, tail = rest.partition("{")
    told = f"改了{_salon(salon_id, services)}"
    if what.strip():
        told += f"：{_short(what)}"
    try:
        changes = json.loads(brace + tail) if brace else {}
    except ValueError:
        return told
    facts = [f"{name} {_value(changes[key])}" for key, name in _KEYS.items() if changes.get(key)]
    return f"{told}，现在{_short('，'.join(facts), 80)}" if facts else told


def _value(value: object) -> str:
    """A date is kept as a table that says so."""
    return _day(str(value["date"])) if isinstance(value, dict) and "date" in value else str(value)


def _series_changed(detail: str, services: Services) -> str:
    _act, series_id, day, *moved = (*detail.split(), "", "", "")
    when = [part for part in moved if part]
    told = f"{_series(series_id, services)}{_day(day)}那一次"
    return f"把{told}改到 {_day(when[0])}{' '.join(when[1:])}" if when else f"停了{told}"


def _day(text: str) -> str:
    try:
        return day_in_words(date.fromisoformat(text))
    except ValueError:
        return escape_text(text)


def _series_named(verb: str) -> Callable[[str, Services], str]:
    def words(detail: str, services: Services) -> str:
        series_id = (*detail.split(), "", "")[1]
        return f"{verb}系列{_series(series_id, services)}"

    return words


def _headcount(detail: str, services: Services) -> str:
    salon_id, _space, people = detail.rpartition(" ")
    return f"记下{_salon(salon_id, services)}到场 {people} 人"


def _code_taken(detail: str, services: Services) -> str:
    salon_id, _space, how = detail.rpartition(" ")
    again = "换了" if how == "renewed" else "取了"
    return f"{again}{_salon(salon_id, services)}的签到码"


def _vouched(detail: str, services: Services) -> str:
    salon_id, _space, nick = detail.partition(" ")
    return f"给{_short(nick)}补签了{_salon(salon_id, services)}"


def _likes(detail: str, _: Services) -> str:
    share_id, _space, likes = detail.partition(" ")
    return f"确认第 {share_id} 号晒图有 {likes} 个赞"


def _debate(detail: str, _: Services) -> str:
    return f"开始了辩论：{_short(detail.replace(' vs ', ' 对 '))}"


def _debate_ended(detail: str, _: Services) -> str:
    winner = detail.partition(" ")[2]
    return f"结束了辩论，胜方：{_short(winner)}" if winner else "结束了辩论，没有判胜负"


def _promised(detail: str, services: Services) -> str:
    """``<code> <salon> <origin> <n> entries <hash>``."""
    code, salon_id, origin, count = (*detail.split(), "", "", "", "")[:4]
    return f"为{_salon(salon_id, services)}准备抽奖 {code}：{escape_text(origin)}名单 {count} 人"


def _drawn(detail: str, _: Services) -> str:
    code, *winners = detail.split()
    return f"给抽奖 {code} 开了奖，中奖 {len(winners)} 人"


_WORDS: dict[str, Callable[[str, Services], str]] = {
    "console.enter": lambda *_: "打开了控制台",
    "unanswered.dismiss": lambda detail, _: f"划掉了没答上来的「{_short(detail)}」",
    "announcement.confirm": _confirmed,
    "announcement.stop": lambda detail, _: f"停下了公告 {_code(detail)}，没发的不再发",
    "announcement.go_on": lambda detail, _: f"让公告 {_code(detail)} 接着发到其余的群",
    "announcement.resend": _resent,
    "announcement.recall": _recalled,
    "replay.add": _replay,
    "replay.remove": _replay_removed,
    "role.grant": _granted,
    "role.revoke": lambda detail, _: f"收回了员工号 {escape_text(detail)} 的权限",
    "salon.create": lambda detail, s: f"新建了活动{_salon(detail.partition(' ')[0], s)}",
    "salon.change": _changed,
    "salon.settle": lambda detail, s: f"让{_salon(detail, s)}以文件为准",
    "series.add": _series_named("新建了"),
    "series.except": _series_changed,
    "series.end": _series_named("结束了"),
    "roster.given": lambda detail, s: f"取走了{_salon(detail, s)}的名单",
    "headcount.record": _headcount,
    "checkin.code": _code_taken,
    "checkin.vouch": _vouched,
    "share.confirm": _likes,
    "debate.start": _debate,
    "debate.end": _debate_ended,
    "draw.promise": _promised,
    "draw.draw": _drawn,
}
