"""The talks of a salon in their order: who came after X, what stood before Y, between two of
them, which place one has, who of two came first.

The words that step from a talk are taken out of the message, and what is left names the
talk that is stepped from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.events.answers.talk_places import (
    HOW,
    ITEM,
    OF_TALK,
    PLACE,
    PRECEDES,
    SPOKE,
    TALK_UNITS,
    Place,
    between,
    part_of,
    places,
    sides_of,
    spoke_before,
)
from bot.events.reading.asking import Question
from bot.events.reading.turns import several, topic
from bot.events.replies import SalonReply, bullets, headline, joined, talk_line
from bot.events.words.names import Kind
from bot.events.words.numbers import SALON_UNITS
from bot.events.words.vocabulary import Word
from bot.events.words.wording import NUMERAL, number_in, tidy
from bot.expressions import Expression

_ONE = f"的?(?:那|这)?(?:{NUMERAL}|几)?(?:{ITEM}(?:议题|嘉宾|讲师|老师|主题|题目|人)?)?"
_COUNT = Expression(f"({NUMERAL}|几){ITEM}")
_NOT_SALONS = f"(?![^{SALON_UNITS}]{{0,3}}[{SALON_UNITS}])"
_AFTER = Expression(
    f"(?:{SPOKE}完(?:了|之后|以后|后)*)?(?:"
    "(?:紧?[接跟]着|紧挨着|接下来|随后|然后|[之以往]|再|接(?!着|下来)|排|放|在)*"
    f"(?:(?<!最)后(?![台端续缀])(?:面|边|头)?|下(?:面|边|头|(?=一?{ITEM}))){_ONE}"
    f"|(?:紧?[接跟]着|接下来|随后|然后)(?:的|就|上)*{_ONE})(?:接着)?{_NOT_SALONS}"
    "|完(?:了|之后|以后|后)*(?:接|换|轮)(?:着|的|到|上|成)*"
    f"|{SPOKE}完(?:了|之后|以后|后)*(?=(?:就|又|再|接着)*(?:是|轮|该|换|谁|哪|什么|啥|干|做|有|还|呢|下))"
)
_BEFORE = Expression(
    "(?:[接跟挨]着|紧|[之以往]|再|更|排|放|在)*"
    f"(?:(?<![目当提])前(?![台端缀])(?:面|边|头)?|上(?:面|边|头|(?=一?{ITEM}))){_ONE}{_NOT_SALONS}"
)
_OBJECT = Expression("(?:谁|哪个|哪位|什么|啥)(?:的|讲完|议题)?$")
_ASKS = Expression("谁|什么|啥|哪|干嘛|呢|几|有|吗|么|嘛")
_SEVERAL = Expression("都|还|哪些|哪几|几[个位]|剩|全部|分别|所有")
_AGAIN = Expression("(?:还|又|再)[^谁哪]{0,2}(?:讲|分享|说|来|上)过")
_MOST_SALONS = 4


def answer(question: Question) -> SalonReply | None:
    """某公司讲完接着谁上, X 前面那个讲的什么, X 和 Y 中间是谁, X 排第几个, 谁先讲."""
    text = question.text
    if not _may_mean_a_talk(question):
        return None
    if _AGAIN.search(text) or spoke_before(question):
        return None  # 后来还讲过吗
    if question.asks_which_salon or question.counts_salons:
        return None  # a salon is asked for, not a talk of it
    if (match := between(text)) and (found := _between(question, match)):
        return found
    if (match := PRECEDES.search(text)) and (found := _first_of(question, match)):
        return found
    if match := PLACE.search(text):
        part = _without(question, match)
        return _placed(places(part)) if part else None
    alone = question.matter and (_AFTER.fullmatch(text) or _BEFORE.fullmatch(text))  # 上一个
    if not (alone or _ASKS.search(text)):
        return None
    for said, direction in ((_AFTER, 1), (_BEFORE, -1)):
        if (match := said.search(text)) and (found := _stepped(question, match, direction)):
            return found
    return None


def _may_mean_a_talk(question: Question) -> bool:
    """Whether anything is named that a talk may be known by; cheap, before all else."""
    groups = question.book.companies_of(question.named(Kind.COMPANY))
    if question.named(Kind.PERSON) or any(group.speakers for group in groups):
        return True
    if question.matter in ("talk", "person"):
        return True
    # Subjects of talks are those of databases, in any city: a talk must be meant.
    text = question.text
    if HOW.search(text):
        return False
    if question.has_salon_name or question.reading.ordinals:
        return True
    told = OF_TALK.search(text) is not None
    return told and any(map(question.book.topics.knows_any, question.rest))


def _without(question: Question, match: re.Match[str]) -> Question | None:
    text = question.text
    return part_of(question, f"{text[: match.start()]} {text[match.end() :]}")


def _stepped(question: Question, match: re.Match[str], direction: int) -> SalonReply | None:
    text = question.text
    before, after = text[: match.start()], text[match.end() :]
    if object_ := _OBJECT.search(before):  # 排在谁后面: whoever stands before
        direction, before = -direction, before[: object_.start()]
    part = part_of(question, f"{before} {after}".strip() or "呢")
    found = places(part) if part else []
    salons = {place.salon for place in found}
    if not found or len(salons) > _MOST_SALONS:
        return None
    counted = _COUNT.search(match[0])
    said = counted[1] if counted else ""
    plain = match[0][-1:] not in TALK_UNITS and _SEVERAL.search(text)
    count = 0 if said == "几" or plain else number_in(said or "1") or 1
    return _neighbours(found, direction, count)


def _neighbours(found: Sequence[Place], direction: int, count: int) -> SalonReply:
    """``count`` talks on, or back where ``direction`` is negative; 0: all on that side."""
    paragraphs: list[str] = []
    reached: list[Place] = []
    for place in _edges(found, direction):
        total = len(place.salon.talks)
        steps = range(1, (count or total) + 1)
        beside = [p for n in steps if (p := place.beside(direction * n))]
        reached += beside
        side = "后面" if direction > 0 else "前面"
        own = f"「{place.talk.title}」是第 {place.order} 个议题（共 {total} 个）"
        lines = [own + ("，" if beside else f"，{side}没有了。")]
        if beside:
            one = len(beside) == 1
            lines[0] += f"{side}{'是' if one else f'有 {len(beside)} 个'}："
            lines.append(bullets(map(_line, sorted(beside, key=lambda p: p.order))))
        paragraphs.append(joined([f"**{headline(place.salon)}**", *lines]))
    return _reply(paragraphs, reached or list(found))


def _edges(found: Sequence[Place], direction: int) -> list[Place]:
    """Of each salon the last of its talks that are meant, or the first."""
    edges: dict[str, Place] = {}
    for place in found:
        known = edges.get(place.salon.id)
        if known is None or (place.order - known.order) * direction > 0:
            edges[place.salon.id] = place
    return list(edges.values())


def _between(question: Question, match: re.Match[str]) -> SalonReply | None:
    first, second = (places(side) if side else [] for side in sides_of(question, match))
    pairs = [(a, b) for a in first for b in second if a.salon == b.salon and a.order != b.order]
    if not pairs:
        return None
    paragraphs: list[str] = []
    reached: list[Place] = []
    for one, other in {a.salon.id: (a, b) for a, b in pairs}.values():
        least, most = sorted((one.order, other.order))
        inside = [Place(one.salon, order) for order in range(least + 1, most)]
        reached += inside
        head = f"「{one.talk.title}」和「{other.talk.title}」中间"
        head += f"有 {len(inside)} 个议题：" if inside else "没有别的议题，前后挨着。"
        paragraphs += [f"**{headline(one.salon)}**", head, bullets(map(_line, inside))]
    return _reply(paragraphs, reached or [pairs[0][0]])


def _first_of(question: Question, match: re.Match[str]) -> SalonReply | None:
    """某公司和某公司谁先讲: both in their order."""
    part = _without(question, match)
    found = places(part) if part else []
    speakers: dict[str, set[str]] = {}
    for place in found:
        names = (s.name for s in place.talk.speakers)
        speakers.setdefault(place.salon.id, set()).update(names)
    most = max(map(len, speakers.values()), default=0)
    met = [p for p in found if len(speakers[p.salon.id]) == most]
    if len(met) < 2 or len({p.salon.id for p in met}) != 1:
        return None
    ordered = sorted(met, key=lambda place: place.order)
    lines = bullets(f"第 {p.order} 个：{talk_line(p.talk)}" for p in ordered)
    return _reply([f"**{headline(ordered[0].salon)}**", "按议题的先后：", lines], ordered)


def _placed(found: Sequence[Place]) -> SalonReply | None:
    if not found or len({place.salon for place in found}) > _MOST_SALONS:
        return None
    lines = [
        f"{headline(p.salon)}：{talk_line(p.talk)}，"
        f"第 {p.order} 个议题（共 {len(p.salon.talks)} 个）"
        for p in found
    ]
    return _reply([bullets(lines)], found)


def _line(place: Place) -> str:
    speaker = "" if place.talk.speakers else "（讲师没有记录）"
    return f"第 {place.order} 个：{talk_line(place.talk)}{speaker}"


def _reply(paragraphs: Sequence[str], found: Sequence[Place]) -> SalonReply:
    salons = dict.fromkeys(place.salon for place in found)
    one = found[0].talk if len(found) == 1 else None
    names = several(s.name for s in one.speakers) if one else ""
    about = topic(
        "talk" if one else "salon",
        salons,
        (Word.TALKS,),
        talk=tidy(one.title) if one else "",
        person=names,
    )
    return SalonReply(joined(paragraphs), "议题的先后", about)
