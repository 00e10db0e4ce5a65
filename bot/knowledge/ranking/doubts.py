"""What speaks for the best page and what of the question it does *not* hold, by the words of both;
and whether the question is about these pages' subject at all."""

from __future__ import annotations

import math
from functools import cached_property

from bot.knowledge.index.snapshot import Snapshot, is_record
from bot.knowledge.question import implied, lone_words
from bot.knowledge.ranking.page_names import PageNames
from bot.knowledge.ranking.two_steps import Ranking
from bot.knowledge.words import everyday, software
from bot.knowledge.words.salience import (
    FORM_WORDS,
    general_share,
    has_letter,
    is_english,
    salience,
    unknown_worth,
)
from bot.knowledge.words.screening import favour_asked, wants_design, wants_sql
from bot.script import normalise

# What says that the page lacks words of the question.
LACKING = ("foreign", "unknown_words", "off_subject", "little_held", "fragments")
_NAMED_FROM = 0.4
_SHOWN_SHARE = 0.75  # share of a wish for some SQL that the page which shows it holds
_HOME = 0.5  # share of words of the subject from which daily life is only an example
_FEW = 3.0  # words up to which a question is so short that each of them tells
_LITTLE = 0.5  # share of a question below which a page holds little of it
_LACKS_TOO_MUCH = 0.3  # of what is asked of another database itself
_LACKS_MOST = 0.5  # of what is asked of a tool
_TELLING = 0.9  # rarity below which a word stands everywhere and says nothing
_IMPLIED = 0.5  # what the subject of the page's folder is worth, which the page holds
_SUBJECT_RANGE = (-3.0, 6.0)
_AT_HOME = 2.0  # subject from which a question is about what the pages are about
_OFF_SUBJECT = 1.0  # a word that the pages use hardly more than people in general
_LONE = 1.05  # a question that says no more than one word
_SUBJECT_FROM = 0.4  # share of a question from which other software is its subject


