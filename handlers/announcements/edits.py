"""What is said to the preview of an announcement, and what the announcement is after it: another
time, other groups, @所有人, another link, and words put in, out, or in the place of others.

Nothing is taken for a change of the text whose words do not stand in it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from zoneinfo import ZoneInfo

from bot.announcements import Announcement
from bot.clock import to_utc
from bot.errors import UserError
from bot.events.editing.times import ParsedTime, find_time, when_text
from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression
from bot.settings import Group
from handlers.announcements.words import recurrence_of, spoken_groups

_ALIKE = 0.6
# Patterns. What may stand around a change; its own words begin and end it.
_BEFORE = Expression(
    r"(?:请|麻烦|帮我|那就|那|嗯|哦|对了|等等|等一?下|还是|不对|算了|我想|这[条个]|(?:这[条个])?(?:公告|通知)(?:里面?|的)?(?!前|后|开|末)|[，,。\s])+"
)
_AFTER = Expression(r"(?:[吧啊哦呀哈]|一下|就行|就好|就可以|即可|就够|[了。.!！~～\s])+$")
_EVERYONE = r"(?:[@＠]|艾特|圈|(?i:at))\s*(?:一?下)?(?:所有人|全体成员|全员|全体|大家|all)"
_OFF = r"(?:不要|不用|不|别|去掉|去除|取消|删掉|删除|删|拿掉|撤掉|免)"
_URL = r"(?P<url>https?://\S+)"
_QUOTES = "“”\"「」『』‘’'"
_CALLS = Expression(
    rf"(?:在|前面|最前面|开头|再|也|要|都|还|并且?|加|上|带|改成|一?个|的|[，,\s])*{_EVERYONE}"
)
_CALLS_NOT = Expression(
    rf"(?:把)?{_OFF}(?:再|了|要)*{_EVERYONE}(?:的)?|(?:把)?{_EVERYONE}(?:就|也|给)*{_OFF}"
)
_AT_ONCE = Expression(
    rf"(?:{_OFF}定时了?[，,\s]*)(?:(?:就|直接|现在|马上|立刻|立即)*发?(?:出去|布|送)?)|(?:还是|就|改成|[，,\s])*(?:直接|现在|马上|立刻|立即)(?:就|给我)*发(?:出去|布|送)?"
)
_WHEN = Expression(
    r"(?P<time>(?:发送|发布|发)?的?时间)?(?:就|还是|再|也|[，,\s])*(?P<moves>(?:改|换|调|定|推迟|延|延后|提前|挪|放|等|安排|推)?(?:到|成|为|在|至)?)\s*"
    r"(?P<when>\S.{1,20}?)(?P<sends>(?:的时候|再|才|准时|就|给我)*发(?:出去|布|送)?)?"
)
_SHIFTED = Expression(
    rf"(?:发送|发布|发)?的?(?:时间)?(?:再)?(?P<way>推迟|延后|往后(?:推|延|挪)?|晚|提前|早|往前(?:推|挪)?)(?P<count>{NUMERAL}|半)个?(?P<unit>天|小时|钟头|分钟)(?:再?发)?"
)
_SOFT_TO = r"(?:[给在往到]|发[到给往在]?)*"
_ONLY = Expression(
    rf"(?:(?:改成|还是|就|只|单独|仅|单)+{_SOFT_TO}|(?:都|还是)*发[到给往在]?)(?P<whom>.*?群)(?:里面?|一个群)?|(?P<other>.*?群)都(?:要)?发"
)
_WRONG_GROUP = Expression(
    rf"(?:群?(?:[选发弄写搞]?错)了?(?:群了?)?|群不对|(?:把)?群)[，,\s]*(?:应该?|要)?(?:是|改成|换成|改到|改为|换到)?{_SOFT_TO}(?P<whom>.*?群)|(?:改成|换成|改到|换到|改为){_SOFT_TO}(?P<other>.*?群)"
)
_ALSO = Expression(
    rf"(?:也|还|再|另外|加上?|同时|顺便|要)+{_SOFT_TO}(?P<whom>.*?群)(?:也)?(?:发)?(?:一[份下遍])?|(?P<other>.*?群)也(?:要)?发(?:一[份下遍])?"
)
_NOT_TO = Expression(
    rf"{_OFF}{_SOFT_TO}(?P<whom>.*?群)|(?P<other>.*?群)(?:那边|里|就|先)*(?:不用|不要|别|不)(?:再)?发"
)
_NO_LINK = Expression(
    rf"(?:把|将)?{_OFF}(?:掉)?(?:那个|里面?|后面|的)*链接|(?:把|将)?(?:那个|里面?|后面|的)*链接(?:就|都|也|给)*{_OFF}"
)
_LINK = Expression(
    rf"(?:把|将)?(?:(?:换|改|更新)(?:一?[个下]|成)*)?(?:那个|里面?|的|新的?)*链接(?:地址)?(?:贴|发|写|弄)?(?:错了?|不对)?(?:[换改]|更[新换]|应该?|[，,\s])*(?:一?[个下]|成|为|到|是|用)*[：:，,\s]*{_URL}(?:\s*(?:才|是)?对的?)?"
)
_REPLACE = Expression(
    r"(?:把|将)?(?:里面?的?|里的)?(?P<old>\S.*?)(?:都|全|全部|要|应该|给)*(?:改|换|写|替换|更正|变|纠正)(?:一下)?(?:成|为|做|到|回)\s*[：:]?(?P<new>\S.*)",
    16,
)
_NOT_BUT = Expression(
    r"不是(?P<old>[^，,。]+?)[，,\s]*(?:应该?|而)?是(?P<new>\S.*)|(?:应该?)?是(?P<new2>[^，,。]+?)[，,\s]*(?:而)?不是(?P<old2>\S.*)"
)
_PLACE = Expression(
    rf"(?:把|将)?(?=.*?{_OFF})(?:{_OFF}掉?)?(?P<place>最后|末尾|第一|开头)(?:那|的)?一?[句行段]话?(?:都|也|就|给)*(?:{_OFF}掉?)?"
)
_DELETE = Expression(
    rf"(?:把|将)?(?P<old>\S.*?)(?:这|那)?(?:一?[句段行])?话?(?:都|也|就|给)*(?:去掉|去除|删掉|删了|删除|删|不要|拿掉)|{_OFF}掉?(?:写|提)?(?P<what>\S.*?)(?:[这那]一?[句段行]话?)?"
)
_ADD = r"(?:加|补|添|写|附|注明|说明)(?:上|充|加)?"
_A_LINE = r"(?:一?[句行段条]话?|：|:)"
_IN_FRONT = Expression(
    rf"(?:在)?(?:公告|正文|最)?(?:的)?(?:开头|前面|前边|上面|第一行|首[句行]|句首)(?:再|先)*{_ADD}(?:{_A_LINE})*[，,：:\s]*(?P<new>\S.*)",
    16,
)
_BEHIND = Expression(
    rf"(?:再|还|也|先)*(?:(?P<where>(?:在|公告|正文|最|的)*(?:后面?|末尾|结尾|下面|里面?))(?:再|还|也)*)?{_ADD}(?P<line>(?:{_A_LINE})*)(?:一?[个下]|说)?[，,：:\s]*(?P<new>\S.*)",
    16,
)
_ANEW = Expression(
    r"(?:重新?写|重来|全部?(?:重写|改成|换成)|(?:全部?|整[个条段]|公告)?(?:的)?(?:内容|正文|全文|文字)(?:都|全|就)*(?:改成|换成|改为|写成|是|用)|(?:整[个条段篇]|全部?|都)?(?:改成|换成)(?:下面|这)[这的]?[段条样个]?)[：:，,\s]*(?P<new>\S.*)",
    16,
)
_SHOULD_BE = Expression(
    r"(?:\S{0,6}?(?:[写打说发弄搞]?错(?:字)?了?|不对|有误)|不是)[，,。\s]*(?:应该?|要)?(?:是|改成|写成|改为)?[：:]?\s*(?P<new>\S.*)",
    16,
)
_TITLE = Expression("(?:把)?标题.*|换一?个标题")
# Names of fields of a salon: 场地改成三楼 speaks of the salon, whatever the text says of 场地.
_FIELDS = Expression(
    "(?:活动|沙龙|报名|发送|发布)?的?(?:时间|场地|地[点址]|标题|链接|内容|主题|名额|人数|日期|城市|议程|题目|讲师|截止|群|公告|通知)"
)
# What stands for the same thing: the only one of its kind in the text is the one that was wrong.
_KINDS = (
    Expression(r"(?:[本这下]?(?:周|星期|礼拜)[一二三四五六日天末])"),
    Expression(r"\d{1,2}月\d{1,2}[日号]"),
    Expression(
        r"(?:早上|上午|中午|下午|晚上|傍晚|早|晚)?(?:\d{1,2}:\d{2}|[\d一二三四五六七八九十两]{1,3}点(?:半|一刻|三刻|[\d一二三四五六七八九十]{1,3}分?)?)"
    ),
    Expression(r"https?://\S+"),
    Expression(r"\d+\s*[元块人名位楼层室号个份]"),
)
_CLAUSE = Expression(r"[^，,。；;！!\n]+")
_LOOSE = Expression(
    r"[，,、；;](?=\s*https?://)|[，,、；;]\s*(?=[，,、；;。！!]|$)|(?<=\n)[，,、；;。\s]+|^[，,、；;。\s]+"
)
_LABEL = Expression(r"[【\[].{1,12}[】\]]")
_BETWEEN = Expression(r"[，,。；;]\s*(?:再|然后|还有|另外|并且?)?")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where announcements are written: their groups, and what time it is there."""

    groups: Sequence[Group]
    now: datetime
    zone: ZoneInfo


