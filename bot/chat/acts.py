"""What was done, as one reads it: the kept detail of an act → a Chinese sentence."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

from bot.chat.context import Services
from bot.events.editing.salon_fields import KEY_OF
from bot.events.replies import day as day_in_words, link
from bot.markdown import escape_text, without_marks
from bot.members import AuditEntry
from bot.messages import Destination
from bot.schedule.deliveries import Delivery, DeliveryState, announcement_subject

_ROLES = {"organizer": "组织者", "admin": "管理员"}
_KEYS = {"title": "标题", "date": "日期", "start": "开始", "end": "结束"} | {
    key: name for name, key in KEY_OF.items() if key != "talks"
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
        return announcement_subject(detail.partition(" ")[0])
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
        return escape_text(services.settings.place_of(Destination.parse(destination)))
    except ValueError:
        return escape_text(destination)


def _replay(label_and_url: str, _: Services) -> str:
    label, _space, url = label_and_url.partition(" ")
    return link(label, url)


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


def _drawn(detail: str, _: Services) -> str:
    code, *winners = detail.split()
    return f"给抽奖 {code} 开了奖，中奖 {len(winners)} 人"


def _words(names: str, said: str, *, alone: str = "") -> Callable[[str, Services], str]:
    """A detail that is these fields, the last of them with all the rest: ``said`` of them, or
    ``alone`` where there is no last one."""
    fields = names.split()

    def words(detail: str, services: Services) -> str:
        parts = (*detail.split(" ", len(fields) - 1), *("" for _ in fields))
        told = {
            name: _FIELDS[name](part, services) if name in _FIELDS else escape_text(part)
            for name, part in zip(fields, parts, strict=False)
        }
        return (said if told[fields[-1]] or not alone else alone).format(**told)

    return words


# What of a detail is not told as it stands there.
_FIELDS: dict[str, Callable[[str, Services], str]] = {
    "salon": _salon,
    "series": _series,
    "group": _group,
    "replay": _replay,
    "role": lambda role, _: _ROLES.get(role, escape_text(role)),
    "taken": lambda how, _: "换了" if how == "renewed" else "取了",
    "teams": lambda teams, _: _short(teams.replace(" vs ", " 对 ")),
    "text": lambda text, _: _short(without_marks(text)),
    "words": lambda text, _: _short(text),
}
_WORDS: dict[str, Callable[[str, Services], str]] = {
    "console.enter": _words("more", "打开了控制台"),
    "unanswered.dismiss": _words("words", "划掉了没答上来的「{words}」"),
    "announcement.confirm": _words(
        "code text", "确认了公告 {code}：{text}", alone="确认了公告 {code}"
    ),
    "announcement.stop": _words("code counts", "停下了公告 {code}，没发的不再发"),
    "announcement.go_on": _words("code counts", "让公告 {code} 接着发到其余的群"),
    "announcement.resend": _words("code group", "把公告 {code} 补发到{group}"),
    "announcement.recall": _words(
        "code count", "撤回了公告 {code}，撤回成功 {count} 个群", alone="撤回了公告 {code}"
    ),
    "replay.add": _words("salon replay", "给{salon}加了回放 {replay}"),
    "replay.remove": _words("salon replay", "去掉了{salon}的回放 {replay}"),
    "role.grant": _words("who role", "让员工号 {who} 成为{role}"),
    "role.revoke": _words("who", "收回了员工号 {who} 的权限"),
    "person.forget": _words("rows more", "要求删掉自己的数据，删了 {rows} 条"),
    "salon.create": _words("salon more", "新建了活动{salon}"),
    "salon.change": _changed,
    "salon.settle": _words("salon", "让{salon}以文件为准"),
    "series.add": _words("act series more", "新建了系列{series}"),
    "series.except": _series_changed,
    "series.end": _words("act series more", "结束了系列{series}"),
    "roster.given": _words("salon", "取走了{salon}的名单"),
    "headcount.record": _words("salon people", "记下{salon}到场 {people} 人"),
    "checkin.code": _words("salon taken", "{taken}{salon}的签到码"),
    "checkin.vouch": _words("salon words", "给{words}补签了{salon}"),
    "share.confirm": _words("share likes", "确认第 {share} 号晒图有 {likes} 个赞"),
    "debate.start": _words("teams", "开始了辩论：{teams}"),
    "debate.end": _words(
        "debate words", "结束了辩论，胜方：{words}", alone="结束了辩论，没有判胜负"
    ),
    "draw.promise": _words(
        "code salon origin count more", "为{salon}准备抽奖 {code}：{origin}名单 {count} 人"
    ),
    "draw.draw": _drawn,
}
