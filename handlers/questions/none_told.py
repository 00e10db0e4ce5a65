"""What the record of salons has none of, told in place of a page that is on something else."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.context import Services
from bot.events import SalonReply
from bot.expressions import Expression
from bot.knowledge import Answer, Refusal

_NUMBERED = Expression(r"第\s*[\d一二三四五六七八九十百]{1,5}\s*期")
_OF_SALONS = ("events/", "salon/", "training/", "faq/debate-")


def or_none_told(
    text: str, found: Answer | Refusal | SalonReply, services: Services
) -> Answer | Refusal | SalonReply:
    """王坚讲过吗: that the record has no talk of theirs, in place of a refusal, or of the page
    of somebody else; 有没有讲过 pgvector 的: that no talk is on it, with the page on it one tap
    away; 第 15 期西安: that it has no such salon, in place of another one's. CPU only."""
    path = found.citations[0].path if isinstance(found, Answer) else ""
    of_people, refused = path.startswith("people/"), isinstance(found, Refusal) and not found.final
    number = _NUMBERED.search(text) if refused or path.startswith("events/") else None
    if number and not services.salons.book.find(number[0]):
        return services.salons.answer(number[0], (), services.now()) or found
    absent = services.salons.lacking_talks(text, services.now())
    if absent is None:
        return found
    told = not isinstance(found, Refusal) and absent.name in found.markdown
    if refused or of_people or absent.is_somebody:
        return found if told else absent.reply
    ours = path.startswith(_OF_SALONS) and told
    if isinstance(found, Answer) and absent.of_subject and not ours:
        return replace(absent.of_subject, follow_ups=(*absent.of_subject.follow_ups, found.title))
    return found