class Doubts:
    """One question held against the first document of its ranking."""

    def __init__(self, snapshot: Snapshot, ranking: Ranking, names: PageNames) -> None:
        self.snapshot, self.page_names = snapshot, names
        self.query, self.best = ranking.query, ranking.documents[0]
        self.document = snapshot.documents[self.best.document]
        self.rows = snapshot.rows_of(self.best.document)
        # Of each concept its worth, and whether the page and its best passage hold it.
        there = ranking.scored.in_passages
        self.worths: list[float] = ranking.scored.worth.tolist()
        self.on_page: list[bool] = there[:, self.rows].any(axis=1).tolist()
        if self.document.asked and self._software:  # of it a page has to tell in its own words
            own = names.own_terms(self.best.document)
            held = zip(self.query.concepts, self.on_page, strict=True)
            self.on_page = [there and concept.is_held_by(own) for concept, there in held]
        for line in implied.of_page(snapshot, self.best.document, self.query.concepts):
            least = _IMPLIED * self.query.concepts[line].weight
            self.worths[line], self.on_page[line] = max(self.worths[line], least), True
        self.in_passage: list[bool] = (there[:, self.best.rows[0]] > 0).tolist()
        told = ((line, c) for line, c in enumerate(self.query.concepts) if c.told)
        self.told = [i for i, c in told if self.on_page[i] or c.said not in FORM_WORDS]
        self.said = [self.query.concepts[line].said for line in self.told]
        self.ratios = {line: self._ratio(line) for line in self.told}
        rarest = names.rarest
        wanted = [word for word in self.query.unknown if word.text not in FORM_WORDS]
        self.unknown = [(word, rarest * unknown_worth(word)) for word in wanted]
        self.strange = [(word, rarest * salience(word)) for word in wanted if has_letter(word)]
        self.mass = self._worth(self.told) + sum(worth for _, worth in self.unknown) or 1.0

    def features(self) -> dict[str, float]:
        concepts, text = self.query.concepts, self.query.text
        plain = [i for i in self.told if not concepts[i].is_amount]
        full = self._worth(plain) + sum(worth for _, worth in self.strange) or 1.0
        names = [i for i in self.told if concepts[i].is_name]
        names = [i for i in names if not software.is_likened(text, concepts[i].said)]
        named, subject = self._named(), self._subject(plain)
        share = self._worth([i for i in plain if self._holds(i)]) / full
        at_home = min(self._at_home(plain) / full / _HOME, 1.0)
        elsewhere, said = self._other_software(), self._said_much(plain)
        lone = (said <= _LONE and not named) or lone_words.names_nothing(self.query, named)
        features = {
            "held": share,
            "subject": subject,
            "foreign": min(max(_AT_HOME - subject, 0.0), 1.0),
            "named": named,
            "missing_names": self._worth([i for i in names if not self._holds(i)]) / self.mass,
            "unknown_names": sum(w for word, w in self.unknown if not word.is_han) / self.mass,
            "unknown_words": sum(w for word, w in self.unknown if word.is_han) / self.mass,
            "off_subject": self._off_subject() / full,
            "other_software": elsewhere,
            "of_a_tool": 0.0 if elsewhere else self._of_a_tool(plain),
            "record": float(is_record(self.document)),
            "bare_number": float(lone_words.is_bare_number(self.said, self._names)),
            "lone": float(lone and not self._is_explained()),
            "favour": self._favour(plain),
            "little_held": max(_LITTLE - share, 0.0) * min(_FEW / max(said, 1.0), 1.0),
            "fragments": self.page_names.rarest * lone_words.known_in_pieces(self.query) / full,
            "everyday": everyday.share(text, self._names) * (1 - at_home),
            "wordless": float(self.document.is_wordless),
        }
        if wants_design(text) and any(map(wants_design, self._names)):
            features.update(dict.fromkeys((*LACKING, "everyday"), 0.0))
        return features

    def _favour(self, lines: list[int]) -> float:
        """Is somebody asked to do something, other than to show a kind of SQL that the page
        shows?"""
        if not (end := favour_asked(self.query.text)):
            return 0.0
        if not wants_sql(self.query.text) or not any(
            "```" in section.text for section in self.snapshot.sections[self.rows]
        ):
            return 1.0
        rest = [i for i in lines if self.query.concepts[i].start >= end]
        mass = self._worth(rest) + sum(w for word, w in self.strange if word.start >= end)
        return float(self._worth([i for i in rest if self._holds(i)]) < _SHOWN_SHARE * mass)

    def _worth(self, lines: list[int]) -> float:
        return sum(self.worths[line] for line in lines)

    def _holds(self, line: int) -> bool:
        """Does the page hold the words, or what a cue over them leads to?"""
        concept = self.query.concepts[line]
        return self.on_page[line] or any(
            start <= concept.start and concept.end <= end for start, end in self._followed_cues
        )

    @cached_property
    def _followed_cues(self) -> list[tuple[int, int]]:
        """Where the question says in its own words what the page calls otherwise."""
        concepts = enumerate(self.query.concepts)
        guessed = (c for i, c in concepts if c.alternatives and not c.told and self.on_page[i])
        return [(concept.start, concept.end) for concept in guessed]

    def _ratio(self, line: int) -> float:
        """How much more often the pages use a word than people in general (logarithm)."""
        concept = self.query.concepts[line]
        count_of = self.snapshot.term_counts.item  # a number of Python's own, compared faster
        names = concept.alternatives or concept.near
        count = max(min(map(count_of, terms)) for _, terms in names)
        total = max(self.snapshot.term_total, 1)
        return math.log(max(float(count), 0.5) / total / general_share(concept.said))

    def _at_home(self, lines: list[int]) -> float:
        """Worth of the words that are words of the pages' subject, held or not."""
        own = [i for i in lines if self.ratios[i] >= _AT_HOME]
        return self._worth([i for i in own if not everyday.is_one(self.query.concepts[i].said)])

    def _subject(self, lines: list[int]) -> float:
        """The ratio of the matched word where it is highest: do we talk about the subject
        of these pages at all? Of a record that says little: it names what talks were about."""
        found = [0.0]
        for line in () if self.best.document in self.snapshot.records else lines:
            if is_english(self.query.concepts[line].said):
                continue
            everywhere = self.worths[line] < _TELLING * self.query.concepts[line].weight
            if not everywhere and self.in_passage[line]:
                found.append(min(max(self.ratios[line], _SUBJECT_RANGE[0]), _SUBJECT_RANGE[1]))
        return max(found)

    def _off_subject(self) -> float:
        """Nouns that the page lacks and that are no words of the pages' subject."""
        kinds = {(word.start, word.end): word.kind for word in self.query.words}
        lacking = sum(
            worth for word, worth in self.strange if word.is_han and word.kind.startswith("n")
        )
        for line in self.told:
            concept = self.query.concepts[line]
            kind = kinds.get((concept.start, concept.end), "x")
            if not (kind.startswith("n") or kind == "x") or concept.is_name or self._holds(line):
                continue
            if self.ratios[line] < _OFF_SUBJECT:
                lacking += self.worths[line]
        return lacking

    @cached_property
    def _names(self) -> tuple[str, ...]:
        """Title, other names and headings of the page, normalised."""
        return self.page_names.plain(self.best.document)

    @cached_property
    def _software(self) -> list[str]:
        """Of a handbook on Docker no page has to have Docker in its title."""
        words = {word.text for word in self.query.words}
        words.update(concept.said for concept in self.query.concepts if concept.told)
        found, page = software.named(self.query.text, words), self.best.document
        return [name for name in found if not self.snapshot.is_about(page, name)]

    def _other_software(self) -> float:
        """How much of the question is other software that the page does not deal with; 1
        where that is its subject. The tool in which an error was seen is not."""
        if not (found := self._software):
            return 0.0
        texts = [normalise(section.text) for section in self.snapshot.sections[self.rows]]
        place = self.best.rows[0] - self.rows.start
        page = software.Page(self._names, "\n".join(texts), texts[place])
        strange = [n for n in found if not software.deals_with(page, n, self.query.text)]
        lines = [i for i in self.told if any(n in self.query.concepts[i].said for n in strange)]
        worth = self._worth(lines) + sum(w for word, w in self.strange if word.text in strange)
        return min(1.0, worth / self.mass / _SUBJECT_FROM) if worth else float(bool(strange))

    def _of_a_tool(self, lines: list[int]) -> float:
        """How much of what is asked of other software a page lacks that deals with it: how
        to change the language of pgAdmin is not on every page with pgAdmin in a heading."""
        concepts, text = self.query.concepts, self.query.text
        if not (tools := [n for n in self._software if not software.only_compared(n, text)]):
            return 0.0
        rest = [i for i in lines if not any(tool in concepts[i].said for tool in tools)]
        asked = self._worth(rest) + sum(w for word, w in self.strange if word.text not in tools)
        # What a cue leads to is how it is done with PostgreSQL, unless that is the tool's page.
        its_page = any(software.is_called(normalise(self.document.title), t) for t in tools)
        held = [i for i in rest if (self._holds(i) if its_page else self.on_page[i])]
        if operated := software.is_operated(tools, text):
            # Elsewhere a page that compares PostgreSQL with another database tells of both.
            shown = self._shown(tools)
            held = [i for i in held if concepts[i].is_held_by(shown) or not self.on_page[i]]
        lacking = 1 - self._worth(held) / asked if asked else 0.0
        own = any(concepts[i].said.isascii() for i in held)  # what is group_concat here?
        own = own and not (operated and software.is_topic(tools, text))
        if own or (not operated and any(map(software.is_database, tools))):
            return lacking
        strict = operated or (software.is_setting(text) and not its_page)
        return 1.0 if lacking > (_LACKS_TOO_MUCH if strict else _LACKS_MOST) else lacking

    def _shown(self, tools: list[str]) -> set[int]:
        """The terms of the page's names, and of its code in passages that name a tool."""
        texts = (section.text for section in self.snapshot.sections[self.rows])
        theirs = (text for text in texts if any(tool in normalise(text) for tool in tools))
        told = (*self._names, *software.shown("\n".join(theirs)))
        return set().union(*map(self.page_names.terms_in, told))

    def _is_explained(self) -> bool:
        section = self.snapshot.sections[self.best.rows[0]]
        heading = normalise("".join(section.trail[-1:]))
        own = [self.query.concepts[i].said for i in self.told if self.ratios[i] > 0]
        return lone_words.is_explained(
            self.said, self._names, heading, normalise(section.text), own
        )

    def _said_much(self, lines: list[int]) -> float:
        known = (self.query.concepts[line].weight for line in lines)
        return sum(known) + sum(map(salience, self.query.unknown))

    def _named(self) -> float:
        """How much the question and one of the page's own names are the same, 0 to 1; a
        resemblance that any question has with something counts as none."""
        concepts = [
            ([terms for _, terms in self.query.concepts[i].alternatives], self.worths[i])
            for i in self.told
        ]
        called = (self.document.title, *self.document.names)
        best = self.page_names.likeness(called, concepts, self.mass)
        return max(best - _NAMED_FROM, 0.0) / (1 - _NAMED_FROM)
