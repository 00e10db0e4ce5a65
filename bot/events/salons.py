"""The salons as everyone uses them: the current book, and the answers from it.

Files and the store are joined here into one immutable snapshot, which is swapped whole;
who is reading the old one finishes with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.clock import Clock, SystemClock
from bot.events.answers.talks.absent import AbsentTalks, lacking
from bot.events.answers.upcoming import asked_of_coming, asks_what_is_planned
from bot.events.book.calendar import Renamed, SalonBook, Subjects
from bot.events.loose import answer_loosely, names_nothing
from bot.events.questions import SalonReply, answer_question
from bot.events.reading.asking import FACTS, Question
from bot.events.reading.elsewhere import in_database_words, speaks_of_database
from bot.events.reading.meant import Meant, salons_meant
from bot.events.reading.message import Reading, read
from bot.events.reading.page_questions import asked_of_pages
from bot.events.reading.situation import on_subject_before, situation_of
from bot.events.reading.turns import after_page, sources_of, topic_of
from bot.events.reading.weighing import WordKinds
from bot.events.record.chat_salons import ChatSalon, join
from bot.events.record.event_pages import as_before
from bot.events.record.hours import as_it_went, to_come, turns_of
from bot.events.record.models import AddedReplay, Problem, Salon
from bot.events.record.reader import Record
from bot.events.record.series import Series, occurrences, read_series
from bot.events.words.names import Match
from bot.events.words.vocabulary import Word
from bot.folder import KnowledgeFile, Scan
from bot.messages import Turn
from bot.store import Row, Store, Transaction

# What is wrong with pages that only the configuration can tell.
Check = Callable[[Sequence[KnowledgeFile]], Iterable[Problem]]


def _unchecked(_: Sequence[KnowledgeFile]) -> Iterable[Problem]:
    return ()


class Salons:
    """``load`` after every scan of the folder, ``refresh`` after a change in the store;
    ``on_change`` is called after either."""

    def __init__(
        self,
        store: Store,
        zone: ZoneInfo,
        clock: Clock | None = None,
        kinds: WordKinds = lambda text: (),
        check: Check = _unchecked,
        renamed: Renamed = lambda text: (),
        subjects: Subjects = lambda text: (),
    ) -> None:
        """``kinds`` tells the parts of speech of a message, ``subjects`` where it has names of
        the pages' own subject, and ``renamed`` gives it with other names for those."""
        self._subjects = subjects
        self._renamed = renamed
        self._store = store
        self._kinds = kinds
        self._zone = zone
        self._clock = clock or SystemClock()
        self._check = check
        self._day = date.min
        self._turns_at: datetime | None = None
        # The book that was read, and the state of the store that it was read from.
        self._read: tuple[SalonBook, Row] | None = None
        # One at a time, or a slow one would put an older book in the place of a newer.
        self._refreshing = asyncio.Lock()
        self._scan = Scan()
        self._broken: tuple[Problem, ...] = ()
        self._listeners: list[Callable[[], None]] = []
        self.book = SalonBook(Record())
        self.series: tuple[Series, ...] = ()

    def on_change(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    async def load(self, scan: Scan) -> None:
        """Read the salons of a scan, with what came by chat."""
        files, self._broken = as_before(scan.files, self._scan.files)
        self._scan = replace(scan, files=files)
        await self.refresh()

    async def refresh(self) -> None:
        """Join the files with what the store knows again."""
        async with self._refreshing:
            await self._refresh()
        self._tell()

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()

    async def _refresh(self) -> None:
        signature, replays, rows, series, others, counts, signups = await self._store.run(
            lambda tx: [
                tx.all("salons.signature"),
                tx.all("events.replays"),
                tx.all("chat_salons.all"),
                tx.all("series.all"),
                tx.all("series.exceptions"),
                tx.all("headcounts.all"),
                tx.all("signups.count"),
            ]
        )
        now = self._clock.now()
        repeating, today = read_series(series, others), self._today(now)
        added = [AddedReplay(row["salon_id"], row["label"], row["url"]) for row in replays]
        joined = join(self._scan.files, map(ChatSalon.from_row, rows))
        if joined.settled:
            await self._store.run(lambda tx: _forget(tx, joined.settled))
        headcounts = {row["salon_id"]: row["people"] for row in counts}
        seated = {r["salon_id"]: r["count"] for r in signups if r["state"] == "seated"}

        def built() -> SalonBook:
            # The check may read pages again for the lines that it names.
            problems = (*joined.problems, *self._broken, *self._check(joined.files))
            return SalonBook.from_files(
                joined.files,
                added,
                problems,
                occurrences(repeating, today),
                headcounts,
                lambda salon: as_it_went(salon, seated.get(salon.id), now, self._zone),
                self._subjects,
                self._renamed,
            )

        book = await asyncio.to_thread(built)
        # With the book and not before it: of a day without one `roll` makes it once more.
        self.series, self._day = repeating, today
        self.book, self._read = book, (book, signature[0])
        turns = (turn for salon in self.book.salons for turn in turns_of(salon, self._zone))
        self._turns_at = min((turn for turn in turns if turn > now), default=None)

    def is_current(self, tx: Transaction, book: SalonBook) -> bool:
        """Whether this book holds all that chat has added, by whichever process; one that was
        given and not read is nobody else's."""
        if self._store.exclusive or self._read is None:
            return True
        read, signature = self._read
        return read is book and tx.one("salons.signature") == signature

    async def catch_up(self) -> None:
        """Read again what other processes that share the store have changed. Raises
        StoreError."""
        if self._store.exclusive or await self._is_current():
            return
        async with self._refreshing:
            if await self._is_current():  # whoever waited with us has read it
                return
            await self._refresh()
        self._tell()

    async def _is_current(self) -> bool:
        return await self._store.run(lambda tx: self.is_current(tx, self.book))

    async def roll(self, now: datetime) -> None:
        """Bring the occurrences of series up to the day, and what is counted of a salon into
        the book once it is final; cheap when they are."""
        of_another_day = self.series and self._today(now) != self._day
        if of_another_day or (self._turns_at is not None and now >= self._turns_at):
            await self.refresh()

    def _today(self, now: datetime) -> date:
        return now.astimezone(self._zone).date()

    def file_of(self, salon: Salon) -> KnowledgeFile | None:
        """The file that a salon stands in; None for one that was made in chat."""
        return next((f for f in self._scan.files if f.meta.get("id") == salon.id), None)

    def answer(self, text: str, history: Sequence[Turn], now: datetime) -> SalonReply | None:
        """What the record says to this, or None when it is not about salons. CPU only."""
        return answer_question(self.book, text, history, now, self._zone, self._kinds)

    def answer_loosely(
        self, text: str, history: Sequence[Turn], now: datetime, *, surely: bool
    ) -> SalonReply | None:
        """The same for a message that ``answer`` passed over and that no page answers;
        ``surely``: a page does, of something else. CPU only."""
        situation = situation_of(self.book, history, now, self._zone)
        return answer_loosely(situation, text, self._kinds, surely=surely, renamed=self._renamed)

    def on_subject_before(self, text: str, history: Sequence[Turn], now: datetime) -> str:
        """谁讲过这个, after a page of another subject, with that subject; else the text. CPU
        only."""
        if not (history and self.book.salons and after_page(history)):
            return text
        situation = situation_of(self.book, history, now, self._zone)
        return on_subject_before(situation, text, history[-1].question)

    def _question(
        self, text: str, now: datetime, history: Sequence[Turn] = (), *, of_any: bool = True
    ) -> Question | None:
        """What a message asks as of the day, whatever is ahead; ``of_any``: only where there
        is any salon."""
        today = self._today(now)
        reading = read(self.book, text, today) if self.book.salons or not of_any else None
        return Question(self.book, reading, today, topic_of(history)) if reading else None

    def lacking_talks(self, text: str, now: datetime) -> AbsentTalks | None:
        """Of a message that asks for the talks of somebody, or on something, of whom or which
        the record has none: that. CPU only."""
        question = self._question(text, now)
        return lacking(question, self._kinds) if question else None

    def meant(self, text: str, history: Sequence[Turn], now: datetime) -> Meant:
        """Which salons a message means that asks for what the store knows. CPU only."""
        return salons_meant(self.book, text, history, now, self._zone)

    def are_ahead(self, now: datetime) -> bool:
        """Whether there is any that is not over. Looks at the days alone."""
        return bool(to_come(self.book.salons, now, self._zone))

    def asked_of_coming(
        self, text: str, history: Sequence[Turn], now: datetime
    ) -> tuple[Salon, ...]:
        """The salons to come that a message asks to be shown (最近有什么活动); empty where it
        asks anything else. CPU only."""
        situation = situation_of(self.book, history, now, self._zone)
        reading = situation.read(text) if situation.ahead else None
        return asked_of_coming(situation.question(reading)) if reading else ()

    def ask_what_is_planned(self, text: str, history: Sequence[Turn], now: datetime) -> bool:
        """Whether a message asks for what is to come, be it nothing. CPU only."""
        question = self._question(text, now, history, of_any=False)
        return question is not None and asks_what_is_planned(question)

    def are_named(self, text: str, now: datetime) -> bool:
        """Whether a message shows by its own words that it means a salon, or somebody of
        the record: 那场, 第7期, 上海. CPU only."""
        question = self._question(text, now)
        if question is None:
            return False
        strong = question.is_strong and not question.is_vague
        return strong or bool(question.reading.names or question.reading.whens)

    def facts_asked(self, text: str, now: datetime, *, loosely: bool = False) -> set[Word]:
        """What it asks that the record tells, in a word of that and not in one that only
        sounds like it: 主键 is no 主讲; ``loosely``: beside unknown words (日志在哪). CPU only."""
        question = self._question(text, now)
        spans = question.reading.spans if question and (loosely or question.is_clear) else ()
        return {w for s in spans if (w := s.value) in FACTS and s.match is not Match.SOUND}

    def has_only(self, text: str, now: datetime, words: Set[Word]) -> bool:
        """Whether a message is made of these words: 链接发下 of fillers. CPU only."""
        question = self._question(text, now)
        spans = question.reading.spans if question and question.is_clear else ()
        return bool(spans) and all(s.value in words for s in spans)

    def asked_of_pages(self, text: str, now: datetime, *, loosely: bool = False) -> str:
        """What of a message surely asks for what the salons' pages tell; ``loosely``: with
        words beside it that are no names. CPU only."""
        kinds = self._kinds

        def passes(reading: Reading) -> bool:
            return names_nothing(reading, kinds) if loosely else not reading.rest

        return asked_of_pages(self.book, text, self._today(now), kinds, passes)

    def speak_of_database(self, text: str, now: datetime) -> bool:
        """Whether a message speaks of a database in words that salons have, too. CPU only."""
        reading = read(self.book, text, self._today(now)) if self.book.salons else None
        return reading is not None and speaks_of_database(reading)

    def in_database_words(self, text: str, now: datetime) -> str:
        """「议程表怎么加索引」 without its 议程; empty for a message that does not speak of a
        database, or has no such word. CPU only."""
        if not self.speak_of_database(text, now):
            return ""
        plain = in_database_words(text)
        return plain if plain != text else ""

    def sources(self, reply: SalonReply) -> tuple[str, ...]:
        """The pages that a reply speaks from."""
        return sources_of(self.book, reply.topic)

    def example(self) -> str:
        """A question that the record can certainly answer; empty without salons."""
        salons = self.book.salons
        with_replay = next((s for s in reversed(salons) if s.replays and s.city), None)
        if with_replay is not None:
            return f"{with_replay.city}那场有回放吗"
        return f"{salons[-1].title}是哪天" if salons else ""


def _forget(tx: Transaction, settled: Sequence[ChatSalon]) -> None:
    """Drop rows whose file has come: from now on the file is the salon."""
    for row in settled:
        tx.execute("chat_salons.forget_settled", id=row.id, page=row.page)