def edited(said: str, old: Announcement, desk: Desk) -> Announcement | None:
    """The announcement as ``said`` wants it; None where it says nothing of it. Several wishes
    may stand side by side. Raises UserError for what cannot be."""
    said = _AFTER.sub("", said.strip())
    for words in dict.fromkeys((said, _unbegun(said))):
        for edit in _EDITS:
            if words and (new := edit(words, old, desk)) is not None:
                return new
    for comma in _BETWEEN.finditer(said):
        first = edited(said[: comma.start()], old, desk) if comma.start() else None
        rest = said[comma.end() :]
        if first is not None and (both := edited(rest, first, desk)) is not None:
            return both
    return None


def _unbegun(said: str) -> str:
    before = _BEFORE.match(said)
    return said[before.end() :] if before else said


def _called(said: str, old: Announcement, desk: Desk) -> Announcement | None:
    if _CALLS_NOT.fullmatch(said):
        return dataclasses.replace(old, everyone=False)
    return dataclasses.replace(old, everyone=True) if _CALLS.fullmatch(said) else None


def _addressed(said: str, old: Announcement, desk: Desk) -> Announcement | None:
    """To other groups: only there, there as well, not there."""
    known = tuple(group.conversation_id for group in desk.groups)
    has = old.groups or known
    for pattern in (_NOT_TO, _ONLY, _ALSO, _WRONG_GROUP):
        match = pattern.fullmatch(said)
        whom = match and (match["whom"] or match.groupdict().get("other"))
        if not match or not whom or (chosen := spoken_groups(whom, desk.groups)) is None:
            continue
        if pattern is _NOT_TO:
            chosen = tuple(one for one in has if one not in chosen)
            if not chosen:
                raise UserError("这样就没有群可发了。不发了请说「算了」。")
        elif pattern is _ALSO:
            chosen = tuple(one for one in known if one in (*has, *chosen))
        return dataclasses.replace(
            old, groups=() if chosen == known and not old.groups else chosen
        )
    return None


