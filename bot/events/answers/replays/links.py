"""Whose recording a link is: live/613 是哪期的, and that it is none where only a page has it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.events.answers import facts
from bot.events.reading.asking import Question
from bot.events.reading.turns import topic
from bot.events.record.models import PageLink, Replay, Salon
from bot.events.replies import SalonReply, headline, joined
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

# A part of an address, or the name of a file in one.
_PART = Expression(r"[a-z0-9][a-z0-9_.%-]*[/.][a-z0-9_./%-]*[a-z0-9]|(?=[a-z]*\d)[a-z0-9]{10,}")
_NUMBER = Expression(r"(?<![\d/.-])\d{3,4}(?![\d期届场次站人年号天分个条:-])")
_ASKS = Expression("哪|什么|啥|谁|几|吗|么|呢|不|是不是|which|what")
_MAY_STAY = 4  # characters beside the address
_SHORTEST = 6


def answer(question: Question) -> SalonReply | None:
    """Only where a recording or a page of ours has the link, or one that goes on otherwise."""
    text = question.text
    number = _NUMBER.search(text) if question.asks_which_salon else None
    if number and (found := list(_recordings(question, number[0]))):
        return _of_recordings(found)  # 776是哪场
    match = next((m for m in _PART.finditer(text) if len(m[0]) >= _SHORTEST), None)
    beside = f"{text[: match.start()]} {text[match.end() :]}".strip() if match else text
    if match is None or (beside and not _ASKS.search(beside)):
        return None
    left = (
        text[start:end].strip()
        for start, end in question.reading.gaps
        if end <= match.start() or match.end() <= start
    )
    if sum(map(len, left)) > _MAY_STAY:
        return None
    if found := list(_recordings(question, match[0])):
        return _of_recordings(found)
    named = (one for one in question.book.links if _is_in(match[0], one.url))
    if "/" in match[0] and (page := next(named, None)):
        return _of_page(question, page)
    directory, _, last = match[0].rpartition("/")
    like = directory and last and any(f"{directory}/" in r.url.lower() for r in _all(question))
    if not like or not question.has(Word.WHICH, Word.REPLAYS, Word.CITY, Word.PLACE):
        return None
    about = topic("salon", words=(Word.REPLAYS,))
    return SalonReply("各期记下的回放里没有这个链接。", "沙龙：没有这条回放", about)


def _all(question: Question) -> Iterator[Replay]:
    return (replay for salon in question.book.salons for replay in salon.replays)


def _recordings(question: Question, part: str) -> Iterator[tuple[Salon, Replay]]:
    for salon in question.book.salons:
        yield from ((salon, replay) for replay in salon.replays if _is_in(part, replay.url))


def _is_in(part: str, url: str) -> bool:
    """live/77 is no part of live/776."""
    return re.search(rf"(?<![a-z0-9]){re.escape(part)}(?![a-z0-9])", url.lower()) is not None


def _of_recordings(found: list[tuple[Salon, Replay]]) -> SalonReply:
    salons = list(dict.fromkeys(salon for salon, _ in found))
    paragraphs: list[str] = []
    for salon in salons:
        own = [replay for one, replay in found if one is salon]
        paragraphs += [f"**{headline(salon)}**", facts.replays(salon, own)]
    about = topic("salon", salons, (Word.REPLAYS,))
    return SalonReply(joined(paragraphs), "沙龙：回放", about)


def _of_page(question: Question, page: PageLink) -> SalonReply:
    replay = question.has(Word.REPLAYS, Word.WHICH, Word.LIVE, Word.SALON)
    ours = "，不是哪一期沙龙的回放" if replay else ""
    markdown = f"这是「{page.title}」里的[{page.label}]({page.url}){ours}。"
    return SalonReply(markdown, page.title[:30], topic("page", page=page.path))
