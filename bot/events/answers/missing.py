"""What is named and not in the record: another city, a number too high, the time to come.

Said plainly, with what there is instead; no other salon is told in its place.
"""

from __future__ import annotations

from bot.events.answers import facts
from bot.events.answers.asked_facts import asked_words
from bot.events.answers.telling import told
from bot.events.reading import leftovers
from bot.events.reading.asking import TELLING, Question
from bot.events.reading.message import read
from bot.events.reading.said_beside import asks_between
from bot.events.reading.turns import none_coming, told_none_coming, topic
from bot.events.record.hours import to_begin
from bot.events.record.models import Salon
from bot.events.replies import SalonReply, bullets, day, held_at, joined, salon_list, short_name
from bot.events.words.names import Kind
from bot.events.words.numbers import TIMES
from bot.events.words.regions import cities_in, cities_of
from bot.events.words.vocabulary import IN_ANY_QUESTION, Word
from bot.events.words.wording import tidy
from bot.expressions import Expression
from bot.pinyin import is_han

_WHAT, _PLANNED = Expression("[什有]么|啥"), Expression("安排|计划")
_HELD = Expression("有过?|办过?|开过?|搞过?|[去来]过")
_ASKS_CITIES = (Word.WHICH, Word.LISTING, Word.CITY, Word.COUNT, Word.BESIDES)
_NEVER = Expression("[没未](?:有)?(?:[去来到办]|覆盖)|[都全](?:[去来到办]|覆盖)过?了?(?:吗|么|没)")
_COVERED = Expression("覆盖")
_INTO = Expression(r"(?:在|去|到|来|去过|来过|到过)$")
_LONGEST_PLACE = 4
_MOST_APART = 6  # salons
_ANY_NAME = (Kind.CITY, Kind.SPONSOR, Kind.VENUE, Kind.COMPANY, Kind.PERSON)
_MAY_STAND = IN_ANY_QUESTION | {
    Word.COUNT, Word.WHICH, Word.COMPARE, Word.NEGATION, Word.TOTAL, Word.DATE, Word.EVERY,
    Word.LISTING, Word.CITY, Word.PLACE, Word.ATTENDANCE, Word.NEXT, Word.UPCOMING,
}  # fmt: skip
_FEW = 3  # salons that are told with their days


def answer(question: Question) -> SalonReply | None:
    """X那场 and 在X办过吗 for an unknown X; a number, a date or a step beyond the record."""
    if question.has(Word.PAGES) and not question.is_scoped:
        return None
    if host := _by_part_of_host(question):
        return host
    place = _unknown_place(question)
    if not question.is_scoped and (there := _at_such_a_place(question, place)):
        return there
    unknown = leftovers.before_reference(question.reading) or place
    if unknown and (not question.is_scoped or _guessed(question, unknown)):
        return _by_unknown(question, unknown)
    if question.scope.missing or question.scope.beyond:
        return _absent(question)
    return None


def _by_part_of_host(question: Question) -> SalonReply | None:
    """「在某某那个研究院办的，报了多少人」: all that is left over together is a part of the name
    of a sponsor or a venue."""
    if not question.has(Word.HOLD) or question.is_scoped:
        return None
    words = asked_words(question)
    if not set(words) & TELLING:
        return None
    names = question.book.names.guess("".join(question.rest), Kind.SPONSOR, Kind.VENUE)
    salons = question.book.of_names(names)
    return told(question, salons, words) if salons else None


def _at_such_a_place(question: Question, place: str) -> SalonReply | None:
    """哪些场是在咖啡厅办的: the salons whose venue or sponsor is called one."""
    if not place:
        return None
    found = [
        salon
        for salon in question.book.standalone
        if any(place in tidy(name) for name in (salon.venue, *salon.sponsors, salon.address))
    ]
    return told(question, found, (Word.PLACE,)) if found else None


def _by_unknown(question: Question, unknown: str) -> SalonReply | None:
    """「X那场」 where X is not a name: a part of one, the subject of a talk, or unknown."""
    words = asked_words(question)
    salons = _guessed(question, unknown)
    if not salons:
        ids = {e.salon_id for e in question.book.topics.find(unknown) if e.salon_id}
        salons = [salon for salon in question.book.salons if salon.id in ids]
    if salons:
        return told(question, salons, words)
    if len(unknown) < 2 or len(question.rest) > 1:
        return None
    return _no_such(question, f"记录里没有和「{unknown}」对得上的沙龙。")


