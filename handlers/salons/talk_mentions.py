"""Which talk of a salon a text means, read from the record: its speaker, its title or a part of
it, its place in the agenda. Each is put into the text as one character, so that what is ordered
of it can be matched without its name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.events import Salon
from bot.events.words.wording import number_in
from bot.expressions import Expression

_FIRST = 0xE000  # of the characters that stand for nothing in any script
TALK = f"[{chr(_FIRST)}-{chr(_FIRST + 0xFF)}]"
_SLOT = Expression(TALK)
_KIND = r"(?:分享|演讲|议题|议程|话题|环节|报告|讲座|部分)"
_ONE = r"(?:[那这]一?[个场项位段])"
_BEHIND = Expression(rf"\s*(?:的|讲的)?(?:{_ONE}{_KIND}?|{_KIND})")
_PERSON = r"(?:讲师|嘉宾|老师|人|同学)(?!数)"
_RANK = r"[\d一二三四五六七八九十]{1,3}"
_PLACE = Expression(
    rf"(?:(?P<back>倒数)?第(?P<rank>{_RANK})|(?P<last>最后|末尾|压轴)的?(?:[一那]|一?(?=[个位项条节场]))?|(?P<first>头一|首|最先|最前面?的?那?))"
    rf"(?:(?P<row>[项条]|个?(?:环节|议程))|(?:(?P<one>[个位节]|场(?={_KIND})))?(?:要|先|来)*(?P<talks>(?:讲(?!师)|分享|上场?)的?)?"
    rf"(?P<kind>的?(?:(?P<person>{_PERSON})|{_KIND}))?)"
)
_EVERY = Expression(
    rf"(?:所有|全部|每个|各个|整个)的?{_KIND}(?:的?时间)?(?:都|整体|统一|全部|一起|依次)*|{_KIND}(?:的?时间)?(?:都|整体|统一|全部|一起|依次)+"
)
_CALLED = r"(?:老师|总|博士|教授|同学|工)"
MAY_BE_NAME = Expression("[\u4e00-\u9fff]{2,3}(?:[（(].*[）)])?")
# What is put in a speaker's place and is nobody's name.
NO_NAME = Expression(
    r"[线云]上|线下|远程|视频|录播|[今明后昨]天|[上下]午|[上下]个?月|周[一二三四五六日天末]|星期|礼拜|[左右前后]边|中间"
    r"|第?[一二三四五六七八九十\d]+[点个场号楼]|最[前后]|开头|压轴|待定|晚上|早上|个人|^人"
)
_CLEAR = 4  # characters of a title that stand for it: 杭州 may as well be the salon's
_LEAST = 2


@dataclass(frozen=True, slots=True)
class Mention:
    """``rows``: the talks that it may be. ``speaker``: the name of whom it names. ``alone``:
    nothing behind it says that a talk is meant. ``also``: another way to count its place.
    ``every``: all of them. ``of_person``: who gives it, by the place of it."""

    words: str
    rows: tuple[int, ...]
    speaker: str = ""
    alone: bool = True
    is_place: bool = False
    also: int | None = None
    every: bool = False
    of_person: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """A text in which each talk is one character."""

    text: str
    mentions: tuple[Mention, ...]

    def of(self, slot: str) -> Mention:
        return self.mentions[ord(slot) - _FIRST]

    def plain(self, words: str) -> str:
        """The words as they were written."""
        return _SLOT.sub(lambda match: self.of(match[0]).words, words)

    def about(self, mention: Mention) -> Marked:
        """The text behind a talk that it does not name."""
        slot = chr(_FIRST + len(self.mentions))
        return Marked(f"{slot}{self.text}", (*self.mentions, mention))


def marked(text: str, salon: Salon, *, loosely: bool = False) -> Marked:
    """``loosely``: a few characters of a title are enough; the agenda was just shown."""
    mentions: list[Mention] = []
    out, at = [], 0
    by_name = _names(salon)
    while at < len(text):
        found = _at(text, at, salon, by_name, loosely)
        if found is None or len(mentions) > 0xF0:
            out.append(text[at])
            at += 1
            continue
        at += len(found.words)
        last = "".join(out[-2:]).rstrip("的")[-1:]
        if mentions and last == chr(_FIRST + len(mentions) - 1) and _is_in(found, mentions[-1]):
            del out[out.index(last) + 1 :]
            # 第三个议题的王海波: one talk, and who of it.
            words = f"{mentions[-1].words}{found.words}"
            mentions[-1] = replace(found, words=words, rows=mentions[-1].rows)
            continue
        out.append(chr(_FIRST + len(mentions)))
        mentions.append(found)
    return Marked("".join(out), tuple(mentions))


def _is_in(speaker: Mention, talk: Mention) -> bool:
    return bool(speaker.speaker and set(talk.rows) & set(speaker.rows)) and not talk.speaker


def _at(
    text: str, at: int, salon: Salon, by_name: list[tuple[re.Pattern[str], str]], loosely: bool
) -> Mention | None:
    for pattern, name in by_name:
        if match := pattern.match(text, at):
            rows = tuple(
                n for n, t in enumerate(salon.talks) if any(s.name == name for s in t.speakers)
            )
            end, alone = _with_kind(text, match.end())
            return Mention(text[at:end], rows, name, alone)
    return _by_title(text, at, salon, loosely) or _by_place(text, at, salon, loosely)


def _names(salon: Salon) -> list[tuple[re.Pattern[str], str]]:
    """The longest first; 海波老师 and 王老师 where only one can be meant."""
    found: dict[str, str] = {}
    people = salon.speakers
    for one in people:
        found |= {rf"{re.escape(name)}{_CALLED}?": one.name for name in (one.name, *one.aliases)}
    for one in people:
        for part in (one.name[1:], one.name[:1]):
            if part and sum(part in (o.name[1:], o.name[:1]) for o in people) == 1:
                found.setdefault(rf"{re.escape(part)}{_CALLED}", one.name)
    ordered = sorted(found.items(), key=lambda item: -len(item[0]))
    return [(re.compile(pattern), name) for pattern, name in ordered]


def _with_kind(text: str, at: int) -> tuple[int, bool]:
    behind = _BEHIND.match(text, at)
    return (behind.end(), False) if behind else (at, True)


def _by_title(text: str, at: int, salon: Salon, loosely: bool) -> Mention | None:
    opened = text[at] in '《「“"'
    start = at + 1 if opened else at
    best, rows = start, []
    if not text[start : start + 1].strip():
        return None
    for end in range(start + 1, min(len(text), start + 60) + 1):
        words = _compact(text[start:end])
        holding = [n for n, t in enumerate(salon.talks) if words in _compact(t.title)]
        if not holding:
            break
        best, rows = end, holding
    words = _compact(text[start:best])
    exact = [n for n in rows if _compact(salon.talks[n].title) == words]
    closed = best < len(text) and text[best] in '》」”"'
    if opened and not (closed and exact):
        return None
    end, alone = _with_kind(text, best + closed)
    least = _CLEAR if alone and not loosely else _LEAST
    if (words.isascii() and not exact and len(words) < 3) or len(words) < (1 if exact else least):
        return None
    inside = words.isascii() and (
        text[best : best + 1].isascii() and text[best : best + 1].isalnum()
    )
    return None if inside else Mention(text[at:end], tuple(exact or rows), alone=alone)


def _compact(words: str) -> str:
    return "".join(words.split()).casefold()


def _by_place(text: str, at: int, salon: Salon, loosely: bool) -> Mention | None:
    if whole := _EVERY.match(text, at):
        return Mention(whole[0], tuple(range(len(salon.talks))), alone=False, every=True)
    said = _PLACE.match(text, at)
    if said is None or (said["rank"] and not (said["row"] or said["one"] or "议" in said[0])):
        return None
    rank = number_in(said["rank"]) if said["rank"] else 1
    every = range(len(salon.talks))
    given = [n for n in every if salon.talks[n].speakers]
    from_end = bool(said["back"] or said["last"])
    of_all, of_given = _nth(list(every), rank, from_end), _nth(given, rank, from_end)
    if said["row"] or of_given is None:
        of_given = of_all
    rows = () if of_given is None else (of_given,)
    also = of_all if of_all != of_given else None
    people = salon.talks[rows[0]].speakers if rows and said["person"] else ()
    speaker = people[0].name if len(people) == 1 else ""
    alone = not (said["row"] or said["kind"] or said["talks"] or loosely or "议程" in text[:at])
    return Mention(
        said[0], rows, speaker, alone, is_place=True, also=also, of_person=bool(said["person"])
    )


def _nth(rows: list[int], rank: int | None, from_end: bool) -> int | None:
    if not rank or rank > len(rows):
        return None
    return rows[-rank] if from_end else rows[rank - 1]
