"""Whose recording a link is (live/613 是哪期的), and that it is none where only a page has it; and
the articles that pages link to, by words of their title: Hacking 那篇的地址."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.events.answers import facts
from bot.events.book.topics import terms_of
from bot.events.reading.asking import Question
from bot.events.reading.turns import topic
from bot.events.record.models import PageLink, Replay, Salon
from bot.events.replies import SalonReply, bullets, headline, joined
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

# A part of an address, or the name of a file in one.
_PART = Expression(r"[a-z0-9][a-z0-9_.%-]*[/.][a-z0-9_./%-]*[a-z0-9]|(?=[a-z]*\d)[a-z0-9]{10,}")
_NUMBER = Expression(r"(?<![\d/.-])\d{3,4}(?![\d期届场次站人年号天分个条:-])")
_ASKS = Expression("哪|什么|啥|谁|几|吗|么|呢|不|是不是|which|what")
_MAY_STAY = 4  # characters beside the address
_SHORTEST = 6
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
    """Only where a recording or a page of ours has the link, or one that goes on otherwise."""
    text = question.text
    asks = question.asks_which_salon or question.has(Word.LIVE, Word.REPLAYS)
    number = _NUMBER.search(text) if asks else None
    if number and (found := list(_recordings(question, number[0]))):
        return of_recordings(found)  # 776是哪场
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
        return of_recordings(found)
    named = (one for one in question.book.links if _is_in(match[0], one.url))
    if "/" in match[0] and (page := next(named, None)):
        return _of_page(question, page)
    directory, _, last = match[0].rpartition("/")
    urls = (replay.url.lower() for salon in question.book.salons for replay in salon.replays)
    like = directory and last and any(f"{directory}/" in url for url in urls)
    if not like or not question.has(Word.WHICH, Word.REPLAYS, Word.CITY, Word.PLACE):
        return None
    about = topic("salon", words=(Word.REPLAYS,))
    return SalonReply("各期记下的回放里没有这个链接。", "沙龙：没有这条回放", about)


def _recordings(question: Question, part: str) -> Iterator[tuple[Salon, Replay]]:
    for salon in question.book.salons:
        yield from ((salon, replay) for replay in salon.replays if _is_in(part, replay.url))


def _is_in(part: str, url: str) -> bool:
    """live/77 is no part of live/776."""
    return re.search(rf"(?<![a-z0-9]){re.escape(part)}(?![a-z0-9])", url.lower()) is not None


def of_recordings(found: Sequence[tuple[Salon, Replay]]) -> SalonReply:
    """Each with its address, below the salon that it is of."""
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


def article(question: Question) -> SalonReply | None:
    """Only where every word of the message stands in the title. A page on the subject is often
    the better answer, so that the message must ask for the article itself."""
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
