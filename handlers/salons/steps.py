"""What is said at a step of 新建活动 besides its answer: what stood there before put right, the
way back, a field of another step, and what is none of the new salon."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.chat.context import Request, Services
from bot.events import Salon
from bot.events.editing.planned_words import planned, planned_parts, when_pasted
from bot.events.editing.salon_fields import read_when, split_fields
from bot.events.editing.times import when_text
from bot.events.words.declining import declines
from bot.events.words.regions import is_city
from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression
from bot.markdown import escape_text
from handlers.announcements.wishes import wants_announcement
from handlers.draft_codes import SHOWN, gives_up
from handlers.evening.draw_offers import wants_draw
from handlers.questions.smalltalk import small_talk
from handlers.salon_asked import all_ahead, nearest
from handlers.salons.edit_words import (
    CALLED,
    FIELD_NAMES,
    TALKS,
    WRONG,
    count_in,
    field_set,
    in_place,
    read_correction,
)
from handlers.salons.moving import at_time
from handlers.salons.talk_changes import calls_off_speaker, changes_talk
from handlers.salons.talk_targets import salon_said
from handlers.salons.targets import CHANGED
from handlers.salons.words import may_be_time

_BRIEF, _LONG = 80, 600  # the longest that puts something right, and that adds to an agenda
STEPS = ("标题", "时间", "城市", "场地", "地址", "议程", "赞助", "直播", "名额")
_OF_WORDS = ("城市", "场地", "地址", "赞助")
# What a title or a talk may be called; any other answer is short, and asks nothing.
_FREE = ("标题", "议程")
_QUESTION = Expression(
    r"[?？]\s*$|吗\s*$|来着\s*$|(?:谁|多少人?|几个?人).{0,4}(?:报名|签到|候补)|(?:报名?了?|签到?了?).{0,4}(?:谁|几|多少)"
)
_WHO_ASKS = Expression(
    r"[?？]|吗\s*$|来着|怎么|如何|什么|要求|条件|流程|谁|多少|几[个人位场期点]|哪"
)
# 「西安那场限30人」: an order on what is called so already.
_ORDERS = Expression(
    rf"[改换变调][到成为]|限(?:额|制)?\s?{NUMERAL}|推迟|延[后期长]|提前|取消|不[办搞]|加[上个一]|去掉|删|恢复"
    r"|(?:停|关|开|截止|重新).{0,4}报名|报名.{0,4}(?:停|关|开|截止)"
)
_NAMES = f"{FIELD_NAMES}|议程"
_NAME = f"(?P<field>{_NAMES})"
BACK = ("上一步", "返回", "后退")
_AGAIN = r"(?:再|重新|重)*(?:改|换|写|填|调|说|来)(?:一下|下|一遍|过)?"
_RETURN = Expression(
    rf"(?:再|先|那|我[要想]?)*[回返退跳倒](?:回|到|去)*(?:第(?P<number>{NUMERAL})步|(?P<to>{_NAMES})(?:那[一里儿步]*)?)[吧了。]*"
    rf"|{WRONG}{{0,4}}(?P<field>{_NAMES})的?(?:那[一里儿步]*)?(?:我|刚才|好像|也|要|得|想|需要|[，,])*(?:{WRONG}{{1,4}}|{_AGAIN})[吧了。]*"
    rf"|(?:我?[想要得])?{_AGAIN}(?:那个)?(?P<anew>{_NAMES})[吧了。]*"
    r"|(?:我|要|想|这[一步个])*重新?[写填说来](?:一下|下|一遍|过)?[吧了。]*"
    rf"|(?P<bare>{_NAMES})[：:，,\s]*"
)
# 「标题里的上海改成杭州」, 「赞助商里把云图数据去掉」, 「议程少了一个，14:40 备份」
_INSIDE = Expression(
    rf"(?:把|将)?{_NAME}(?:里面?|中)?的?(?:把|将)?[「“]?(?P<old>[^」”]{{1,20}}?)[」”]?(?:[改换][成为][「“]?(?P<new>[^」”]{{1,30}}?)[」”]?|去掉|删[掉了]?|拿掉|不要)[吧了。]*"
)
_MORE = Expression(
    rf"{_NAME}(?:里面?|那里)?(?:也|还|再|又|要|得|[，,\s])*(?:少写?|漏写?|忘写?|没写|[加添补](?:上|进)?|还有)了?(?:一?[个家位项场]|一下)?[：:，,\s]*(?P<more>\S.*?)[吧了。]*",
    re.DOTALL,
)
_CLAUSES = Expression(r"[，,；;]")
_IS = Expression(rf"(?:那|就)*{_NAME}(?:就|也|定)*[是在叫为]+\s*(?P<value>\S.*)")
_SEVERAL = {"赞助": "、", "议程": "\n"}
_MENDS = Expression(rf"{_NAME}?[^?？]{{1,30}}[?？]\s{{0,4}}(?P<to>[改换][成到为]\S.*)")
_FIRMLY = Expression(r"错|不对|不是|[改换变][到成为]")
_REST = Expression(
    r"(?:后面|剩下|其[他余它]|别的|余下)的?(?:几?[步项])?(?:都|全部?|先|就|也|[，,\s])*(?P<no>\S.*)"
)
# 「现在填到哪了」, 「接着刚才的建」
_WHERE = Expression(
    r"(?:现在|目前|刚才|已经|我|都|到底)*(?:[填写建记说弄]|进行)(?:到|了|好|完|的)*(?:什么|啥|哪|多少|第几)(?:一?[里儿步项个些]|来着|[了吧呢啊?？])*"
    r"|到(?:哪|第几)一?步[了吧呢?？]*|看看?(?:填|写|记)了(?:什么|啥|哪些|多少)[了吧呢啊?？]*"
    r"|(?:还是|那|我|要|想|再|[，,\s])*(?:继续|接着)(?:刚才|上次|那[个场]|之?前|没建完)*的?(?:新?建|弄|填|来)?(?:活动|沙龙)?[吧了。]*"
)
_MAKES = Expression("[填建]|活动|沙龙")
WAIT = Expression(
    r"(?:先|我|让我|那)*(?:等[等会下]?儿?|等?一[下会]儿?|稍等(?:一下)?|想想|想一下|看看|问问|(?:先)?这样|回头再说|晚点再[说建弄])[再吧啊哈说]*"
)


def no_answer(
    field: str, text: str, values: Mapping[str, str], request: Request, services: Services
) -> bool:
    """What is asked in between, or orders something of what there is already."""
    asks = _QUESTION if field in _FREE else _WHO_ASKS
    if asks_step(text):
        return False
    if _of_another(text, request) or (field == "标题" and when_pasted(text)):
        return True
    mends = bool(values) and len(text) <= _BRIEF and _MENDS.fullmatch(text)
    if (asks.search(text) and not mends) or wants_draw(text):
        return True
    ahead = nearest(services)
    known = bool(ahead) and (changes_talk(text, ahead[0]) or calls_off_speaker(text, ahead[0]))
    if known or wants_announcement(text, services):
        return True
    if len(text) > _BRIEF:
        return False
    named, rest = salon_said(text, all_ahead(services))
    return bool(named and _ORDERS.search(rest)) and named not in "".join(values.values())


def not_taken(field: str, text: str, said: Mapping[str, str], services: Services) -> str:
    """What is to be told of 「收到」 and 「明天我去看看」, which are said among people and answer
    nothing unless the field is named; empty for what does."""
    if said != {field: text} or not _is_aside(field, text, services):
        return ""
    words = escape_text(text)
    return f"「{words}」没有记成{field}，真是的话发「{field}：{words}」"


def _is_aside(field: str, text: str, services: Services) -> bool:
    if field in _OF_WORDS and (TALKS.search(text) or count_in(_bare(text))):
        return True
    known = small_talk(text, services.now()) or services.router.named(text)  # 确认
    return field != "标题" and known is not None


def _of_another(text: str, request: Request) -> bool:
    """「不对，是40」, to what was just shown or done of another salon."""
    turn = request.history[-1] if request.history else None
    if turn is None or not turn.topic.keys() & {CHANGED, SHOWN} or len(text) > _BRIEF:
        return False
    right = read_correction(text, lambda _: True)
    return right is not None and _FIRMLY.search(right.how) is not None


def asks_step(text: str) -> bool:
    """Which step it is, or to go on with it, from who had given it up as well."""
    return len(text) <= _BRIEF and _WHERE.fullmatch(text) is not None


def takes_up(request: Request) -> bool:
    """「接着建」, of who gave it up; 继续 alone only at once, or it is of what came since."""
    text = request.text.strip()
    last = request.history[-1].question.strip("。.!！ ") if request.history else ""
    return asks_step(text) and bool(_MAKES.search(text) or gives_up(last))


def skips_rest(text: str) -> bool:
    """「后面的都跳过」"""
    rest = _REST.fullmatch(text)
    return rest is not None and declines(rest["no"])


def step_back(word: str, step: int, values: Mapping[str, str]) -> int | None:
    """The step before, or the one that is named, where what was said there is wrong; of a step
    that is not asked yet, the same again."""
    if word in BACK:
        return max(step - 1, 0)
    said = _RETURN.fullmatch(word) if len(word) <= _BRIEF else None
    if said is None:
        return None
    named = said["to"] or said["field"] or said["anew"] or said["bare"] or ""
    field = CALLED.get(named, "")
    at = STEPS.index(field) if field in STEPS else (number_in(said["number"] or "") or 0) - 1
    return at if 0 <= at <= step or field in values.keys() & set(STEPS) else step


def put_right(
    field: str, text: str, values: Mapping[str, str], services: Services
) -> dict[str, str] | None:
    """The fields as they are to be, of those that were given; None for what corrects none of
    them. An empty one is to be dropped. Raises UserError."""
    if len(text) > _LONG:
        return None
    if len(text) <= _BRIEF and (
        mends := _MENDS.fullmatch(text)
    ):  # 时间是不是写成两点了？改成一点半
        text = f"{mends['field'] or ''}{mends['to']}"
    for said in filter(None, (_MORE.fullmatch(text), _INSIDE.fullmatch(text))):
        known = CALLED[said["field"]]
        had, more = values.get(known, ""), said.groupdict().get("more")
        if had and more and known in _SEVERAL:
            return {known: f"{had}{_SEVERAL[known]}{more}"}
        if not more and said["old"] in had:
            return {known: _without(had, known, said["old"], said["new"])}
    if len(text) > _BRIEF:
        return None
    right = read_correction(text, lambda old: any(old in one for one in values.values()))
    if right is None or not right.how.strip():
        return None
    firm = _FIRMLY.search(right.how) is not None
    known = right.field or (_meant(right.value, values, services) if firm else "")
    clear = (known in values and firm) if field in _FREE else (known in values or firm)
    if not known or known == field or not clear:
        return None
    return {known: _value(known, right.value, values, services)}


def _without(whole: str, field: str, old: str, new: str | None) -> str:
    """With other words in the place of some; of several without the one that has them."""
    if new or field not in _SEVERAL:
        return whole.replace(old, new or "")
    parts = (one.strip() for one in re.split(r"[、，,;；\n]", whole))
    return _SEVERAL[field].join(one for one in parts if one and old not in one)


def _meant(value: str, values: Mapping[str, str], services: Services) -> str:
    """Which of the fields that were given such a value fits, of words the last."""
    if "时间" in values and may_be_time(value, services):
        return "时间"
    if "名额" in values and count_in(value):
        return "名额"
    if "城市" in values and is_city(value.removesuffix("市")):
        return "城市"
    last = [*values][-1] if values else ""
    fits = last in _OF_WORDS and not (count_in(value) or TALKS.search(value))
    return last if fits or last == "标题" else ""


def _value(field: str, value: str, values: Mapping[str, str], services: Services) -> str:
    if field != "时间" or "时间" not in values:
        return in_place(values.get(field, ""), count_in(value) if field == "名额" else value)
    parsed = read_when(values["时间"], services.now(), services.zone)
    salon = Salon("", "", parsed.day, start=parsed.clock, end=parsed.until)
    _, changes, _ = at_time(salon, value, services)
    start, end = (f"{one:%H:%M}" if one else "" for one in (parsed.clock, parsed.until))
    hours = filter(None, (changes.get("start", start), changes.get("end", end)))
    return f"{when_text(changes['date'])}{'–'.join(hours)}"


def told_at(
    field: str, text: str, values: Mapping[str, str], services: Services
) -> Mapping[str, str]:
    """What is said at a step: its answer, or fields by their names or by what they say, in
    whatever order."""
    if (fields := field_set(text)) is not None and not fields[0]:
        return split_fields(fields[1])
    if field == "标题":
        return planned(text, services.now(), services.zone) or {field: text}
    if declines(text):  # of another field: 「没有直播」, 「不限」
        other = next((one for one in STEPS if one in text), "名额" if "不限" in text else field)
        return {other: text}
    if field == "议程":
        return {field: text}
    if (count := count_in(text)) and (field == "名额" or (field != "时间" and text[:1].isdigit())):
        return {"名额": f"{count}人"}
    named = [_IS.fullmatch(one.strip()) for one in _CLAUSES.split(text)]
    if all(named):  # 「场地是展览馆，地址是科技路1号」
        return {CALLED[one["field"]]: one["value"] for one in named if one}
    if "时间" in values and field != "时间" and may_be_time(text, services):
        return {"时间": _value("时间", text, values, services)}
    found, unread = planned_parts(f"\n{text}", services.now(), services.zone)
    if field in ("时间", "名额"):
        return {field: text} if field in found or unread or not found else found
    several = field == "城市" or found.keys() - {"城市", "场地", "地址"}
    # 明天下午三点我去看场地 is no other time of the salon
    moves = "时间" in values.keys() & found.keys()
    if found and not unread and several and not (moves and TALKS.search(text)):
        return found
    plain = field in _OF_WORDS and not _is_aside(field, text, services)
    return {field: _bare(text) if plain else text}


def _bare(text: str) -> str:
    """「还是大象咖啡吧」 without what only says that it is another."""
    right = read_correction(text, lambda _: False) if len(text) <= _BRIEF else None
    said = right and right.firm and not right.field and text.startswith(right.how)
    return right.value if right and said else text
