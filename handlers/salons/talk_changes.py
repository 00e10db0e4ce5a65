"""The talks of a salon, in organizers' own words: 「把第二个议题删掉」, 「李四改讲X」.

Read by `talk_words`, over the record; each is a preview, and nothing changes by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.errors import UserError
from bot.events import Salon
from bot.events.reading.elsewhere import names_database
from bot.events.record.agenda_lines import speaker_meta
from bot.events.record.models import Speaker, Talk
from bot.expressions import Expression
from bot.markdown import escape_text, is_plain
from bot.messages import Reply, Role
from handlers.salon_choice import handle_of
from handlers.salons import talk_hours
from handlers.salons.new_talks import new_talks, span_said
from handlers.salons.talk_mentions import MAY_BE_NAME, NO_NAME, Marked, Mention, marked
from handlers.salons.talk_orders import Act, TalkOrder
from handlers.salons.talk_targets import counted, ordered, talk_of
from handlers.salons.talk_words import asks, read_order
from handlers.salons.targets import Target, previewed, rows_of

router = Router("talk_changes")

_MOST_CHARACTERS = 200
_NOT_THEM = Expression("[，,\\s]*(?:而)?不是[^，,]{2,12}$")  # 是李四不是张三
_SPEAKER = Expression(
    r"\s*(?P<name>[^（()）\s，,]{1,20})\s*(?:[（(](?P<org>[^（()）]{1,40})[）)]"
    r"|[，,\s]+(?:他|她)?的?(?:单位|公司|来自)(?:是|为|[：:\s])*(?P<from>[^，,\s]{1,40}))?\s*"
)
_OF_THEIRS = Expression("(?:他|她)们?的?(?:公司|单位|学校|那边)的?")
_GIVES = Expression(
    r"(?P<name>[^讲分\s，,]{2,5}?)来?(?:讲|分享)(?P<title>[^的讲师义座稿]\S.{0,40})"
)
_OF_TWO = (Act.SWAP, Act.PLACE)
_OF_HOURS = (Act.HOURS, Act.LASTS, Act.SHIFT)


def adds_talk(text: str) -> bool:
    """Whether the text adds a talk, with or without its hours."""
    order = read_order(Marked(text, ()))
    return order is not None and order.act is Act.ADD


def changes_talk(text: str, salon: Salon) -> bool:
    """Whether the text orders something of one of its talks."""
    order = read_order(marked(text, salon))
    if order is None or order.act is Act.ABSENT or order.talk is None:
        return False
    return len(order.talk.rows) == 1 and not _is_unclear(order)


def calls_off_speaker(text: str, salon: Salon) -> bool:
    """「取消张三」, of whom it is not clear what."""
    order = read_order(marked(text, salon))
    return order is not None and _is_unclear(order)


def _is_unclear(order: TalkOrder) -> bool:
    talk = order.talk
    called_off = order.act is Act.REMOVE and order.value == "取消"
    return called_off and talk is not None and bool(talk.speaker) and talk.alone


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS)
async def change_as_people_say(request: Request, services: Services) -> Reply | None:
    text = request.text.strip()
    found = None if asks(text) else await ordered(text, request, services)
    if found is None or _is_unclear(found[1]):
        return None
    target, order = found
    if order.act is Act.ADD:
        return await added(target, order, request, services)
    return await carried_out(target, order, request, services)


async def added(
    target: Target, order: TalkOrder, request: Request, services: Services
) -> Reply | None:
    """None where somebody is named, and not what they speak of."""
    words, lasts = span_said(_plain(order.value)) if order.other else (_plain(order.value), 0)
    rows = new_talks(words, target.salon.start)
    names = [one["name"] for row in rows for one in row.get("speakers", ())]
    if not rows or any(map(NO_NAME.search, names)):
        return None
    whole, notes = await rows_of(target, services), list[str]()
    if order.other and len(rows) == 1 and "start" not in rows[0]:
        whole, notes = _beside(whole, rows[0], lasts, order, target.salon)
    elif all("start" in row for row in rows):
        whole = talk_hours.in_order([*whole, *rows])
    else:
        whole += rows
    if any("start" not in row for row in rows):
        how = f"加议程 {handle_of(target.salon, services)} 14:00-14:45 题目 讲师（单位）"
        notes.append(f"还没有写几点；要写，发「{how}」")
    return await previewed("加议程预览", target, {"talks": whole}, request, services, notes)


def _beside(
    rows: list[Any], new: dict[str, Any], lasts: int, order: TalkOrder, salon: Salon
) -> tuple[list[Any], list[str]]:
    """The agenda with a talk before or behind another. Of one that says how long it lasts
    the hours follow, and what comes after it is that much later."""
    assert order.other
    index = talk_of(order.other, salon)
    beside, at = salon.talks[index], index + (order.side > 0)
    begins = beside.start if order.side < 0 else beside.end
    if not lasts or begins is None:
        return [*rows[:at], new, *rows[at:]], []
    new |= talk_hours.lasting(Talk(beside.title, (), begins), lasts, "", by=False)
    later = len(rows) - at
    notes = [f"后面的 {later} 项往后推 {lasts} 分钟"] if later else []
    rows = talk_hours.rest_shifted(rows, at, lasts)
    return [*rows[:at], new, *rows[at:]], notes


@dataclass(frozen=True, slots=True)
class _Work:
    """An order on one talk. ``there``: the speakers whom the record of the salon knows."""

    order: TalkOrder
    mention: Mention
    talk: Talk
    row: Any
    salon: Salon
    there: tuple[Speaker, ...]


async def carried_out(
    target: Target, order: TalkOrder, request: Request, services: Services
) -> Reply:
    """The preview of an order on a talk that there is. Raises UserError."""
    salon, mention = target.salon, order.talk
    assert mention
    if mention.every and order.act is Act.SHIFT and salon.talks:
        order, mention = replace(order, rest=True), replace(mention, rows=(0,))
    index = talk_of(mention, salon)
    talk, notes = salon.talks[index], counted(mention, index, salon)
    stays = order.other and order.other.speaker and index in order.other.rows
    if order.act is Act.ABSENT and not stays:
        return _what_instead(mention.speaker or mention.words, talk.title)
    before = services.salons.book.get(salon.id)
    rows = await rows_of(target, services)
    there = (*salon.speakers, *(before.speakers if before else ()))
    work = _Work(order, mention, talk, rows[index], salon, there)
    other = talk_of(order.other, salon) if order.other and order.act in _OF_TWO else index
    if order.act is Act.PLACE or order.rest:  # by the clock, however the page has them
        row, beside, rows = rows[index], rows[other], talk_hours.in_order(rows)
        index, other = rows.index(row), rows.index(beside)
    if order.act is Act.SWAP:
        talk_hours.swapped(rows, index, other)
        notes += counted(order.other, other, salon) if order.other else []
    elif order.act is Act.PLACE:
        other += (order.side > 0 and other < index) - (order.side < 0 and other > index)
        rows = talk_hours.placed(rows, index, other)
    elif order.act is Act.SHIFT and order.rest:
        first = 0 if mention.every else index + order.side
        rows = talk_hours.rest_shifted(rows, first, order.minutes)
    elif order.act is Act.REMOVE and not (mention.alone and mention.speaker and talk.speakers[1:]):
        rows = talk_hours.without(rows, index, closed_up=order.rest)
    else:
        rows[index] = talk_hours.as_row(rows[index]) | _DOES[order.act](work)
    if order.act in _OF_HOURS:
        rows = talk_hours.in_order(rows)
    changes = {"talks": rows or None}
    return await previewed(f"{order.act.value}预览", target, changes, request, services, notes)


def _what_instead(who: str, title: str) -> Reply:
    who = escape_text(who)
    return Reply(
        markdown=f"{who} 讲的是「{escape_text(title)}」，还没有改。"
        f"换人发「{who}换成 名字（单位）」，不讲了发「把{who}那个删掉」。",
        title=f"{who}来不了",
        follow_ups=(f"把{who}那个删掉",),
    )


def _without(work: _Work) -> dict[str, Any]:
    return _staffed([one for one in work.talk.speakers if one.name != work.mention.speaker])


def _respoken(work: _Work) -> dict[str, Any]:
    """Another speaker in the place of one, or of all where none is named."""
    if (told := _GIVES.fullmatch(work.order.value)) is not None:  # 换成李林讲索引
        named = replace(work, order=replace(work.order, value=told["name"]))
        return {**_respoken(named), "title": _plain(told["title"])}
    old, fresh = work.mention.speaker, _speaker(work)
    if not old and work.mention.of_person and len(work.talk.speakers) > 1:
        raise UserError(
            f"「{escape_text(work.talk.title)}」有几位讲师，什么也没有改。请写上换的是谁，比如："
            f"{work.talk.speakers[0].name}换成{fresh.name}。"
        )
    if not old:
        return _staffed([fresh])
    return _staffed([fresh if one.name == old else one for one in work.talk.speakers])


def _joined(work: _Work) -> dict[str, Any]:
    return _staffed([*work.talk.speakers, _speaker(work)])


def _corrected(work: _Work) -> dict[str, Any]:
    """The same person, with another name or company. Raises UserError where it may be one or
    the other."""
    found = [one for one in work.talk.speakers if work.mention.speaker in ("", one.name)]
    if len(found) != 1:
        raise UserError(
            f"「{escape_text(work.talk.title)}」{'有几位讲师' if found else '没有写讲师'}，"
            f"请写上是谁，比如：{found[0].name if found else '张三'}的单位改成某某公司。"
        )
    before = found[0]
    if work.order.act is Act.ORG:
        fresh = replace(before, org=_plain(work.order.value))
    else:
        said = _speaker(work)
        fresh = replace(before, name=said.name, org=said.org or before.org)
    return _staffed([fresh if one is before else one for one in work.talk.speakers])


def _staffed(speakers: list[Speaker]) -> dict[str, Any]:
    return {"speakers": [speaker_meta(one) for one in speakers]}


def _speaker(work: _Work) -> Speaker:
    """Whom the value names, as the salon's record knows them. Raises UserError where it is
    nobody's name."""
    new = _NOT_THEM.sub("", _plain(work.order.value))
    if theirs := _OF_THEIRS.match(new):  # 他们公司的张工, in the place of one whose it is
        before = next(
            (s.org for s in work.talk.speakers if work.mention.speaker in ("", s.name)), ""
        )
        new = f"{new[theirs.end() :]}{f'（{before}）' if before else ''}"
    said = _SPEAKER.fullmatch(new)
    if said is None or NO_NAME.search(said["name"]) or names_database(said["name"]):
        who = work.mention.speaker or work.talk.title
        raise UserError(
            f"「{escape_text(new)}」不像人名，什么也没有改。换人这样写：{who}换成王五（某某公司）；"
            f"换时间这样写：{who}的分享改到 15:00-15:45。"
        )
    org = said["org"] or said["from"] or ""
    known = next((one for one in work.there if one.name == said["name"]), None)
    return known if known and not org else Speaker(said["name"], org)