def _guessed(question: Question, unknown: str) -> list[Salon]:
    """The salons of the names that ``unknown`` is a part of."""
    return question.book.of_names(question.book.names.guess(unknown, *_ANY_NAME))


def _unknown_place(question: Question) -> str:
    """「青岛」 of 在青岛办过吗, where it is no city of the record."""
    if not question.has(Word.HOLD, Word.COME, Word.SALON):
        return ""
    names = leftovers.names(question.reading)
    if len(names) != 1:
        return ""
    text, place = question.text, names[0]
    start = text.find(place)
    asks = question.has(Word.EXISTS, Word.DATE, Word.COUNT, Word.WHICH)
    into = _INTO.search(text[:start]) or _HELD.match(text, start + len(place))
    # 跑在 arm 上, 装在虚拟机里: a machine, and nowhere that a salon is held.
    held_in = all(map(is_han, place)) and place[-1] not in "上下里中"
    return place if asks and held_in and 1 < len(place) <= _LONGEST_PLACE and into else ""


def _absent(question: Question) -> SalonReply | None:
    """Named, but not in the record; or after its end."""
    if not question.is_clear and (
        not question.is_strong or question.is_vague or question.is_about_something_else
    ):
        return None
    relative = any(when.relative for when in question.reading.whens)
    if relative and not question.scope.beyond and (idle := _nothing_then(question)):
        return idle
    ours = question.is_strong or question.has(Word.HOLD, Word.UPCOMING, Word.GAP)
    ours = ours or (question.has(Word.COME) and bool(question.named(Kind.REGION)))
    ours = ours or (question.continues and question.matter == "salon")  # 去年呢
    if not ours and (relative or not set(asked_words(question)) & TELLING):
        return None
    if asks_between(question.reading) and len(question.each_named) > 1:
        return SalonReply(f"{question.scope.missing}没有别的沙龙。", "沙龙", topic("salon"))
    if not question.scope.beyond and (apart := _apart(question)):
        return apart
    if not question.scope.beyond:
        missing = question.scope.missing
        if missing in question.named(Kind.REGION):
            return _no_such(question, f"记录里没有{missing}的沙龙。")
        where = "、".join(dict.fromkeys(salon.city for salon in _in_cities(question)))
        return _no_such(question, f"{where or '记录里'}没有和「{missing}」对得上的沙龙。")
    if question.has(Word.PREVIOUS, Word.FORMER):
        first = short_name(next(iter(question.book.standalone or question.book.salons)))
        return _no_such(question, f"再往前没有了，记录从{first}开始。")
    return _no_more(question)


def _apart(question: Question) -> SalonReply | None:
    """「第5期是在深圳吗」, where each is in the record but not together: each is told."""
    if any(o.unit and o.unit in TIMES for o in question.reading.ordinals):
        return None  # 北京有没有办过第二次: counted there, and no number of the record
    salons = question.each_named
    if not 1 < len(salons) <= _MOST_APART:
        return None
    markdown = joined(["这几样在记录里对不到同一期，分别是：", salon_list(salons)])
    return SalonReply(markdown, "沙龙：对不上", topic("list", salons))


def _nothing_then(question: Question) -> SalonReply | None:
    """本周四有直播吗, 下个月有活动吗: a time of no salon, and what comes instead."""
    again = told_none_coming(question.topic)  # 明天呢
    asks = question.has(Word.EXISTS, Word.UPCOMING, Word.LISTING, Word.WHICH, Word.NEGATION)
    asks = asks or again or question.says(_WHAT)
    ahead = any(w.since and w.since >= question.today for w in question.reading.whens)
    asks = asks or ahead  # 接下来半年的几场在哪
    meant = question.has(Word.SALON, Word.LIVE, Word.UPCOMING) or again
    meant = meant or (ahead and question.is_strong)
    meant = meant or question.says(_PLANNED)
    held = question.has(Word.HOLD) and not question.has(Word.UPCOMING)
    if not asks or not meant or set(question.facts) & TELLING or held:
        return None
    return _no_more(question, f"{question.scope.missing}没有安排沙龙或直播。")


