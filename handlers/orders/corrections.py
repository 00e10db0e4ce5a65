"""What is said to a preview that is not right yet: 「还是12月7日吧」, 「多点，80」,
「地址也写上…」. It is of the draft that was just shown, whose place the next preview takes.

A field is the one that is named, else the only one of the draft that such a value fits.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.events.editing.planned_words import planned_parts
from bot.events.editing.salon_fields import FIELD_OF
from bot.events.editing.times import find_time, when_text
from bot.events.reading.turns import after_page
from bot.events.record.models import CANCELLED
from bot.events.replies import talk_line
from bot.events.words.wording import NUMERAL
from bot.expressions import Expression
from bot.markdown import escape_text
from bot.messages import Reply, Role
from handlers.salons.changes import edited
from handlers.salons.edit_words import NO_VALUE
from handlers.salons.moving import moved
from handlers.salons.previews import salon_lines
from handlers.salons.shifts import read_shift, shifted
from handlers.salons.talk_changes import added, carried_out
from handlers.salons.talk_orders import Act, TalkOrder
from handlers.salons.talk_targets import just_changed
from handlers.salons.talk_words import asks, kind_of, minutes_in
from handlers.salons.targets import Target, previewed, shown_target
from handlers.salons.words import may_be_time

router = Router("corrections")

_BRIEF = 60
_FIELDS = {**FIELD_OF, "截止日期": "报名截止", "截止": "报名截止", "名字": "标题"}
# Patterns.
_NAMES = "|".join(sorted(_FIELDS.keys() - {"议程", "提醒"}, key=len, reverse=True))
_WRONG = (
    r"(?:有?(?:[写打弄搞说发改选记]错了?)|不对|不是|错了|算了|等等|等下|啊|哦|呃|嗯|哎|那"
    r"|.{1,4}(?:对的|没错|没问题|不变)|[，,。！!\s])"
)
_TO = (
    r"(?:还是|应该?是|应该|也|就|再|得|要"
    r"|(?:改|换|写|变|调|挪|补|加|填|定|设|限|放|排)(?:到|成|为|在|上|回)?|是|用|叫|为|[：:，,\s])"
)
_CORRECTS = Expression(
    rf"(?P<wrong>{_WRONG}*)(?P<field>{_NAMES})?的?(?P<too>{_WRONG}*)(?P<to>{_TO}*)\s*"
    r"[《「“\"]?(?P<value>\S.*?)[》」”\"]?(?:吧|了|好了|就行|啦|哈|[。.!！~\s])*"
)
# With one of these something else is wanted; 换个话题 has none.
_FIRM = Expression(r"错|不对|不是|还是|应该|[改换写变调][到成为]")
# 「周六改成周日」, 「不是6号，是13号」: what was, and what is to be.
_FROM_TO = Expression(
    r"(?P<old>\S{1,12}?)(?:改成|换成|改为|改到|应该是|[，,\s]+(?:而|应该)?是)(?P<value>\S.*)"
)
# 「他是己公司的」
_OF_THEM = Expression(r"(?:他|她)(?:是|来自|在)(?P<org>[^，,\s]{2,20}?)的?[。.!！]*")
_COMPARED = Expression(r"(?:[多少早晚高低][点些]|太.{1,2}了?|不够)[，,。\s]*(?P<value>\S.*)")
_NUMBER = Expression(rf"(?P<count>{NUMERAL})\s*[个人位名]?(?:名额|座位?)?")
# 「场地没了」, to the preview that calls a salon off: why, and not what is to be there.
_WHY = Expression(
    r"(?!.*(?:取消|算了|不[对是要]|别|恢复|照常|[推改换期吗]))(?:因为|由于|原因是?|理由是?|[：:，,\s])*+"
    r"(?P<why>\S.{0,40}?(?:没|不|冲突|停[电水]|病|有事|太少|[台雨雪疫]|占|问题).{0,12}?)[。.!！]*"
    r"|(?:因为|由于|原因是?|理由是?)[：:，,\s]*(?P<said>\S.{0,50})"
)
_STAYS = Expression(
    r"(?:算了|等等|还是|先|[，,\s])*+(?:[不别]取消|照[常旧](?:举?办|举行)?)[了吧。.!！]*"
)
_TALK = Expression(r"(?:讲师|嘉宾|主讲).{1,20}?(?:题目|主题|议题|讲|分享)")
_OF_TIME = frozenset({"date", "start", "end"})
_KEYS = {
    "title": "标题",
    "city": "城市",
    "venue": "场地",
    "address": "地址",
    "sponsor": "赞助",
    "live_url": "直播",
    "number": "期号",
    "capacity": "名额",
    "signup_until": "报名截止",
}


@dataclass(frozen=True, slots=True)
class _Said:
    """``firm``: its words say that something else is wanted."""

    field: str
    value: str
    firm: bool


def _read(text: str, target: Target) -> _Said | None:
    said = _CORRECTS.fullmatch(text)
    if said is None or NO_VALUE.match(said["value"]):
        return None
    field, value = _FIELDS.get(said["field"] or "", ""), said["value"]
    inner = None if field else _FROM_TO.fullmatch(value)
    if inner and not _is_there(inner["old"], target):
        return None
    inner = inner or (None if field else _COMPARED.fullmatch(value))
    if inner:
        return _Said("", inner["value"], firm=True)
    firm = _FIRM.search(f"{said['wrong']}{said['too']}{said['to']}") is not None
    return _Said(field, value, firm)


def _is_there(words: str, target: Target) -> bool:
    """Whether the preview says it; of a day it may say another name."""
    there = (*salon_lines(target.salon), *map(talk_line, target.salon.talks))
    plain = "".join("".join(there).split())
    return words in plain or words.replace("号", "日") in plain or words[:1] in ("周", "星", "礼")


@router.dialogue(role=Role.ORGANIZER, longest=_BRIEF)
async def correct_what_was_shown(request: Request, services: Services) -> Reply | None:
    text = request.text.strip()
    if asks(text) or after_page(request.history):
        return None
    target = await shown_target(request, services)
    if target is None:
        return None
    off = target.drafted.get("status") == CANCELLED
    if off and target.draft and _STAYS.fullmatch(text):
        await services.drafts.cancel(target.draft)
        return Reply.text(f"好的，不取消了，草稿 {target.draft.code} 作废，什么也没有改。")
    if off and (why := _WHY.fullmatch(text)):
        reason = (why["why"] or why["said"])[:60]
        changed, what = {"cancel_reason": reason}, f"取消（{reason}）"
        heading = f"取消活动预览（{escape_text(reason)}）"
        return await previewed(heading, target, changed, request, services, what=what)
    said = _read(text, target)
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


def _of_talk(text: str, target: Target, said: _Said, services: Services) -> TalkOrder | None:
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


def _by_how_much(said: _Said, target: Target, services: Services) -> str | None:
    """「不对，是推迟两周」: from when the salon was to be before the draft."""
    by = read_shift(said.value) if said.firm and target.drafted.keys() & _OF_TIME else None
    if by is None or by["salon"]:
        return None
    return shifted(services.salons.book.get(target.salon.id) or target.salon, by)


def _field_for(said: _Said, target: Target, services: Services) -> str:
    """Of those that the draft changes; of a new salon only what shows in the value."""
    keys = target.drafted.keys()
    if keys & _OF_TIME and may_be_time(said.value, services):
        return "时间"
    if _NUMBER.fullmatch(said.value):
        return "名额" if "capacity" in keys else ""
    fits = said.firm and not target.is_new
    named = [name for key, name in _KEYS.items() if fits and key in keys]
    return named[0] if len(named) == 1 else ""


async def _set(
    target: Target, field: str, value: str, request: Request, services: Services
) -> Reply | None:
    if field in ("时间", "报名截止") and not may_be_time(value, services):
        return None
    if field == "时间":
        return await moved(target, value, request, services)
    if field == "名额" and (number := _NUMBER.fullmatch(value)):
        value = number["count"]
    return await edited(target, {field: value}, request, services)
