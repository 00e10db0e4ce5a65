"""Recordings of all the salons by their label or link, also where a link does not open."""

from __future__ import annotations

from dataclasses import replace

from bot.events.answers import facts
from bot.events.answers.asked_facts import BROKEN, LABELS_OF_PARTS
from bot.events.answers.lists import with_and_without
from bot.events.reading.asking import Question
from bot.events.reading.turns import topic
from bot.events.record.models import Salon
from bot.events.replies import SalonReply, headline, joined
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

_LATIN = Expression("[a-z][a-z0-9]+")


def broken(question: Question) -> SalonReply | None:
    """回放链接打不开怎么办: those of the record once more, and that it has no others."""
    surely = Word.REPLAYS in question.facts and not question.is_scoped and question.is_clear
    if not surely or question.around or not question.says(BROKEN):
        return None
    reply = with_and_without(question, question.book.standalone, Word.REPLAYS)
    return replace(
        reply, markdown=joined(["记录里的回放地址只有这些，没有别的：", reply.markdown])
    )


def by_label_or_link(question: Question) -> SalonReply | None:
    """直播回顾-下午是哪期的, 只要 mp4 的: the recordings whose label or link says so."""
    labels = [said for word, said in LABELS_OF_PARTS.items() if question.has(word)]
    links = _LATIN.findall(question.text)
    numbers = {n for o in question.reading.ordinals if o.unit in ("段", "条") for n in o.numbers}
    paragraphs: list[str] = []
    salons: list[Salon] = []
    for salon in question.book.standalone:
        meant = [
            replay
            for replay in salon.replays
            if any(said.search(replay.label) for said in labels)
            or any(word in replay.url.lower() for word in links)
            or any(replay.label.endswith(str(number)) for number in numbers)
        ]
        if meant:
            salons.append(salon)
            paragraphs += [f"**{headline(salon)}**", facts.replays(salon, meant)]
    if not salons:
        return None
    about = topic("salon", salons, (Word.REPLAYS,))
    return SalonReply(joined(paragraphs), "沙龙：回放", about)
