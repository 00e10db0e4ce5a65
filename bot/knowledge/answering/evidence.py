"""Why a question was answered or refused: words, pages, doubts and the threshold, told so
that the person who keeps the pages sees what to change.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

import numpy as np

from bot.knowledge.answering.answers import Passage
from bot.knowledge.ranking.confidence import Confidence
from bot.knowledge.ranking.two_steps import Ranking
from bot.knowledge.vectors.meaning import Meaning
from bot.markdown import escape_text

_WORDS = 6
_PAGES = 3
_SLIGHT = 0.05  # of the sum: what weighs less is not told
_TOLD = {
    "held": "最接近的页里有这些词",
    "subject": "说的是资料里的事",
    "foreign": "没有几个词是这些资料常说的",
    "named": "和页面的名字相近",
    "missing_names": "问题里的英文名，这一页没有",
    "unknown_names": "问题里的英文名，资料里都没有",
    "unknown_words": "问题里的词，资料里都没有",
    "off_subject": "问的东西，这一页没讲",
    "other_software": "问的是别的软件，这一页不是讲它的",
    "of_a_tool": "问那个软件的事，这一页没讲",
    "record": "这一页是单场活动的记录",
    "bare_number": "只有数字",
    "lone": "问得太短，页面名字也不像",
    "favour": "像是请人帮忙做事",
    "little_held": "这一页连问题的一半都没讲到",
    "fragments": "有的词只认得其中一截",
    "everyday": "问的是日常生活里的事",
    "like_refused": "意思离这一页近，还是离不该答的消息近",
    "wordless": "这一页没有正文",
}


@dataclass(frozen=True, slots=True)
class AskedWord:
    """``share`` of the question's weight; ``held``: the nearest page has it."""

    text: str
    share: float
    held: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """``value`` below ``threshold`` is a refusal. ``parts``: what adds to it or takes from
    it. ``likeness``: of the passages to the question by meaning, where vectors are there.
    ``screened``: not looked up at all, by the kind of request."""

    question: str
    words: tuple[AskedWord, ...]
    unknown: tuple[str, ...]
    passages: tuple[Passage, ...]
    value: float
    threshold: float
    parts: tuple[tuple[str, float], ...]
    likeness: tuple[float, ...] = ()
    screened: bool = False

    @property
    def markdown(self) -> str:
        lines = [f"**上一句问的是**：{escape_text(self.question)}"]
        if self.screened:
            return "\n\n".join([*lines, "这类要求不查资料，直接回绝。"])
        if self.words:
            lines.append("**按这些词找**：" + "、".join(map(_word, self.words)))
        if self.unknown:
            words = "、".join(f"「{escape_text(word)}」" for word in self.unknown)
            lines.append(f"**资料里没有的词**：{words}")
        if not self.passages:
            return "\n\n".join([*lines, "**结论**：没有一页沾边，所以没有答。"])
        found = "\n".join(
            _passage(passage, likeness)
            for passage, likeness in zip_longest(self.passages, self.likeness)
        )
        lines.append(f"**最接近的页面**（分越高越近）：\n\n{found}")
        enough = self.value >= self.threshold
        verdict = "过了，就照最上面那一页答" if enough else "没过，所以没有答"
        lines.append(f"**把握** {self.value:.1f}，门槛 {self.threshold:.1f}：{verdict}。")
        lines.append("\n".join(f"- {text}：{amount:+.1f}" for text, amount in self.parts))
        return "\n\n".join(line for line in lines if line)


def evidence(
    question: str,
    ranking: Ranking,
    passages: tuple[Passage, ...],
    confidence: Confidence,
    threshold: float,
    meaning: Meaning | None = None,
) -> Evidence:
    """What was looked at for one question."""
    query = ranking.query
    parts = [(_TOLD[name], amount) for name, amount in confidence.parts.items()]
    told = sorted((p for p in parts if abs(p[1]) >= _SLIGHT), key=lambda p: -abs(p[1]))
    return Evidence(
        question,
        _words(ranking),
        tuple(dict.fromkeys(query.text[word.start : word.end] for word in query.unknown)),
        passages[:_PAGES],
        confidence.value,
        threshold,
        tuple(told),
        _likeness(ranking, meaning),
    )


def _likeness(ranking: Ranking, meaning: Meaning | None) -> tuple[float, ...]:
    rows = np.array([row for row, _ in ranking.passages(_PAGES)], np.int64)
    if meaning is None or not len(rows):
        return ()
    return tuple(meaning.likeness(ranking.query.sentence, rows).tolist())


def _words(ranking: Ranking) -> tuple[AskedWord, ...]:
    matched: set[str] = set()
    if ranking.documents:
        for held in ranking.matched(ranking.documents[0].rows):
            matched.update(concept.said for concept in held)
    shares: dict[str, float] = {}
    for concept, worth in zip(ranking.query.concepts, ranking.scored.worth, strict=True):
        shares[concept.said] = shares.get(concept.said, 0.0) + float(worth) / ranking.scored.mass
    ordered = sorted(shares.items(), key=lambda pair: -pair[1])[:_WORDS]
    return tuple(AskedWord(said, share, said in matched) for said, share in ordered if share)


def _word(word: AskedWord) -> str:
    lacking = "" if word.held else "，最接近的页里没有"
    return f"「{escape_text(word.text)}」（占 {word.share:.0%}{lacking}）"


def _passage(passage: Passage, likeness: float | None) -> str:
    alike = "" if likeness is None else f"，意思像 {max(likeness, 0.0):.0%}"
    heading = escape_text(passage.heading)
    return f"{passage.rank}. {heading}（{passage.path}）：{passage.score:.1f}{alike}"
