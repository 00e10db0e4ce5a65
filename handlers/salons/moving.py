"""改期: organizers move a salon to another time, by the command or in their own words.

Whoever says only that a salon is to be moved is asked for the time, and the next message
is taken for it. Nothing is saved before its 确认.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

from bot.chat.context import Request, Services
from bot.chat.dialogues import Dialogue
from bot.chat.router import Router
from bot.clock import to_utc
from bot.errors import UserError
from bot.events import Salon
from bot.events.editing.salon_fields import read_when, when_changes
from bot.events.editing.times import ParsedTime, find_time, parse_time, when_text
from bot.events.record.agenda_lines import minutes_between, shifted_talks
from bot.events.record.hours import zone_of
from bot.events.replies import headline
from bot.events.words.clock_words import read_clock
from bot.expressions import Expression
from bot.messages import Reply, Role
from handlers.draft_codes import gives_up
from handlers.salon_choice import (
    chosen_salon,
    gives_order,
    handle_of,
    number_joined,
    salon_and_rest,
)
from handlers.salons.shifts import EXAMPLE, read_shift, shifted
from handlers.salons.talk_hours import hours_in
from handlers.salons.targets import Target, previewed, rows_of, target_ordered, told_target
from handlers.salons.words import (
    AFTER,
    BEFORE,
    HOURS,
    LONGEST_ORDER,
    MATTER,
    SALON,
    SMALL,
    may_be_time,
    nearest_day,
)

router = Router("moving")

_NOON, _EVENING = time(12), time(17)
_BARE_HOURS = Expression(rf"\s*(?P<hours>{HOURS})(?:开始|开场)?\s*")
_TOPIC = "salon.move"
_INTO = Expression(r"^(?:改到|改成|改为|改期到|到|至|为)\s*")

# How people say it: around a salon and a new time stand only one of these verbs and small words.
_TO = Expression(
    r"(?:改期|推迟|延期|延后|提前|顺延)(?:到|至|为|成)?|(?:改|推|延|提|挪|移|换|调整?|变更?)(?:到|至|成|为|在)"
    r"|[改换挪](?=\s*(?:[今明后下]|周|星期|礼拜|\d{1,2}[月号.点]))"
)
_SUBJECT = Expression(rf"{BEFORE}{SALON}{MATTER}")
# 「推迟西安那场到12月12日」: the verb stands first.
_VERB_FIRST = Expression(
    rf"{BEFORE}(?:改期|推迟|延期|延后|提前|[挪移]|(?i:delay|postpone|reschedule|move)\s)\s*(?P<salon>\S.{{0,16}}?)\s*(?:[到至]|(?i:to)\s)"
)
_WHEN = Expression(
    rf"[，,\s]*(?P<when>.*?)(?:[的，,\s]*(?:同一个?时间|时间不变|时间照旧|老时间|原来?的?时间))?{AFTER}"
)
# 「场地有冲突，改周日」: what stands before the last comma is only why.
_WHY = Expression(r"[^?？]{2,24}[，,。；;]\s*(?=[^，,。；;]+$)")
# 「结束时间延到六点」: the beginning stays.
_ENDS = Expression(
    rf"{BEFORE}{SALON}{SMALL}(?:结束|散场|收尾)(?:的?时间)?(?:也|就|要|[改延拖推提调换定]|推迟|延长|提前|延后|改成)*(?:到|至|成|为|在)"
    rf"\s*(?P<when>.{{1,12}}?)(?:结束)?{AFTER}"
)
_WISH = Expression(
    r"改期|推迟|延期|延后|提前|(?:改|换|调整?|变更?)(?:一?个|一下)?(?:活动|沙龙)?的?(?:举办)?(?:时间|日期|日子)"
    r"|(?:时间|日期|日子)(?:要|得|想|需要|可以|能)?(?:改|换|调|变|有变)"
)
# 「推到下周」: a wish as well, and no time yet.
_SOMETIME = Expression(
    rf"(?:{_TO.pattern})\s*(?:(?:下下?个?|这个?|本)(?:周|星期|礼拜|月)|年[前后底]|春节[前后]?|[之以]后|晚[些点]){AFTER}$"
)
_ANSWER = Expression(rf"(?:那?就|我?[要想])?(?:{_TO.pattern}|到|在)?(?P<when>.*?){AFTER}")


@router.command(
    "改期",
    aliases=("改时间", "改活动时间"),
    role=Role.ORGANIZER,
    help="改一场活动的时间，提醒跟着走",
    usage="改期 哪一期 新的时间",
    takes=gives_order,
)
async def move_salon(request: Request, services: Services) -> Reply:
    salon, words = _salon_and_time(request.arguments, services)
    if not words:
        raise UserError(f"请写上新的时间，比如：{EXAMPLE}")
    return await moved(Target(salon), _INTO.sub("", words), request, services)


@router.dialogue(role=Role.ORGANIZER, longest=LONGEST_ORDER)
async def move_as_people_say(request: Request, services: Services) -> Reply | None:
    """「把第16期改到12月20日」, 「推迟一周」, 「换个时间」 from an organizer; None for whatever
    has anything else in it."""
    text = request.text.strip()
    if match := read_shift(text):
        target = await target_ordered(match["salon"] or match["of"], request, services, EXAMPLE)
        if target is not None:
            return await moved(target, shifted(target.salon, match), request, services)
    if match := _ENDS.fullmatch(text):
        target = await target_ordered(match["salon"], request, services, EXAMPLE)
        return await _ending(target, match["when"], request, services) if target else None
    if not _TO.match(text) and (why := _WHY.match(text)) and _TO.match(text, why.end()):
        text = text[why.end() :]
    if (said := moves(text, services)) is not None:
        told = None if said[0] else await told_target(request, services)
        if told and told.drafted.keys() == {"signup_until"}:
            return None  # it corrects the deadline
        target = await target_ordered(said[0], request, services, EXAMPLE)
        return await moved(target, said[1], request, services) if target else None
    text = _SOMETIME.sub("改期", text)
    subject = _SUBJECT.fullmatch(re.sub(rf"{AFTER}$", "", text)) if _WISH.search(text) else None
    if subject is None:
        return None
    target = await target_ordered(subject["salon"], request, services, EXAMPLE)
    if target is None or target.is_new or target.salon.held_on < services.today():
        return None
    return await _ask_when(target.salon, request, services)


def moves(text: str, services: Services) -> tuple[str, str] | None:
    """The words for a salon, and those for its new time."""
    if first := _VERB_FIRST.match(text):
        text = f"{first['salon']}改到{text[first.end() :]}"
    for verb in reversed(list(_TO.finditer(text))):
        subject = _SUBJECT.fullmatch(text[: verb.start()])
        when = _WHEN.fullmatch(text[verb.end() :])
        if subject and when and when["when"] and may_be_time(when["when"], services):
            return subject["salon"], when["when"]
    return None


@router.continues(_TOPIC, longest=LONGEST_ORDER)
async def take_time(request: Request, services: Services, dialogue: Dialogue) -> Reply | None:
    """The new time, from whoever was asked for it."""
    text = request.text.strip()
    if gives_up(text):
        await services.dialogues.end(request.message)
        return Reply.text("好的，不改了。")
    salon = services.salons.book.get(str(dialogue.state["id"]))
    by, when = read_shift(text), _ANSWER.fullmatch(text)
    if salon is None:
        return None
    if by and not (by["salon"] or by["of"]):
        words = shifted(salon, by)
    elif when and parse_time(when["when"], services.now(), services.zone):
        words = when["when"]
    else:
        return None
    reply = await moved(Target(salon), words, request, services)
    await services.dialogues.end(request.message)
    return reply


async def _ask_when(salon: Salon, request: Request, services: Services) -> Reply:
    dialogue = Dialogue(_TOPIC, {"id": salon.id}, request.source)
    await services.dialogues.save(request.message, dialogue, services.now())
    here = "（在群里记得 @我）" if request.message.is_group else ""
    return Reply(
        markdown=f"要把 **{headline(salon)}** 改到什么时候？把新的时间发给我就行{here}，"
        "比如「12月20日 14:00」「推迟一周」；不改了就说「算了」。\n\n"
        "改别的一场，发「改期 哪一期 新的时间」。",
        title="改到什么时候",
        follow_ups=("推迟一周", "算了"),
    )


def _salon_and_time(arguments: str, services: Services) -> tuple[Salon, str]:
    """The salon and the rest of a command; where it begins with the time, the next salon is
    meant, which the preview shows."""
    first = number_joined(arguments).split(maxsplit=1)[0]
    now, zone = services.now(), services.zone
    found = None if services.salons.book.find(first) else find_time(arguments, now, zone)
    if found is not None and found.start == 0:
        return chosen_salon("", services, EXAMPLE), arguments.strip()
    return salon_and_rest(arguments, services, EXAMPLE)


async def moved(target: Target, words: str, request: Request, services: Services) -> Reply:
    """The preview of the salon at the time that the words mean. Raises UserError."""
    salon = target.salon
    if salon.held_on < services.now().astimezone(zone_of(salon, services.zone)).date():
        raise UserError(f"{headline(salon)} 已经办过了，不能改期。")
    parsed, changes, near = at_time(salon, words, services)
    notes = list(filter(None, (parsed.note, near)))
    notes += await _shift_agenda(target, parsed, changes, services)
    if salon.is_cancelled:
        changes |= {"status": "planned", "cancel_reason": None}
        notes.append("这一场取消过，确认以后恢复举行")
    before = when_text(salon.held_on, salon.start, salon.end)
    what = f"改期（原来 {before}）"
    return await previewed("改期预览", target, changes, request, services, notes, what=what)


def at_time(
    salon: Salon, words: str, services: Services
) -> tuple[ParsedTime, dict[str, Any], str]:
    """The time that the words mean of a salon that has one, the keys that are otherwise, and
    what is to be said of how its day was found. Raises UserError."""
    zone = zone_of(salon, services.zone)
    today = services.now().astimezone(zone).date()
    words, near = nearest_day(_in_the_evening(words, salon), salon.held_on, today)
    parsed = read_when(words, services.now(), zone)
    if not parsed.has_day and salon.held_on > today:  # of its day, whatever time it is now
        parsed = read_when(words, datetime.combine(salon.held_on, time.min, zone), zone)
    return parsed, _changes(salon, parsed, services), near


def _in_the_evening(words: str, salon: Salon) -> str:
    """「七点半到九点半」 of what is held in the evening."""
    said = _BARE_HOURS.fullmatch(words)
    if salon.start is None or salon.start < _EVENING or said is None:
        return words
    begins, lasts = hours_in(said["hours"], _NOON)
    end = datetime.combine(salon.held_on, begins) + timedelta(minutes=lasts or 0)
    return f"{begins:%H:%M}-{end:%H:%M}" if lasts else f"{begins:%H:%M}"


async def _ending(
    target: Target, words: str, request: Request, services: Services
) -> Reply | None:
    """The preview of the salon with another end. Raises UserError."""
    salon = target.salon
    if salon.start is None:
        raise UserError(f"{headline(salon)} 还没有定几点，请写新的时间，比如：{EXAMPLE}")
    clock = read_clock(words.replace("：", ":"), 0)
    if clock is None or not clock.minutes or clock.end != len(words):
        return None
    until = clock.on_wall(salon.start)
    return await moved(target, f"{salon.start:%H:%M}-{until:%H:%M}", request, services)


async def _shift_agenda(
    target: Target, parsed: ParsedTime, changes: dict[str, Any], services: Services
) -> list[str]:
    """Move the hours of the talks with a new start, and say so."""
    salon = target.salon
    minutes = minutes_between(salon.start, parsed.clock) if salon.start and parsed.clock else 0
    hours = [talk.start for talk in salon.talks if talk.start]
    if not minutes or not hours:
        return []
    # Of an agenda that has not followed an earlier move nobody knows where it belongs.
    follows = salon.start is not None and min(hours) >= salon.start
    shifted = shifted_talks(await rows_of(target, services), minutes) if follows else []
    if not shifted:
        return [f"议程的时间没有变，要改请发「改活动 {handle_of(salon, services)} 议程：…」"]
    changes["talks"] = shifted
    return [f"议程整体{'推后' if minutes > 0 else '提前'} {abs(minutes)} 分钟"]


def _changes(salon: Salon, parsed: ParsedTime, services: Services) -> dict[str, Any]:
    """The keys of the new time: the day stays when none was said, the hours likewise, and
    with a new start alone the salon lasts as long as before. What has begun may end at another
    time."""
    changes = when_changes(parsed)
    if not parsed.has_day:
        changes["date"] = salon.held_on
        assert parsed.clock
        begins = to_utc(salon.held_on, parsed.clock, zone_of(salon, services.zone))
        if begins <= services.now() and parsed.clock != salon.start:
            raise UserError(
                f"{when_text(salon.held_on, parsed.clock)} 已经过去了，请写将来的时间。"
            )
    if parsed.clock and not parsed.until and salon.start and salon.end:
        lasts = timedelta(minutes=minutes_between(salon.start, salon.end))
        start = datetime.combine(salon.held_on, parsed.clock)
        end = start + max(lasts, timedelta(0))
        changes["end"] = f"{end:%H:%M}" if end.date() == start.date() and lasts else None
    now = {"date": salon.held_on, "start": salon.start, "end": salon.end}
    if all(_same(now[key], value) for key, value in changes.items()):
        raise UserError(f"{headline(salon)} 本来就是这个时间，不用改。")
    return changes


def _same(old: object, new: object) -> bool:
    return f"{old:%H:%M}" == new if isinstance(new, str) and old else old == new
