"""Other spellings of a question's words, from the words of the pages themselves.

Inflected English forms count as one word. Words that no page has are taken for slips of the
fingers (letters) or of the input method (homophones). Listed slips (``typos.txt``) are corrected
before all this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from bot import pinyin
from bot.expressions import Expression
from bot.knowledge.words.salience import salience
from bot.knowledge.words.tokens import Word
from bot.precedence import give_way

_SHORTEST = 5
_TWO_SLIPS_FROM = 8
_MAX_GUESSES = 4
_SHORTEST_NAME, _LONGEST_NAME = 2, 4
_PARTICLES = frozenset("的了吗呢吧")  # 这个月的订单 says nothing of 月底
_MOST_JOINED = 4
_PAIR = Expression(r"(?<![A-Za-z0-9])(?=([A-Za-z]{2,}) ([A-Za-z]{2,})(?![A-Za-z0-9]))")
_TELLING = 0.75  # salience of a letter that is rather a part of a name


class Spelling:
    """``known``: the terms of the pages; ``frequency``: in how many passages a term stands;
    ``names``: the Han words of the subject, the only words that a homophone may mean;
    ``titled``: the words of titles, which only characters that make no word together (尾柱) or
    words written apart may mean; ``headings``: titles and headings as they are written."""

    def __init__(
        self,
        known: Collection[str],
        frequency: Callable[[str], int],
        names: Iterable[str] = (),
        titled: Iterable[str] = (),
        headings: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self._known = known
        self._frequency = frequency
        self._names = tuple(names)
        self._titled = frozenset(titled)
        self._headings = headings
        self._alike: dict[str, Sequence[tuple[str, int]]] = {}

    # Each table is made when a question first needs it: most questions need none, and no start
    # should wait for them. Two threads may make the same table, which does no harm.

    def prepare(self) -> None:
        """Make all tables now, so that no question has to wait for one."""
        for table in (
            self._by_stem,
            self._squeezed,
            self._by_letters,
            self._by_sound,
            self._titled_by_sound,
            self._apart,
        ):
            len(table)
            give_way()

    @cached_property
    def _latin(self) -> Sequence[str]:
        return [term for term in self._known if term.isascii() and not term.isdigit()]

    @cached_property
    def _by_stem(self) -> Mapping[str, Sequence[str]]:
        table: dict[str, list[str]] = defaultdict(list)
        for term in self._latin:
            give_way()
            if term.isalpha():
                table[english_stem(term)].append(term)
        # Of most words the pages have a single form, which needs no entry.
        return {stem: tuple(terms) for stem, terms in table.items() if len(terms) > 1}

    @cached_property
    def _squeezed(self) -> Mapping[str, Sequence[str]]:
        table: dict[str, list[str]] = defaultdict(list)
        for term in self._latin:
            if "_" in term or "-" in term or "." in term:
                table[_squeeze(term)].append(term)
        return _settled(table)

    @cached_property
    def _by_letters(self) -> Mapping[str, Sequence[str]]:
        """By first letter and length: a slip rarely hits both the first letter and the last."""
        table: dict[str, list[str]] = defaultdict(list)
        for term in self._latin:
            if term.isalpha() or "_" in term:
                table[f"{term[0]}{len(term)}"].append(term)
        return _settled(table)

    @cached_property
    def _by_sound(self) -> Mapping[str, str]:
        return self._sounds_of(self._names)

    @cached_property
    def _titled_by_sound(self) -> Mapping[str, str]:
        return self._sounds_of(name for name in sorted(self._titled) if not name.isascii())

    def _sounds_of(self, names: Iterable[str]) -> Mapping[str, str]:
        table: dict[str, str] = {}
        for name in names:
            give_way()
            if _SHORTEST_NAME <= len(name) <= _LONGEST_NAME and name in self._known:
                for sound in pinyin.spellings(name):
                    table.setdefault(sound, name)
        return table

    @cached_property
    def _apart(self) -> Mapping[str, str]:
        """Neighbours in headings by what they are when joined: powerbi is Power BI."""
        table: dict[str, str] = {}
        for heading in self._headings():
            give_way()
            for pair in _PAIR.finditer(heading):
                table.setdefault(f"{pair[1]}{pair[2]}".lower(), f"{pair[1]} {pair[2]}".lower())
        return table

    def forms(self, word: str) -> Sequence[str]:
        """Other known forms of the same English word; of a word that no page has, only if there
        are several."""
        if not (word.isascii() and word.isalpha()) or len(word) < 4:
            return ()
        return [term for term in self._by_stem.get(english_stem(word), ()) if term != word]

    def joined(self, words: Sequence[Word]) -> Iterator[tuple[int, int, str]]:
        """(first, after last, meant) for neighbours in Latin letters that a title writes as
        one name, the longest first: stock position is StockPosition, pg dump is pg_dump."""
        first = 0
        while first < len(words):
            after, meant = first + 1, ""
            text = words[first].text if _is_latin(words[first]) else ""
            for last in range(first + 1, min(first + _MOST_JOINED, len(words)) if text else 0):
                if not _is_latin(words[last]) or words[last].start != words[last - 1].end + 1:
                    break
                text += words[last].text
                if known := self._as_one(text):
                    after, meant = last + 1, known
            if meant:
                yield first, after, meant
            first = after

    def _as_one(self, text: str) -> str:
        if len(text) < _SHORTEST:
            return ""
        forms = (text, *self._squeezed.get(text, ()))
        return next((form for form in forms if form in self._titled), "")

    def homophones(self, words: Sequence[Word]) -> Iterator[tuple[int, int, str]]:
        """(first, after last, meant) for neighbours that sound like a known name and share
        a character with it: the input method's slip. Only words that no page has, or
        single characters, are doubted."""
        for first in range(len(words)):
            text = ""
            for after in range(first + 1, len(words) + 1):
                word = words[after - 1]
                if not self._doubtful(word) or (text and word.start != words[after - 2].end):
                    break
                text += word.text
                if len(text) > _LONGEST_NAME:
                    break
                meant = _meant(self._by_sound, text)
                if not meant and _are_letters(words[first:after]):
                    meant = _meant(self._titled_by_sound, text)
                if meant:
                    yield first, after, meant
                    break

    def _doubtful(self, word: Word) -> bool:
        if not word.is_han or word.text in _PARTICLES:
            return False
        return len(word.text) == 1 or word.text not in self._known

    def guess(self, word: str) -> list[str]:
        """The likeliest known terms, or nothing."""
        if not word.isascii() or len(word) < 4:
            return []
        joined = self._squeezed.get(_squeeze(word), ())
        if joined:
            return self._best(joined)
        if apart := self._apart.get(word):
            return [apart]
        if len(word) < _SHORTEST or any(letter.isdigit() for letter in word):
            return []
        allowed = 2 if len(word) >= _TWO_SLIPS_FROM else 1
        near: dict[int, list[str]] = defaultdict(list)
        own = _letters(word)
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            for term, letters in self._look_alike(f"{word[0]}{length}"):
                # A slip changes at most two letters of the set: most words end here.
                if (own ^ letters).bit_count() > 2 * allowed:
                    continue
                slips = distance(word, term, allowed)
                if slips <= allowed:
                    near[slips].append(term)
        return self._best(near[min(near)]) if near else []

    def _look_alike(self, key: str) -> Sequence[tuple[str, int]]:
        """Terms of ``_by_letters`` with the set of their letters, made once."""
        found = self._alike.get(key)
        if found is None:
            found = [(term, _letters(term)) for term in self._by_letters.get(key, ())]
            if found:  # only keys that exist: people may type anything
                self._alike[key] = found
        return found

    def _best(self, terms: Iterable[str]) -> list[str]:
        ranked = sorted(terms, key=lambda term: (-self._frequency(term), term))
        return ranked[:_MAX_GUESSES]


def _are_letters(words: Sequence[Word]) -> bool:
    """Whether all are single Han characters that tell something, unlike 在, 能 and 给个."""
    return all(len(word.text) == 1 and salience(word) >= _TELLING for word in words)


def _is_latin(word: Word) -> bool:
    return word.text.isascii() and word.text.isalpha()


def _meant(by_sound: Mapping[str, str], text: str) -> str:
    if len(text) < _SHORTEST_NAME:
        return ""
    found = (by_sound.get(sound, "") for sound in pinyin.spellings(text))
    return next((n for n in found if len(n) == len(text) and n != text and set(n) & set(text)), "")


def distance(one: str, other: str, limit: int) -> int:
    """Edit distance with swaps of neighbours; anything above ``limit`` is limit + 1."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        two_before, before, row = before, row, [i]
        for j, right in enumerate(other, 1):
            cost = min(row[-1] + 1, before[j] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and right == one[i - 2]:
                cost = min(cost, two_before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def english_stem(word: str) -> str:
    """A key that the forms of an English word share: drop, drops, dropped, dropping."""
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") else word


def _settled(table: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    """The table with tuples: most have one term, and a list of one takes twice the memory."""
    return {key: tuple(terms) for key, terms in table.items()}


def _letters(word: str) -> int:
    """The set of letters in an ASCII word, as bits."""
    found = 0
    for letter in word:
        found |= 1 << ord(letter)
    return found


def _squeeze(term: str) -> str:
    return term.replace("_", "").replace("-", "").replace(".", "")
