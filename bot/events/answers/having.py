"""The salons that have something, or have not, before they are counted or ranked."""

from __future__ import annotations

import re

from bot.events.answers import facts
from bot.events.asking import Question
from bot.events.models import Salon
from bot.events.names import Kind
from bot.events.vocabulary import Word

# What a salon may be chosen by.
_CHOSEN_BY = frozenset({
    Word.REPLAYS, Word.RECAP, Word.DISCUSSED, Word.IMAGES, Word.ATTENDANCE, Word.SPEAKERS,
    Word.COMPANIES, Word.WINNER, Word.CAPTAINS, Word.SPONSOR, Word.INTERACTION, Word.SIGNUPS,
})  # fmt: skip
_WITHOUT = re.compile("(?:没有?|无|缺|不带|未)(?:留|写|记|标|搞|办)?(?:下|过|录|明)?$")
_WITH = re.compile("(?:有|带|含|留了?|办过?|搞过?)(?:了|过|下)?$")
_OF_THEM = re.compile("(?:记录|讨论|环节|赛)?(?:的|(?:那|这)?[几些]?[期场次]|里)")


def narrowed(question: Question, salons: tuple[Salon, ...], asked: Word) -> tuple[Salon, ...]:
    """Of 有回放的里面报名最多的 those with recordings; all of them where nothing is said.
    ``asked`` is what is counted, which does not choose."""
    text = question.reading.text
    kept = list(salons)
    for span in question.reading.spans:
        before, after = text[: span.start], text[span.end :]
        if not _OF_THEM.match(after):
            continue
        without = _WITHOUT.search(before) is not None
        if not without and not _WITH.search(before):
            continue
        if isinstance(span.value, Word) and span.value in _CHOSEN_BY - {asked}:
            kept = [s for s in kept if facts.has_recorded(s, span.value) != without]
        elif isinstance(span.value, tuple):
            forms = [name.key for name in span.value if name.kind is Kind.FORM]
            if forms:
                kept = [s for s in kept if any(f in s.interaction for f in forms) != without]
    return tuple(kept) or salons
