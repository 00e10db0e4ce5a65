"""Articles that the pages link to, asked for by words of their title: Hacking 那篇的地址.

A page on the subject is often the better answer, so the message must ask for the article
itself, and say nothing that its title does not.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.events.book.topics import terms_of
from bot.events.reading.asking import Question
from bot.events.reading.turns import topic
from bot.events.record.models import PageLink
from bot.events.replies import SalonReply, bullets, joined
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

_THAT_ONE = Expression(
    r"[那这哪一]一?篇|文章|博文|原文|(?<![a-z])(?:article|post|blog)s?(?![a-z])"
)
_ADDRESS = Expression(r"链接|地址|网址|(?<![a-z])(?:link|url)s?(?![a-z])")
# What stands beside the title: where it is, that it is wanted.
_BESIDE = (
    Word.FILLER, Word.ADDRESS, Word.PLACE, Word.EXISTS, Word.LISTING, Word.REPLAYS, Word.PAGES,
    Word.OVERVIEW, Word.RECAP,
)  # fmt: skip
_MOST = 3  # more are a subject, and no article
_TELLING = 2  # terms from which an address alone is one of an article


def answer(question: Question) -> SalonReply | None:
    """Only where every word of the message stands in the title."""
    text = question.text
    named = _THAT_ONE.search(text) is not None
    if not named and not _ADDRESS.search(text):
        return None
    for beside in (_BESIDE[1:], _BESIDE):  # 讨说法 is a title, though 说 says nothing
        wanted = terms_of(_title_words(question, beside))
        if not wanted:
            continue
        found = [one for one in question.book.articles if wanted <= terms_of(one.label)]
        if not named and len(wanted) < _TELLING:
            found = [one for one in found if wanted == terms_of(one.label)]
        if 0 < len(found) <= _MOST:
            return _told(found)
    return None


def _title_words(question: Question, kinds: Sequence[Word]) -> str:
    """The message without what is said beside a title."""
    text = question.text
    beside = [s.span() for said in (_THAT_ONE, _ADDRESS) for s in said.finditer(text)]
    beside += [(s.start, s.end) for s in question.reading.spans if s.value in kinds]
    plain = list(text)
    for start, end in beside:
        plain[start:end] = " " * (end - start)
    return "".join(plain)


def _told(found: Sequence[PageLink]) -> SalonReply:
    lines = bullets(f"[{one.label}]({one.url})" for one in found)
    pages = dict.fromkeys(one.title for one in found)
    told = "；".join(f"「{title}」" for title in pages)
    markdown = joined([lines, f"出自{told}这一页，想看结论直接问这个题目。"])
    return SalonReply(markdown, found[0].title[:30], topic("page", page=found[0].path))
