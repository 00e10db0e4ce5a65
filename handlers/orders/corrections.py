"""What is said to a preview that is not right yet: 「还是12月7日吧」, 「多点，80」,
「地址也写上…」. It is of the draft that was just shown, whose place the next preview takes, or
of what was just confirmed.

A field is the one that is named, else the only one of the draft that such a value fits.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.events.editing.planned_words import planned_parts
from bot.events.editing.salon_fields import KEY_OF
from bot.events.editing.times import find_time, from_day, when_text
from bot.events.reading.turns import after_page
from bot.events.record.models import CANCELLED
from bot.events.replies import talk_line
from bot.events.words.regions import is_city
from bot.expressions import Expression
from bot.messages import Reply, Role
from handlers.salon_asked import all_ahead
from handlers.salons.changes import called_off, edited
from handlers.salons.edit_words import TALKS, Said, count_in, in_place, read_correction
from handlers.salons.moving import moved
from handlers.salons.previews import salon_lines
from handlers.salons.shifts import EXAMPLE, read_shift, shifted
from handlers.salons.talk_changes import added, carried_out
from handlers.salons.talk_orders import Act, TalkOrder
from handlers.salons.talk_targets import just_changed, salon_said
from handlers.salons.talk_words import asks, kind_of, minutes_in
from handlers.salons.targets import Target, target_ordered, told_target
from handlers.salons.words import may_be_time

router = Router("corrections")

_BRIEF = 60
_OF_THEM = Expression(r"[他她](?:是|来自|在)(?P<org>[^，,\s]{2,20}?)的?[。.!！]*")  # 他是己公司的
# 「场地没了」, to the preview that calls a salon off: why, and not what is to be there.
_WHY = Expression(
    r"(?!.*(?:取消|算了|不[对是要]|别|恢复|照常|[推改换期吗]))(?:因为|由于|原因是?|理由是?|[：:，,\s])*+"
    r"(?P<why>\S.{0,40}?(?:没|不|冲突|停[电水]|病|有事|太少|[台雨雪疫]|占|问题).{0,12}?)[。.!！]*"
    r"|(?:因为|由于|原因是?|理由是?)[：:，,\s]*(?P<said>\S.{0,50})"
)
_STAYS = Expression(
    r"(?:算了|等等|还是|先|[，,\s])*+(?:[不别]取消|照[常旧](?:举?办|举行)?)[了吧。.!！]*"
)
# 「再加一个某某科技」, of those who sponsor it.
_FURTHER = Expression(
    r"(?:再|还|也|要|[，,\s])+[加补添](?:上|进)?(?:一?[个家位])?[：:\s]*(?P<more>\S{2,20}?)[吧了。]*"
)
_TALK = Expression(r"(?:讲师|嘉宾|主讲).{1,20}?(?:题目|主题|议题|讲|分享)")
_IS = Expression(r"(?:应该)?(?:是|改[成到为])\s*")
_OF_TIME = frozenset({"date", "start", "end"})


def _is_there(target: Target, words: str) -> bool:
    """Whether the preview says it; of a day it may say another name."""
    there = (*salon_lines(target.salon), *map(talk_line, target.salon.talks))
    plain = "".join("".join(there).split())
    return words in plain or words.replace("号", "日") in plain or words[:1] in ("周", "星", "礼")


@router.dialogue(role=Role.ORGANIZER, longest=_BRIEF)
async def correct_what_was_shown(request: Request, services: Services) -> Reply | None:
    text = request.text.strip()
    if asks(text) or after_page(request.history):
        return None
    target = await told_target(request, services)
    if target is None:
        return None
    if target.salon.sponsors and "sponsor" in target.drafted and (m := _FURTHER.fullmatch(text)):
        more = "、".join((*target.salon.sponsors, m["more"]))
        return await edited(target, {"赞助": more}, request, services)
    off = target.drafted.get("status") == CANCELLED
    if off and target.draft and _STAYS.fullmatch(text):
        await services.drafts.cancel(target.draft)
        return Reply.text(f"好的，不取消了，草稿 {target.draft.code} 作废，什么也没有改。")
    if off and (why := _WHY.fullmatch(text)):
        return await called_off(target, why["why"] or why["said"], request, services)
    said = read_correction(text, partial(_is_there, target))
    if target.draft is None and not (said and said.firm):
        return None  # what is done may be followed by anything
    if said and said.firm:  # 不对，西安是40
        named, rest = salon_said(said.value, [target.salon, *all_ahead(services)])
        if named and (its := _IS.match(rest)):
            said = replace(said, value=rest[its.end() :])
            other = await target_ordered(named, request, services, EXAMPLE)
            if other and other.salon.id != target.salon.id:
                field = said.field or _field_for(said, target, services)
                return await _set(other, field, said.value, request, services) if field else None
    if said and (order := _of_talk(text, target, said, services)) is not None:
        return await carried_out(target, order, request, services)
    if said and (when := _by_how_much(said, target, services)) is not None:
        return await moved(target, when, request, services)
    if said and (field := said.field or _field_for(said, target, services)):
        return await _set(target, field, said.value, request, services)
    return await _told_more(target, text, request, services) if target.is_new else None


async def _told_more(
    target: Target, text: str, request: Request, services: Services
) -> Reply | None:
    """「下午1点半开始，在西溪园区8号楼」 of a salon that is not made yet."""
    if _TALK.search(text):
        return await added(target, TalkOrder(Act.ADD, value=text), request, services)
    now, zone = services.now(), services.zone
    found = find_time(text, now, zone) if may_be_time(text, services) else None
    day = "" if found and found.time.has_day else when_text(target.salon.held_on)
    said, unread = planned_parts(f"{day} {text}", now, zone)
    if unread or (said.get("时间") == day and len(said) < 2):
        return None
    return await edited(target, said, request, services)


def _of_talk(text: str, target: Target, said: Said, services: Services) -> TalkOrder | None:
    """Where the draft changes or adds one talk: its hours, or what the draft changed of it."""
    talk = just_changed(target, services)
    if talk is None or said.field not in ("", "时间"):
        return None
    if talk.speaker and (them := _OF_THEM.fullmatch(text)):
        return TalkOrder(Act.ORG, talk, value=them["org"])
    act = kind_of(said.value)
    if act is None and not said.field and said.firm:
        act = _aspect(target, services)
    if act is None:
        return None
    return TalkOrder(act, talk, value=said.value, minutes=minutes_in(said.value))


def _aspect(target: Target, services: Services) -> Act | None:
    """What is otherwise of the one talk that the draft changes."""
    before = services.salons.book.get(target.salon.id)
    old = before.talks if before else ()
    gone = [one for one in old if one not in target.salon.talks]
    fresh = [one for one in target.salon.talks if one not in old]
    if len(gone) != 1 or len(fresh) != 1:
        return None
    if gone[0].speakers != fresh[0].speakers:
        return Act.SPEAKER
    return Act.TITLE if gone[0].title != fresh[0].title else None


def _by_how_much(said: Said, target: Target, services: Services) -> str | None:
    """「不对，是推迟两周」: from when the salon was to be before the draft."""
    by = (
        read_shift(said.value)
        if said.firm and target.draft and target.drafted.keys() & _OF_TIME
        else None
    )
    if by is None or by["salon"] or by["of"]:
        return None
    return shifted(services.salons.book.get(target.salon.id) or target.salon, by)


def _field_for(said: Said, target: Target, services: Services) -> str:
    """Of those that the draft changes; of a new salon only what shows in the value, by itself or
    beside what stands there."""
    keys = target.drafted.keys()
    if keys & _OF_TIME and may_be_time(said.value, services):
        return "时间"
    if count_in(said.value):
        return "名额" if "capacity" in keys else ""
    if said.firm and (alike := _alike(said.value, target)):
        return alike
    fits = said.firm and not target.is_new
    named = [name for name, key in KEY_OF.items() if fits and key in keys and name != "议程"]
    if target.draft is None and named and named[0] in ("名额", "期号", "直播"):
        return ""  # words are none of these, and may speak of anything
    if len(named) != 1 or (named[0] != "标题" and TALKS.search(said.value)):
        return ""
    return named[0]


def _alike(value: str, target: Target) -> str:
    """Another city or floor, or what ends like a field of the draft: 大报告厅 for 小报告厅."""
    salon, keys = target.salon, target.drafted.keys()
    if is_city(value.removesuffix("市")) and "city" in keys:
        return "城市"
    ends = value[-2:] if len(value) > 2 and not TALKS.search(value) else "\0"
    for field, old in (("场地", salon.venue), ("地址", salon.address), ("标题", salon.title)):
        other = in_place(old, value) != value or old.endswith(ends)
        if KEY_OF[field] in keys and other and value not in old:
            return field
    return ""


async def _set(
    target: Target, field: str, value: str, request: Request, services: Services
) -> Reply | None:
    day = from_day(value, target.salon.held_on) if field == "报名截止" else value
    if field in ("时间", "报名截止") and not may_be_time(day, services):
        return None
    if field == "时间":
        return await moved(target, value, request, services)
    value = (field == "名额" and count_in(value)) or value
    return await edited(target, {field: value}, request, services)
