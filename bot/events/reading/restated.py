"""What a message means once its writer's own words for it are put in place: what is taken
back (小明…不对，小红), and 「我们这边」 for the place that they say they live in."""

from __future__ import annotations

import re

from bot.events.reading.weighing import WordKinds
from bot.events.words.names import Kind, NameIndex
from bot.events.words.numbers import SALON_UNITS
from bot.events.words.wording import ASKS_OPENLY, tidy
from bot.expressions import Expression, made_of

# A whole run of them, tried once: from each of its characters, long runs took a second.
_PAUSE = r"(?<![\s，,。.．…、~～!！—;；-])[\s，,。.．…、~～!！—;；-]++"
_OH = "(?:哦|噢|喔|啊|呃|额|嗯|哎|唉|呀)"
# 不对吗 and 不对的话 take nothing back, and 不是 only where 是 follows.
_WRONG = (
    r"(?:(?:我)?(?:说|打|写|记|问|搞|弄)(?:错|反|串)(?:了|啦)?|口误|笔误|更正(?:一下)?|纠正(?:一下)?"
    r"|不对(?![吗吧么的劲称应齐等啊])(?:不对)*|错了(?!吗|吧))"
)
_MEANT = "(?:我?(?:是|要|想)?(?:说|问|指)的?(?:是)?|应该是|应是|是)?"
_TAKEN_BACK = (
    Expression(rf"(?:{_PAUSE}|(?:{_PAUSE})?{_OH}){_OH}?{_WRONG}(?:{_PAUSE})?{_OH}?{_MEANT}"),
    Expression(rf"(?:{_PAUSE}|(?:{_PAUSE})?{_OH}){_OH}?不(?:是)?{_PAUSE}{_MEANT}"),
    Expression(rf"{_PAUSE}{_OH}不(?:是)?{_MEANT}(?=[^吗吧么])"),
    Expression(rf"不是{_PAUSE}(?:而|应该|应)?是"),
)
# 错了，我问小红, as a message of its own.
_TAKEN_BACK_FIRST = Expression(rf"{_OH}?{_WRONG}(?:[\s，,。.．…、~～!！—;；-]|{_OH})*{_MEANT}")
_OF_TAKEN_BACK = Expression("[错反串误正不]")
# 「别的城市也不用」, beside what is wanted.
_DISMISSED = Expression(
    r"(?<=[^\s，,。；;！!])[\s，,。；;！!]++(?:其[他它余]|别的|另外|剩下|旁的)[^，,。；;！!]{0,6}"
    r"(?:不用|不要|别|甭|免|不必|不需|不看|算了)[^，,。；;！!]{0,3}(?=$|[，,。；;！!])"
)
_OF_DISMISSED = Expression("[其别另剩旁]")
_SELF = "(?:本人|老家|家里?|住|在下|小弟|鄙人|我们?(?:公司)?|我司|咱们?|俺们?|阿拉|坐标|base)"
_LIVES = rf"{_SELF}[^，,。；;！!？?]{{0,10}}?"
_HERE = Expression(
    "(?:(?:我们?|咱们?|俺们?)(?:这|那)(?:边|里|儿|块儿?|疙瘩|头|个城市|个地方)?"
    "|(?:这|那|本)(?:边|里|儿|块儿|座城市?|个城市|个地方)|本地|当地)(?![场期次届])"
)
_OF_HERE = Expression("[我咱俺这那本当]")
_CLAUSE_END = Expression(r"[，,。；;！!？?\s]+")
_ASKS = Expression(f"{ASKS_OPENLY}|吗|么|没有?$|有没有|怎")
_BEEN_TO = Expression("[来到去]过了?$")
_HELD = Expression("[^，,。]{0,2}(?:办|搞|开|来|去)过(?:沙龙|活动|几|吗|么|没|$)")
# 每次都要带身份证吗 asks for a rule, and not for what each of the salons had.
_RULE = Expression(
    f"(?:是不是|是否)?每一?[{SALON_UNITS}]的?(?:沙龙|活动)?(?:是不是|是否)?都?(?=要|得(?!奖)|必须|需要)"
)
_COMES = Expression(
    "你们?|咱们?|沙龙|活动|大家|轮到?|[来去到在办搞开]|什么时候|啥时候?|何时|几时|哪年|怎么|咋|为什么|为啥|为何|一直|从来?|都|还|就"
    "|总是?|也|会不会|能不能|可不可以|会|能|可以|打算|准备|计划|考虑|想|不|没有?|未|再|过|[一]?[场次期站届个]|有|呢|吗|么|啊|呀|吧|的|了"
)
_ASKS_TO_COME = Expression(
    "[来去办搞开轮].*(?:吗|么|呢|不|没|吧)$|时候|何时|几时|为[什啥何]|[会能可]|不[来去办]|没"
)
_PLACES = (Kind.CITY, Kind.REGION)
_COUNTED = Expression("[第期场]")
_WHERE = "ns"  # the segmenter's kind of place names


