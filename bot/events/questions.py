"""From a message to what the record says: the one door to the salons for free text.

``None`` means the message is not about salons, and knowledge answers. Pure: no clock, no
I/O, the same input gives the same reply.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.events.answers import at_hand
from bot.events.answers.asked_facts import LABELS_OF_PARTS
from bot.events.answers.figures import proportions
from bot.events.answers.in_turn import ANSWERS
from bot.events.book.calendar import SalonBook
from bot.events.reading.asking import SURE, TELLING, Question
from bot.events.reading.elsewhere import asks_of_subject, leans_on_page, speaks_of_database
from bot.events.reading.in_full import in_full, of_another
from bot.events.reading.meant import was_lately
from bot.events.reading.message import Reading
from bot.events.reading.page_questions import of_lessons
from bot.events.reading.restated import restated
from bot.events.reading.situation import Situation, debated, situation_of
from bot.events.reading.turns import after_lessons, before_page, topic
from bot.events.reading.weighing import WordKinds, without_garnish
from bot.events.replies import SalonReply
from bot.events.words.names import Kind
from bot.events.words.vocabulary import Word
from bot.events.words.wording import ASKS_OPENLY, clauses_of
from bot.expressions import Expression
from bot.messages import ReplyKind, Turn

__all__ = ["SalonReply", "answer_question"]

# With one of these a message that is otherwise understood is about salons.
_OURS = TELLING | SURE | {Word.RECAP, Word.CLOCK}
_OF_PARTS = (Word.AGENDA, Word.CHAPTER, Word.TRAINING)
_ENDS = (Word.BEGIN, Word.END, Word.CLOCK)
_OPERATIONS = (
    Word.WHICH, Word.MOST, Word.LEAST, Word.RANK, Word.TOP, Word.SUM, Word.AVERAGE,
    Word.HOLD, Word.DURATION,
)  # fmt: skip
_COMMON = {Word.WEEKDAY, Word.STATUS, Word.DATE}  # asked of anything
# 刚才那个沙龙有回放吗, after a page in between.
_BACK = Expression("(?:[那刚]|说回|回到).{0,5}?(?:[期届]|场(?!景|合|地)|沙龙|活动)")
_THIS_ONE = Expression("[这本][期场届次](?:活动|沙龙)?(?!.*[和跟与比])")
# 几个人, after 有哪些讲师: what told them says how many they are.
_COUNT_ALONE = Expression("(?:那|总共|一共|共|有|是)*(?:几|多少)[个位家期场]?人?[呢啊呀]?[?？]?")
_ASIDES = Expression(r"[，,。；;？?！!（）()\s]")
_GUESSES = Expression(
    r"\s*(?:我们?|咱)?(?:猜|以为|感觉|估计|寻思|(?:也?是)?(?:第一次|头一[次回]|刚刚?)"
    r"(?:听说|知道|了解|接触|关注|加入|进群?|来)(?!.*(?:谁|[哪几啥吗么]|什么)))"
)
_KNOWN = Expression(
    "(?:我|咱|都|大家|这个|已经|倒是|当然)(?:已经|倒是|也|早就)?(?:知道|晓得|清楚|查到)"
)
_ASKS = Expression(f"{ASKS_OPENLY}|[吗么呢没]$|有没有|怎")
_THEIRS = (Word.HOWTO, Word.PAGES, Word.PRIVATE)
_WHO = (Kind.PERSON, Kind.COMPANY)
_SHORT = 8  # characters
_LATIN = Expression("[a-z]{2}")


def answer_question(
    book: SalonBook,
    text: str,
    history: Sequence[Turn],
    now: datetime,
    zone: ZoneInfo,
    kinds: WordKinds,
) -> SalonReply | None:
    """What the record says to ``text`` in its conversation, or None. ``kinds`` tells the
    parts of speech; with it, verbs and particles that no vocabulary has do no harm."""
    situation = situation_of(book, history, now, zone)
    if not (situation.ahead or situation.topic or history) and _THIS_ONE.search(text):
        last = was_lately(book.salons, now, zone)  # 这期谁讲的, the day after
        situation = replace(situation, topic=topic("salon", [last] if last else ()))
    fuller = of_another(situation, text, history)
    if fuller and (reply := answer_question(book, fuller, (), now, zone, kinds)):
        return replace(reply, topic={**reply.topic, **_before(situation.topic)})
    text = in_full(situation, text, history, now, zone)
    text = restated(text, book.names, kinds)
    reading = _without_known(situation, text) if book.salons else None
    if reading is None or of_lessons(book, reading) or speaks_of_database(reading):
        return None
    if reply := debated(book, reading, history):
        return reply
    whole = situation.question(reading)
    if situation.paged and not whole.is_scoped and whole.says(_BACK):
        situation = replace(situation, topic=before_page(history), paged=False)
        whole = situation.question(reading)
    ours = (
        whole.is_strong or whole.is_scoped or reading.names or any(s.series for s in whole.ahead)
    )
    if after_lessons(history) and not ours:
        return None  # 讲什么, 在哪, of the training
    if asks_of_subject(whole) or (whole.paged and leans_on_page(whole)):
        return None
    if reply := reply_to(whole):
        return reply
    plainer = without_garnish(reading, kinds) if reading.rest else None
    again = situation.question(plainer) if plainer else None
    if again and _is_ours(again) and (reply := reply_to(again)):
        return reply
    parts = [part for clause in clauses_of(text) if (part := situation.read(clause))]
    for part in parts if len(parts) > 1 else ():
        others = [other for other in parts if other is not part]
        alone = situation.question(part)
        # 几点开始 要带电脑吗: of the salon to come at least that much.
        if any(map(_asks_itself, others)) and not (alone.ahead and at_hand.answer(alone)):
            continue
        if _asks_alone(alone) and (reply := reply_to(alone)):
            behind = next(iter(parts[parts.index(part) + 1 :]), None)
            if behind and _ASKS.search(behind.text) and not _ASKS.search(part.text):
                # 甲地有330人，乙地有多少: the first is known, and says what is asked.
                return reply_to(replace(alone, reading=behind, topic=reply.topic)) or reply
            return reply
    if history and history[-1].kind is ReplyKind.EVENT and _COUNT_ALONE.fullmatch(text.strip()):
        return answer_question(book, history[-1].question, history[:-1], now, zone, kinds)
    return None


def _without_known(situation: Situation, text: str) -> Reading | None:
    """「第二少的是哪场（最少的我知道是某地）」: what somebody knows already is no part of a
    ranking, though it names a salon; nor is that it is new to them (第一次听说，下一场在哪)."""
    pieces = [piece for piece in _ASIDES.split(text) if piece.strip()]
    told = [piece for piece in pieces if not _GUESSES.match(piece)]
    if len(told) < len(pieces) and any(map(_ASKS.search, told)):
        return situation.read("，".join(told))  # 第一次是在哪？我猜是北京
    asked = [piece for piece in pieces if not _KNOWN.search(piece)]
    if asked and len(asked) < len(pieces):
        reading = situation.read("，".join(asked))
        if reading and reading.has(Word.RANK, Word.MOST, Word.LEAST):
            return reading
    return situation.read(text)


def _first_of_all(question: Question) -> SalonReply | None:
    return next((reply for answer in ANSWERS if (reply := answer(question))), None)


def reply_to(question: Question) -> SalonReply | None:
    reply = proportions.answer(question, _first_of_all) or _first_of_all(question)
    if reply is None:
        return reply
    kept = _before(question.topic)
    now = set(reply.topic.get("salons", "").split())
    there = [s.id for city in question.named(Kind.CITY) for s in question.book.in_city(city)]
    if len(now) == 1 and now < set(there):
        kept["among"] = " ".join(there)  # 上次在杭州: one of those there
    for key in ("salons", "among"):
        several = question.topic.get(key, "").split()
        if now and now < set(several):
            kept["among"] = " ".join(several)
            break
    return replace(reply, topic={**reply.topic, **kept})


def _before(topic: Mapping[str, str]) -> dict[str, str]:
    """The salons of the turn before, kept for 「差几天」, which means the last two."""
    return {"earlier": before} if (before := topic.get("salons", "")) else {}


def _asks_itself(other: Reading) -> bool:
    """Whether the clause beside one may be what is asked: it names somebody, or a subject
    in Latin letters, or asks what is not for the record."""
    if other.has(*_THEIRS) or other.named(*_WHO):
        return True
    return any(_LATIN.search(piece) for piece in other.rest)


def _asks_alone(question: Question) -> bool:
    """有没有非周末办的，我周末要带娃: one clause is a whole question about salons."""
    if not question.is_clear:
        return False
    if question.matter and (question.facts or question.has(*LABELS_OF_PARTS)):
        return True
    ends = question.has(Word.CLOCK) and question.has(Word.BEGIN, Word.END)
    if not (
        question.is_strong
        or question.is_scoped
        or question.has(*LABELS_OF_PARTS, *_OF_PARTS)
        or ends
    ):
        named = question.named(*_WHO, Kind.FORM) or question.has(Word.WEEKDAY)
        if not named:
            return False  # 现在想改行 从哪看起
    if ends and len(question.text) <= _SHORT:
        return True  # 几点散, beside a reason
    return _is_ours(question) and not (question.is_strong and question.is_vague)


def names_and_asks(question: Question) -> bool:
    """「某地那场是星期几？看看我为啥没空」: a clause that is a whole question about a salon
    that it names."""
    named = question.has_salon_name or bool(question.reading.ordinals)
    if not named or not question.is_clear or question.has(*_THEIRS):
        return False
    sure = question.is_strong and not question.is_vague and bool(question.facts)
    return sure or _asks_alone(question)


def _is_ours(question: Question) -> bool:
    """Whether there is more to show that salons are meant than words that could be garnish
    anywhere: salons, or a part of the day, and what is asked of them."""
    if question.has(*_THEIRS):
        return False
    if question.has(*_OF_PARTS):
        return True
    if question.has(*LABELS_OF_PARTS) and question.has(*_ENDS) and "几点" in question.text:
        return True
    if question.has(Word.UPCOMING) and question.is_scoped:
        return True
    if question.ahead and question.has(Word.CLOCK) and question.has(Word.BEGIN, Word.END):
        return True  # 确认下几点开始
    operates = question.has(*_OPERATIONS) or question.counts_salons
    asked = bool(set(question.facts) - _COMMON) or operates
    named = question.named(Kind.PERSON, Kind.COMPANY, Kind.FORM)
    if question.around and question.matter and set(question.facts) & (TELLING | SURE):
        return True  # 跟人次差这么多, after the signups of a salon
    if not asked or not (question.is_scoped or named or operates):
        return False
    if question.has(*_OURS) or named or question.has_salon_name:
        return True
    dated = bool(question.reading.whens) or question.has(Word.WEEKDAY)
    dated = dated and question.has(Word.TOTAL, Word.HOLD)
    return dated or (question.is_strong and not question.is_vague)
