"""What the pages say of a question, and where the record of salons is to say it after all.

A page is found for nearly everything. What speaks for another one is looked at step by step: a
word that salons and databases share, a part of the salons' pages that is surely meant, and what
the question before was about. CPU only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from bot.chat.context import Request, Services
from bot.events import SalonReply
from bot.events.reading.page_questions import page_meant
from bot.events.reading.turns import kept
from bot.events.replies import short_name
from bot.events.words.vocabulary import Word
from bot.expressions import Expression
from bot.knowledge import Answer, Refusal, leans
from bot.knowledge.answering.follow_up import command as wish_of
from bot.knowledge.answering.refusals import NOT_KNOWN
from bot.knowledge.pages.documents import SEPARATOR
from bot.messages import Turn

SALON_PAGES = ("salon/", "training/", "events/")
_WITHOUT_RECORD = ("salon/", "training/")
_LESSONS = Expression("培训|课程|教程|(?:这|录播|视频|直播|公开|[上听看学])课|课(?=适合)|^学完")
_SLIDES = Expression("课件|讲义|幻灯|ppt|pdf", re.IGNORECASE)
_POSTGRESQL = Expression(r"(?<![a-z])(?:pg|postgre)", re.IGNORECASE)
_WEEKLY = Expression("每(?:周|星期|个?礼拜)")  # the lessons, whatever page was before
_TOLD_OF_PAGE = {"course": "training", "agenda": "salon"}  # by the record
_WHOSE = {"salon": "沙龙", "training": "培训"}  # what a follow-up leaves unsaid
_CALLS_OFF = Expression("取消|删|去掉|撤")
_WHERE = {Word.PLACE, Word.ADDRESS, Word.VENUE, Word.CITY}
_BESIDE_WHERE = {Word.FILLER, Word.SALON, Word.HOLD, Word.REFERENCE}
_BRIEF = 10  # characters
_NEAREST = 3  # passages, of which one must be of the salons' pages

Found = Answer | Refusal


def looked_up(
    text: str, quoted: str, request: Request, services: Services
) -> Answer | Refusal | SalonReply:
    """What the pages say, or after all the record of salons."""
    # 那上海呢 asks nothing more of the page before.
    named = bool(request.history) and services.salons.are_named(text, services.now())
    asked = _Asked(text, () if named else request.history, named, request, services)
    found = asked.of_pages(quoted)
    screened = isinstance(found, Refusal) and found.final and "asked" not in found.topic
    if quoted or screened:  # 内推 DBA 岗位 35k: no page, not that on jobs either
        return found
    for step in (
        asked.without_shared_word,
        asked.of_database,
        asked.of_meant_page,
        asked.of_part_before,
        asked.of_model_before,
        asked.unless_garnish,
    ):
        found = step(found)
    told = asked.or_of_record(found)
    return asked.of_whom_before(told) if isinstance(told, Refusal) else told


@dataclass(frozen=True, slots=True)
class _Asked:
    """``named``: the question names a salon, and ``history`` is left out for that."""

    text: str
    history: Sequence[Turn]
    named: bool
    request: Request
    services: Services

    def of_pages(self, quoted: str) -> Found:
        caution = self.services.settings.caution_in(self.request.message.conversation_id)
        return self.services.knowledge.answer(
            self.text, self.history, quote=quoted, caution=caution
        )

    def without_shared_word(self, found: Found) -> Found:
        """有影响吗, after a page: what leads from it to the salons is a word that they share."""
        half = isinstance(found, Answer) and found.half and not self.named
        if half and _is_of(SALON_PAGES, found):
            return self.services.knowledge.not_on_page(self.text, self.history)
        return found

    def of_database(self, found: Found) -> Found:
        """「议程表怎么加索引」 finds the page on the agenda; asked without that word it finds what
        tables are about. A page of the salons answers none of it."""
        if isinstance(found, Answer) and not _is_of(SALON_PAGES, found):
            return found
        salons, now = self.services.salons, self.services.now()
        plain = salons.in_database_words(self.text, now)
        again = self.services.knowledge.answer(plain) if plain else found
        if isinstance(again, Answer) and not _is_of(SALON_PAGES, again):
            return again
        # 商用 pg 要不要交钱: no word of salons led to their page on the licence.
        doubtful = plain or not _POSTGRESQL.search(self.text)
        if isinstance(found, Answer) and doubtful and salons.speak_of_database(self.text, now):
            return self._not_known()
        return found

    def of_meant_page(self, found: Found) -> Found:
        """A page of the salons that is surely meant, where another one was found or none."""
        there = ("training/",) if _is_of_lessons(self.text) else SALON_PAGES
        if _is_of(there, found) and not page_meant(self.text):
            return found
        page = self._of_salon_page(self.text, found)
        # 培训证书有没有: one word that no page on the training has.
        brief = len(self.text) <= _BRIEF and _LESSONS.match(self.text) is not None
        loosely = brief and page is found
        return self._of_salon_page(self.text, found, loosely=True) if loosely else page

    def of_part_before(self, found: Found) -> Found:
        """架构师能学到什么, after the training: what it leaves unsaid is said for it."""
        whose = _WHOSE.get(self._part_before, "")
        if not whose or whose in self.text or not leans(self.text) or _WEEKLY.search(self.text):
            return found
        sure = isinstance(found, Answer) and not _is_of(SALON_PAGES, found)
        if sure and not self.services.salons.facts_asked(self.text, self.services.now()):  # 在哪
            return found
        return self._of_salon_page(f"{whose} {self.text}", found, loosely=True)

    def of_model_before(self, found: Found) -> Found:
        """在哪, after the model of the day: where that one is held, which a page tells."""
        about = _topic(self.history)
        of_model = about.get("matter") == "agenda" and "own" not in about
        asked = self.services.salons.facts_asked(self.text, self.services.now())
        if not of_model or not asked or not self._has_only(_WHERE | _BESIDE_WHERE):
            return found
        again = self.services.knowledge.answer(f"沙龙模板的地点 {self.text}")
        return again if _is_of(SALON_PAGES, again) else found

    def unless_garnish(self, found: Found) -> Found:
        """链接发下: a page of the salons that has a word of it answers nothing that was asked."""
        asks = not self._has_only({Word.FILLER}) or not _is_of(SALON_PAGES, found)
        return found if asks else self._not_known()

    def _has_only(self, words: Set[Word]) -> bool:
        return self.services.salons.has_only(self.text, self.services.now(), words)

    def _not_known(self) -> Refusal:
        return Refusal(NOT_KNOWN, topic={"asked": self.text})

    def of_whom_before(self, found: Refusal) -> Found | SalonReply:
        """博客地址, after a person, 分会呢, after a salon, 什么时候抽, after the page on prizes:
        what is known of nothing by itself is asked again with whose it is."""
        about = _topic(self.history)
        if not about or found.final or wish_of(self.text) or not leans(self.text):
            return found
        if _CALLS_OFF.search(self.text):  # 取消王五: whoever reads orders says what is missing
            return found
        if self.services.salons.speak_of_database(self.text, self.services.now()):
            return found
        if self._page_before.startswith(_WITHOUT_RECORD):
            title = about.get("heading", "").split(SEPARATOR)[0]
            again = self.services.knowledge.answer(f"{title} {self.text}")
            return again if _is_of((self._page_before,), again) else found
        if len(people := kept(about, "person")) == 1:
            again = self.services.knowledge.answer(f"{people[0]} {self.text}")
            return again if _is_of(("people/",), again) else found
        salon = self.services.salons.book.get(about.get("salons", ""))  # one, or none of that id
        whole = f"{short_name(salon)} {self.text}" if salon else ""
        reply = self.services.salons.answer(whole, (), self.services.now()) if salon else None
        return reply or found

    def or_of_record(self, found: Found) -> Found | SalonReply:
        if (isinstance(found, Refusal) and found.final) or _is_of(SALON_PAGES, found):
            return found
        surely = isinstance(found, Answer)
        again = self.services.salons.answer_loosely(
            self.text, self.request.history, self.services.now(), surely=surely
        )
        if again is not None:
            return again
        return found if surely else self._of_salon_page(self.text, found, loosely=True)

    @property
    def _part_before(self) -> str:
        """The folder of the page that the turn before was about; empty for anything else."""
        matter = _topic(self.request.history).get("matter", "")
        return _TOLD_OF_PAGE.get(matter) or self._page_before.partition("/")[0]

    @property
    def _page_before(self) -> str:
        return _topic(self.request.history).get("page", "")

    def _of_salon_page(self, text: str, found: Found, *, loosely: bool = False) -> Found:
        """A message that surely asks for what the salons' pages tell is asked again by the name
        of the nearest of them: 「群全称」 has too few words to be sure of by itself. Else
        ``found`` stays."""
        asked = self.services.salons.asked_of_pages(text, self.services.now(), loosely=loosely)
        if not asked:
            return found
        knowledge = self.services.knowledge
        near = [*knowledge.search(asked, _NEAREST), *knowledge.search(f"沙龙 {asked}", _NEAREST)]
        paths = [one.path for one in near]
        # Of these the one that was just shown, else that the whole message is nearest to.
        shown = [p for p in near if p.path == self._page_before]
        nearest = knowledge.search(page_meant(text) or text, 1)
        first = shown or [p for p in nearest if p.path in paths]
        both = [p for p in (*first, *near) if p.path.startswith(_WITHOUT_RECORD)]
        # 课程适合谁: there is a page on whom salons are for, too.
        if _is_of_lessons(text):
            both.sort(key=lambda p: not p.path.startswith("training/"))
        if not both:
            return found
        again = knowledge.answer(f"{both[0].title} {asked}")
        return found if isinstance(again, Refusal) else again


def _topic(history: Sequence[Turn]) -> Mapping[str, str]:
    """What the turn before was about; empty where there is none."""
    return history[-1].topic if history else {}


def _is_of(folders: tuple[str, ...], found: Found) -> bool:
    """Whether it is an answer, and its first page is in one of these."""
    pages = found.citations if isinstance(found, Answer) else ()
    return bool(pages) and pages[0].path.startswith(folders)


def _is_of_lessons(text: str) -> bool:
    return bool(_LESSONS.search(text)) and not _SLIDES.search(text)