def restated(text: str, names: NameIndex, kinds: WordKinds) -> str:
    """``text`` in the words that it means, without what it says is not wanted; the same
    text where nothing is to be put right."""
    # One character tells of most messages that there is nothing of the kind in them.
    if _OF_TAKEN_BACK.search(text):
        text = _corrected(text, names)
    if _OF_DISMISSED.search(text):
        text = _DISMISSED.sub("", text)
    text = _RULE.sub("", text)
    if place := _never_seen(text, names, kinds):
        return f"去过{place}吗"
    return _from_home(text, names, kinds) if _OF_HERE.search(text) else text


def _never_seen(text: str, names: NameIndex, kinds: WordKinds) -> str:
    """西安咋一直不来, 厦门什么时候去: the one place that is named, which the record lacks, where
    nothing else is said than that one comes there."""
    plain = tidy(text)
    if any(names.find(plain)):
        return ""
    places = _said_places(plain, kinds)
    comes = len(places) == 1 and made_of(_COMES, plain.replace(places[0], ""))
    return places[0] if comes and _ASKS_TO_COME.search(plain) else ""


def _corrected(text: str, names: NameIndex) -> str:
    """What follows 说错了 counts; a name alone takes the place of the one before it."""
    if (first := _TAKEN_BACK_FIRST.match(text)) and any(names.find(tidy(text[first.end() :]))):
        return text[first.end() :].strip()
    found = [m for said in _TAKEN_BACK if (m := _last(said, text))]
    if not found:
        return text
    last = max(found, key=lambda match: (match.end(), match.end() - match.start()))
    before, after = text[: last.start()].strip(), text[last.end() :].strip()
    if len(after) < 2 or not before:
        return text
    meant = _bare_name(after, names)
    if not meant or not _ASKS.search(before):
        named = meant or any(names.find(tidy(after))) or _COUNTED.search(after)
        return after if named else text
    taken = [f for f in names.find(tidy(before)) if f.name.kind is meant]
    if not taken:
        return text
    plain, one = tidy(before), taken[-1]
    return f"{plain[: one.start]}{after}{plain[one.end :]}"


def _last(said: Expression, text: str) -> re.Match[str] | None:
    return next(reversed(list(said.finditer(text))), None)


def _bare_name(text: str, names: NameIndex) -> Kind | None:
    """The kind of a name that is all there is of ``text``."""
    plain = tidy(text)
    return next((f.name.kind for f in names.find(plain) if f.end - f.start == len(plain)), None)


def _from_home(text: str, names: NameIndex, kinds: WordKinds) -> str:
    """「我在甲地，你们来过我们这边没」: 甲地 stands for 我们这边."""
    here = _last(_HERE, text)
    if here is None:
        return text
    before = text[: here.start()]
    home = next((p for p in _places(before, names, kinds) if _is_home(before, p)), "")
    if not home:
        return text
    been = _BEEN_TO.search(before) or _HELD.match(text, here.end())
    if been and not any(f.name.kind in _PLACES for f in names.find(tidy(home))):
        return f"去过{home}吗"  # 来过 a place that the record lacks reads like a guest's name
    clauses = _CLAUSE_END.split(before)
    asked = [c for c in clauses[:-1] if home not in c or _ASKS.search(c)]
    last = clauses[-1]
    return "，".join(filter(None, [*asked, f"{last}{home}{text[here.end() :]}"]))


def _is_home(text: str, place: str) -> bool:
    said = rf"{_LIVES}{re.escape(place)}"
    return re.search(said, text, re.IGNORECASE) is not None


def _places(text: str, names: NameIndex, kinds: WordKinds) -> list[str]:
    """The places that are named, whether or not the record has them."""
    plain = tidy(text)
    found = [plain[f.start : f.end] for f in names.find(plain) if f.name.kind in _PLACES]
    return list(dict.fromkeys([*found, *_said_places(plain, kinds)]))


def _said_places(plain: str, kinds: WordKinds) -> list[str]:
    return [word for word, kind in kinds(plain) if kind == _WHERE and len(word) > 1]