def _timed(said: str, old: Announcement, desk: Desk) -> Announcement | None:
    """At another time. What names no sending speaks of it only where it has a time already."""
    if old.at is not None and _AT_ONCE.fullmatch(said):
        return dataclasses.replace(old, at=None, recurrence=None)
    if old.at is not None and not old.recurrence and (by := _SHIFTED.fullmatch(said)):
        return dataclasses.replace(old, at=_future(old.at + _shift(by), desk))
    match = _WHEN.fullmatch(said)
    if match is None or not (match["sends"] or (old.at and (match["time"] or match["moves"]))):
        return None
    found = find_time(match["when"], desk.now, desk.zone)
    if found is None or found.start or found.end < len(match["when"].rstrip()):
        return None
    return _at(found.time, match["when"], old, desk)


def _at(time: ParsedTime, words: str, old: Announcement, desk: Desk) -> Announcement:
    before = old.at.astimezone(desk.zone) if old.at and not old.recurrence else None
    clock = time.clock or (before.time() if before else None)
    part_only = time.clock is None and time.has_day and time.understood != when_text(time.day)
    if clock is None or part_only:
        raise UserError(f"{words}几点发？连钟点一起说，比如「{words}9点发」。")
    day = time.day if time.has_day or before is None else before.date()
    at = _future(to_utc(day, clock, desk.zone), desk)
    return dataclasses.replace(old, at=at, recurrence=recurrence_of(time))