def _retitled(work: _Work) -> dict[str, Any]:
    """Raises UserError for what may be a name as well as a title."""
    talk, new = work.talk, _plain(work.order.value)
    if not work.order.sure and talk.speakers and MAY_BE_NAME.fullmatch(new):
        raise UserError(
            f"「{escape_text(new)}」是讲师还是题目？什么也没有改。"
            f"换讲师发「{talk.speakers[0].name}换成{escape_text(new)}」，"
            f"换题目发「{talk.title}的题目改成 {escape_text(new)}」。"
        )
    return {"title": new}


def _retimed(work: _Work) -> dict[str, Any]:
    order, talk, who = work.order, work.talk, work.mention.words
    if order.act is Act.SHIFT:
        return talk_hours.shifted(talk, order.minutes, who)
    if order.act is Act.HOURS:
        return talk_hours.at_hours(talk, order.value, work.salon.start)
    if order.minutes:
        return talk_hours.lasting(talk, order.minutes, who, by=order.value == "by")
    return talk_hours.until(talk, order.value, who)


def _plain(words: str) -> str:
    """Raises UserError for what would link or mark up in everybody's agenda."""
    if not is_plain(words):
        raise UserError("题目、名字和单位里不能有链接、@所有人 和排版符号，请只写文字。")
    return words


_DOES: dict[Act, Callable[[_Work], dict[str, Any]]] = {
    Act.ABSENT: _without,
    Act.REMOVE: _without,
    Act.JOIN: _joined,
    Act.SPEAKER: _respoken,
    Act.NAME: _corrected,
    Act.ORG: _corrected,
    Act.TITLE: _retitled,
    Act.HOURS: _retimed,
    Act.LASTS: _retimed,
    Act.SHIFT: _retimed,
}