def _no_more(question: Question, head: str = "") -> SalonReply:
    """Asked for what comes after the record, or after what is left of the time asked of."""
    current = next((one for one in question.begun if not one.series), None)
    coming = next(iter(to_begin(question.ahead, question.begun)), None)
    last_told = question.around[-1] if question.around and not question.each_named else None
    if not head and last_told in question.ahead and last_told:
        markdown = f"{short_name(last_told)}（{held_at(last_told)}）之后还没有安排。"
        return SalonReply(markdown, "沙龙：之后没有安排", topic("salon", [last_told]))
    if current and coming is None and not head:
        markdown = f"{short_name(current)}正在进行（{held_at(current)}），之后还没有安排。"
        return SalonReply(markdown, "沙龙：之后没有安排", topic("salon", [current]))
    if coming and coming not in question.each_named:
        markdown = f"{head}接下来是{short_name(coming)}，{held_at(coming)}。"
        return SalonReply(markdown, "沙龙：没有安排", topic("salon", [coming]))
    row = question.book.standalone or question.book.salons
    last = next((one for one in reversed(row) if not one.is_cancelled), row[-1])
    held = f"{short_name(last)}，{day(last.held_on)}"
    markdown = f"{head}之后的沙龙还没有记录。目前记到的最后一场是{held}。"
    return SalonReply(markdown, "沙龙：之后没有记录", none_coming([last]))


def _no_such(question: Question, sentence: str) -> SalonReply:
    """Says what is missing, and what there is instead."""
    if named := _in_cities(question):
        where = "、".join(dict.fromkeys(salon.city for salon in named))
        known = f"{where}有记录的：{facts.names(named)}。"
    else:
        held = question.held
        cities = "、".join(dict.fromkeys(salon.city for salon in held if salon.city))
        known = f"现有 {len(held)} 场{f'，办过的城市：{cities}' if cities else ''}。"
    return SalonReply(joined([sentence, known]), "沙龙：没有这条记录", topic("salon"))


def _in_cities(question: Question) -> list[Salon]:
    return [s for city in question.named(Kind.CITY) for s in question.book.in_city(city)]


def other_cities(question: Question) -> SalonReply | None:
    """Only where nothing but cities is named, and whether or when a salon was held there."""
    coming = question.has(Word.NEXT, Word.UPCOMING)
    if not (coming or question.has(Word.HOLD, Word.COME) or question.says(_COVERED)):
        return None
    cities = list(dict.fromkeys(cities_in(question.text)))
    known = question.named(Kind.CITY)
    absent = [city for city in cities if city not in question.book.cities]
    if not absent or not _asks_only_where(question, absent):
        return None
    if coming:
        return _no_more(question)  # 下一场在西安吗
    if len(absent) + len(known) < 2:
        return _no_such(question, f"记录里没有{absent[0]}的沙龙。")
    lines = [_line(question, city) for city in dict.fromkeys((*cities, *known))]
    there = [s for city in known for s in question.book.in_city(city)]
    return SalonReply(bullets(lines), "沙龙：去过的城市", topic("list", there))


def unseen(question: Question) -> SalonReply | None:
    """直辖市还有哪个没去过, 都去过吗: the cities of a region where none was held."""
    regions = question.named(Kind.REGION)
    asks = question.has(*_ASKS_CITIES) or not {"的", "都"}.isdisjoint(question.text)
    if len(regions) != 1 or not asks or not question.is_clear or not question.says(_NEVER):
        return None
    cities = cities_of(regions[0])
    never = [city for city in cities if city not in question.book.cities]
    if not never:
        return SalonReply(f"{'、'.join(cities)}都去过。", "沙龙：去过的城市", topic("salon"))
    seen = [city for city in cities if city in question.book.cities]
    there = [salon for city in seen for salon in question.book.in_city(city)]
    been = f"去过的是{'、'.join(seen)}。" if seen else ""
    markdown = f"{regions[0]}没去过的：{'、'.join(never)}。{been}"
    return SalonReply(markdown, "沙龙：没去过的城市", topic("list", there))


def _asks_only_where(question: Question, absent: list[str]) -> bool:
    text = question.text
    for city in absent:
        text = text.replace(city, " ")
    plain = read(question.book, text.replace("、", " "), question.today)
    if plain is None or plain.rest:
        return False
    others = (name for name in plain.names if name.kind not in (Kind.CITY, Kind.REGION))
    plainly = set(plain.words()) <= _MAY_STAND
    return plainly and not (any(others) or plain.ordinals or plain.whens)


def _line(question: Question, city: str) -> str:
    there = question.book.in_city(city)
    if not there:
        return f"{city}：没有办过的记录"
    if len(there) > _FEW:
        return f"{city}：{len(there)} 期"
    held = "；".join(f"{short_name(s)}，{day(s.held_on)}" for s in there)
    return f"{city}：{len(there)} 期（{held}）"
