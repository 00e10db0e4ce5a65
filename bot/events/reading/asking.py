"""A question in its conversation, and the salons it means. All answers are made from this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from bot.events.book.calendar import SalonBook
from bot.events.reading import leftovers
from bot.events.reading.message import Reading
from bot.events.reading.said_beside import firsts_of_some, means_the_last
from bot.events.reading.scope import companies_in, each_named, guests_in, resolve, sponsors_in
from bot.events.reading.steps import Around, Scope
from bot.events.reading.turns import MARK
from bot.events.record.models import Salon
from bot.events.words.names import OF_SALONS, Kind, Match, Name
from bot.events.words.numbers import SALON_UNITS, TIMES, Slice
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

FACTS = frozenset({
    Word.DATE, Word.WEEKDAY, Word.CITY, Word.PLACE, Word.VENUE, Word.ADDRESS, Word.SPONSOR,
    Word.SIGNUPS, Word.HEADCOUNT, Word.ATTENDANCE, Word.TALKS, Word.TELL, Word.SPEAKERS,
    Word.COMPANIES, Word.REPLAYS, Word.LIVE, Word.INTERACTION, Word.WINNER, Word.TEAMS,
    Word.CAPTAINS, Word.RECAP, Word.DISCUSSED, Word.IMAGES, Word.STATUS, Word.CLOCK,
})  # fmt: skip
# Words that hardly anyone uses of anything but an event.
TELLING = frozenset({
    Word.SPONSOR, Word.SIGNUPS, Word.ATTENDANCE, Word.TALKS, Word.SPEAKERS, Word.COMPANIES,
    Word.REPLAYS, Word.INTERACTION, Word.WINNER, Word.TEAMS, Word.CAPTAINS,
})  # fmt: skip
# Of those, the ones that beside a city leave no doubt.
SURE = frozenset({
    Word.SPONSOR, Word.SIGNUPS, Word.ATTENDANCE, Word.SPEAKERS, Word.REPLAYS, Word.CAPTAINS,
})  # fmt: skip
# After these 第一个 is a salon; with one of those it is what a salon has several of.
_OF_SEVERAL = ("list", "salon", "figures", "company")
_HAD = (
    Word.TALKS, Word.SPEAKERS, Word.GIVE, Word.ORG, Word.DISCUSSED, Word.RECAP, Word.AGENDA,
    Word.CHAPTER, Word.INTERACTION,
)  # fmt: skip
# Characters that may stay unexplained.
_GARNISH_WHEN_STRONG, _GARNISH_WHEN_NAMED = 6, 2
_ALWAYS_SALON = (Word.SALON, Word.WHICH, Word.EVERY)
_WITH_UNIT = (
    Word.REFERENCE, Word.UNIT, Word.COUNT, Word.FIRST, Word.LAST, Word.NEXT, Word.PREVIOUS,
    Word.FORMER,
)  # fmt: skip


@dataclass
class Question:
    """Lives for one answer; nothing in it changes after it was made. ``ahead``: the salons
    that are not over; ``begun``: those of them under way; ``paged``: a page of another subject
    answered the turn before."""

    book: SalonBook
    reading: Reading
    today: date
    topic: Mapping[str, str] = field(default_factory=dict)
    ahead: tuple[Salon, ...] = ()
    paged: bool = False
    begun: tuple[Salon, ...] = ()

    @property
    def text(self) -> str:
        return self.reading.text

    def has(self, *words: Word) -> bool:
        return self.reading.has(*words)

    def said(self, *words: Word) -> list[str]:
        return self.reading.said(*words)

    def says(self, pattern: Expression) -> bool:
        return self.reading.says(pattern)

    def named(self, *kinds: Kind) -> list[str]:
        return self.reading.named(*kinds)

    @cached_property
    def rest(self) -> list[str]:
        """What nothing in the message explains."""
        return self.reading.rest

    @cached_property
    def facts(self) -> tuple[Word, ...]:
        """The facts asked for, in the order of the message."""
        words = [word for word in self.reading.words() if word in FACTS]
        asks_who = self.has(Word.WHO, Word.ROLE) or self.asks_who_else
        asks_who = asks_who or any(said in self.text for said in ("叫什么", "叫啥", "都有谁"))
        of_talk = self.has(Word.GIVE) or (self.has(Word.TALKS) and bool(self.rest))
        if asks_who and (of_talk or self.asks_who_else) and Word.SPEAKERS not in words:
            words.append(Word.SPEAKERS)
        if Word.COMPANIES in words and self.has(Word.GIVE) and not self.has(Word.COME):
            words = [Word.SPEAKERS if word is Word.COMPANIES else word for word in words]
        if Word.SPONSOR in words and not self.has(Word.COME):
            words = [word for word in words if word is not Word.COMPANIES]  # 哪些公司赞助过
        return tuple(dict.fromkeys(words))

    @cached_property
    def asks_who_else(self) -> bool:
        """那场还有谁: other speakers, beside one who is named or was talked about."""
        of_speakers = self.matter in ("talk", "person") or bool(self.named(Kind.PERSON))
        return of_speakers and any(set(word) & set("谁哪人") for word in self.said(Word.BESIDES))

    @cached_property
    def around(self) -> tuple[Salon, ...]:
        """The salons that the turn before was about."""
        return self._kept("salons")

    @property
    def spoken_of(self) -> Salon | None:
        """The one salon that the turn before was about."""
        return self.around[0] if len(self.around) == 1 else None

    @cached_property
    def among(self) -> tuple[Salon, ...]:
        """The salons that those of the turn before were picked from."""
        return self._kept("among")

    @cached_property
    def earlier(self) -> tuple[Salon, ...]:
        return self._kept("earlier")

    def _kept(self, key: str) -> tuple[Salon, ...]:
        return tuple(s for id_ in self.topic.get(key, "").split() if (s := self.book.get(id_)))

    @cached_property
    def held(self) -> tuple[Salon, ...]:
        """The salons of the record that took place."""
        past = (s for s in self.book.standalone if s not in self.ahead)
        return tuple(s for s in past if s.held_on <= self.today and not s.is_cancelled)

    @cached_property
    def picks_listed(self) -> bool:
        """第一个的链接, after several salons were told: one of them, not of what one had."""
        several = len(self.around) > 1 and self.matter in _OF_SEVERAL
        return several and not self.reading.names and not self.has(*_HAD)

    @property
    def matter(self) -> str:
        """Which of our answers the turn before was; empty when it was none."""
        return self.topic.get(MARK, "")

    @cached_property
    def former_words(self) -> tuple[Word, ...]:
        """The facts that the turn before was about."""
        said = self.topic.get("words", "").split()
        return tuple(word for word in Word if word in said) if said else ()

    @cached_property
    def scope(self) -> Scope:
        """The salons that the message itself means."""
        return self._scope_of(self.reading, self.among)

    def _scope_of(self, reading: Reading, among: Sequence[Salon] = ()) -> Scope:
        names = (*self.sponsors, *self.guests)
        around = () if means_the_last(reading, self.topic) else self.around
        beside = Around(self.today, self.ahead, around, among, self.begun, self.picks_listed)
        return resolve(self.book, reading, names, beside)

    @cached_property
    def sponsors(self) -> tuple[Name, ...]:
        """Names that stand for the salons they sponsored."""
        return tuple(sponsors_in(self.reading))

    @cached_property
    def guests(self) -> tuple[Name, ...]:
        """Companies that stand for the salons they came to, where more is asked of those
        than which they are."""
        asked = set(self.facts) - {Word.PLACE, Word.CITY, Word.DATE, Word.WEEKDAY}
        spoke = asked & {Word.SPEAKERS, Word.TELL, Word.TALKS}  # of theirs, it may be
        return tuple(guests_in(self.reading, bare=not spoke)) if asked else ()

    @cached_property
    def companies(self) -> tuple[str, ...]:
        """Companies that are named as themselves, neither as sponsors nor as guests."""
        others = (*self.sponsors, *self.guests)
        return tuple(dict.fromkeys(companies_in(self.reading, others)))

    @cached_property
    def is_scoped(self) -> bool:
        """Whether the message itself says which salons it means."""
        return self.scope.named

    @cached_property
    def is_strong(self) -> bool:
        """Whether the wording alone shows that a salon is meant (那场, 第7期, 沙龙, 哪期)."""
        units = self.reading.units
        numbered = any(unit and unit in SALON_UNITS and unit not in TIMES for unit in units)
        if numbered or self.has(*_ALWAYS_SALON) or self.named(Kind.SALON):
            return True
        return any(word[-1] in SALON_UNITS + "动它" for word in self.said(*_WITH_UNIT))

    @cached_property
    def is_vague(self) -> bool:
        """Strong only by a measure word that other things have too, and nothing else in the
        message is a salon's: 下一场, 最近一次, 哪场."""
        if self.has(*_ALWAYS_SALON[:1]) or self.has_salon_name or self.reading.whens:
            return False
        if self.named(Kind.PERSON, Kind.COMPANY, Kind.FORM) or set(self.facts) & TELLING:
            return False
        counted = {*self.reading.units, *"".join(self.said(*_WITH_UNIT, *_ALWAYS_SALON))}
        return counted.isdisjoint("期届")  # 下一场球, 最近一次崩溃: of whatever takes place

    @cached_property
    def counts_salons(self) -> bool:
        """几期, 多少场; not a bare 多少."""
        return self._has_of_salons(Word.COUNT)

    @cached_property
    def asks_which_salon(self) -> bool:
        """哪期, 哪几场; not 哪个."""
        return self._has_of_salons(Word.WHICH)

    def _has_of_salons(self, word: Word) -> bool:
        return not set("".join(self.said(word))).isdisjoint(SALON_UNITS)

    @cached_property
    def is_clear(self) -> bool:
        """Whether every stretch of the message is understood."""
        return not self.rest

    @cached_property
    def is_nearly_clear(self) -> bool:
        """Whether what is left may be garnish: the more surely the wording means a salon,
        the more of it may stay unexplained."""
        left = sum(map(len, self.rest))
        if not left:
            return True
        if self.is_about_something_else or self.is_vague:
            return False
        if self.is_strong:
            return left <= _GARNISH_WHEN_STRONG
        sure = self.has_salon_name and any(word in SURE for word in self.facts)
        return left <= (_GARNISH_WHEN_NAMED if sure else 0)

    @cached_property
    def continues(self) -> bool:
        """Whether the message may lean on the turn before: understood wholly, and our turn."""
        return bool(self.topic) and self.is_clear

    @cached_property
    def is_doubtful(self) -> bool:
        """A name is only known by its sound, and nothing else shows that a salon is meant:
        位置参数 sounds like a city too."""
        sounded = any(s.names and s.match is Match.SOUND for s in self.reading.spans)
        return sounded and not self.is_strong and not set(self.facts) & SURE

    @cached_property
    def has_salon_name(self) -> bool:
        return bool(self.named(*OF_SALONS))

    @cached_property
    def is_about_something_else(self) -> bool:
        """「第一期工程」, 「最后一次备份」, 「最近一期的某某节目」: what is counted stands,
        unexplained, right after the words that seem to mean a salon."""
        return leftovers.counts_another(self.reading, _WITH_UNIT)

    @cached_property
    def unordered(self) -> Scope:
        """The scope without 最早, 第一次 and 最近, for the first or last of those that have
        something."""
        firsts = firsts_of_some(self.reading)
        ends = (Word.FIRST, Word.LAST)
        spans = (s for s in self.reading.spans if s.value not in ends and s not in firsts)
        return self._scope_of(replace(self.reading, spans=tuple(spans)))

    @cached_property
    def unsliced(self) -> Scope:
        """The scope without 前两场, for the first two of a ranking."""
        spans = tuple(s for s in self.reading.spans if not isinstance(s.value, Slice))
        return self._scope_of(replace(self.reading, spans=spans))

    @cached_property
    def end(self) -> int:
        """1 when the first of those that have something is asked for, -1 for the last."""
        if self.has(Word.FIRST) or firsts_of_some(self.reading):
            return 1
        return -1 if self.has(Word.LAST) else 0

    @cached_property
    def each_named(self) -> tuple[Salon, ...]:
        """The salons of every number, name and date by itself, whether or not they meet:
        for 比, 隔 and 合计."""
        return each_named(self.book, self.reading, self.sponsors)

    def topic_words(self, soft: Iterable[Word] = (Word.FILLER,)) -> str:
        return leftovers.subject(self.reading, soft)