def _future(moment: datetime, desk: Desk) -> datetime:
    if moment <= desk.now:
        local = moment.astimezone(desk.zone)
        raise UserError(f"{local:%m-%d %H:%M} 已经过去了，请说一个还没到的时间。")
    return moment


def _shift(by: re.Match[str]) -> timedelta:
    units = {"天": timedelta(days=1), "分钟": timedelta(minutes=1)}
    unit = units.get(by["unit"], timedelta(hours=1))
    count = 0.5 if by["count"] == "半" else number_in(by["count"]) or 0
    return unit * count * (-1 if by["way"][0] in "提早" or "前" in by["way"] else 1)


def _linked(said: str, old: Announcement, desk: Desk) -> Announcement | None:
    links = old.links
    if _NO_LINK.fullmatch(said):
        text = old.text
        for link in links:
            text = text.replace(link, "")
        return _with_text(old, text) if links else None
    match = _LINK.fullmatch(said)
    if match is None or len(links) > 1:
        return None
    url = match["url"]
    return _with_text(old, old.text.replace(links[0], url) if links else f"{old.text}\n{url}")


def _reworded(said: str, old: Announcement, desk: Desk) -> Announcement | None:
    """Words in the place of others, or gone: only such as stand there."""
    if match := _REPLACE.fullmatch(said) or _NOT_BUT.fullmatch(said):
        found = match.groupdict()
        before = (found.get("old") or found.get("old2") or "").strip(_QUOTES)
        new = (found.get("new") or found.get("new2") or "").strip(_QUOTES)
        if _stands(before, old.text):
            return _with_text(old, old.text.replace(before, new))
    if match := _DELETE.fullmatch(said):
        words = (match["old"] or match["what"]).strip(_QUOTES)
        if place := _PLACE.fullmatch(said):
            parts = old.text.splitlines() if "\n" in old.text else _CLAUSE.findall(old.text)
            words = parts[-1 if place["place"] in ("最后", "末尾") else 0]
        if _stands(words, old.text):
            return _with_text(old, old.text.replace(words, ""))
    return None


def _stands(words: str, text: str) -> bool:
    """Whether the text has them, and not as a part of a number."""
    if not words or words not in text or words == text or _FIELDS.fullmatch(words):
        return False
    before = text[: text.index(words)][-1:]
    return not (words[0].isdecimal() and before.isdecimal())


def _added(said: str, old: Announcement, desk: Desk) -> Announcement | None:
    if match := _IN_FRONT.fullmatch(said):
        new = match["new"].strip(_QUOTES)
        return _with_text(old, f"{new}{'' if _LABEL.fullmatch(new) else chr(10)}{old.text}")
    match = _BEHIND.fullmatch(said)
    if match is None or not (match["where"] or match["line"] or "://" in match["new"]):
        return None
    return _with_text(old, f"{old.text}\n{match['new'].strip(_QUOTES)}")


def _rewritten(said: str, old: Announcement, desk: Desk) -> Announcement | None:
    """The whole text anew; or the one thing of its kind, or the clause, that was wrong."""
    if match := _ANEW.fullmatch(said):
        return _with_text(old, match["new"])
    match = _SHOULD_BE.fullmatch(said)
    if match is None:
        return None
    new = match["new"].strip(_QUOTES)
    for kind in _KINDS:
        there = list(kind.finditer(old.text))
        if kind.fullmatch(new) and len(there) == 1:
            (one,) = there
            return _with_text(old, f"{old.text[: one.start()]}{new}{old.text[one.end() :]}")
    clauses = _CLAUSE.findall(old.text)
    near = [one for one in clauses if SequenceMatcher(None, one, new).ratio() >= _ALIKE]
    return _with_text(old, old.text.replace(near[0], new)) if len(near) == 1 else None


def _titled(said: str, old: Announcement, desk: Desk) -> Announcement | None:
    if not _TITLE.fullmatch(said) or _stands("标题", old.text):
        return None
    raise UserError("公告没有单独的标题，在群里都叫「公告」。想要醒目，就说「开头加一句 …」。")


def _with_text(old: Announcement, text: str) -> Announcement | None:
    text = _LOOSE.sub("", text).strip()
    return dataclasses.replace(old, text=text) if text else None


_EDITS: tuple[Callable[[str, Announcement, Desk], Announcement | None], ...] = (
    _called,
    _linked,
    _addressed,
    _timed,
    _rewritten,
    _reworded,
    _added,
    _titled,
)
