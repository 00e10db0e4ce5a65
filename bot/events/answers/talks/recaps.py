"""At which salon something was debated or talked over, by what its question is about."""

from __future__ import annotations

from collections.abc import Sequence

from bot.events.answers.talk_places import nth_question, place_of
from bot.events.answers.telling import of_one
from bot.events.book.topics import closest, share_of, terms_of
from bot.events.reading.asking import Question
from bot.events.reading.turns import topic
from bot.events.record.models import Recap, Salon
from bot.events.replies import SalonReply, headline, joined, short_name, summary, title_for
from bot.events.words.names import Kind
from bot.events.words.vocabulary import WHICH_SALON, Word
from bot.events.words.wording import tidy
from bot.expressions import Expression

_QUESTION = Expression("[道那这个]题(?![目库])|辩|讨论|小结|研讨")
_STEP = Expression(
    "(?:那|再)*(?:(?P<on>[下后])|[上前])(?:面|边)?(?:的|那)?一?(?:道|个)?(?:辩|问)?题"
    "(?:呢|啊|是|讲|问|的|什么|啥)*"
)
_ANSWER = Expression(
    "(?:那|这[道个]?题?)?的?(?:答案|结论|怎么(?:回?答|说|解决?)|咋(?:答|说|解决?))(?:是|的|呢|什么|啥)*"
)
_ASIDE = Expression("^(?:题|辩|道|过|的|里|在|那|这)+$")
_ENOUGH = 0.6  # of the words that are left over
_MOST = 4


def answer(question: Question) -> SalonReply | None:
    """哪场辩论聊过表膨胀, 隔离级别那道题是哪场辩的, 有没有辩论提到undo."""
    if again := _goes_on(question):
        return again
    asks = question.has(*WHICH_SALON) or (question.has(Word.EXISTS) and question.named(Kind.FORM))
    if (
        question.has(Word.REPLAYS, Word.IMAGES)
        or not question.rest
        or not asks
        or not (_is_about_questions(question) or _is_in_no_title(question))
    ):
        return None
    if len(question.named(Kind.FORM)) > 1:
        return None  # 辩论是哪期顶替圆桌的
    debated = question.says(_QUESTION)  # 哪期讨论过锁
    wanted = [p for p in question.rest if (len(p) > 1 or debated) and not _ASIDE.match(p)]
    found = _found(question, wanted) if wanted else []
    if not found or len(found) > _MOST:
        return None
    lines = [
        joined([
            f"「{recap.title}」是{salon.interaction or '讨论'}的内容：**{headline(salon)}**",
            summary(recap.lead),
        ])
        for salon, recap in found
    ]  # fmt: skip
    salons = list(dict.fromkeys(salon for salon, _ in found))
    about = topic("salon", salons, (Word.RECAP,))
    return SalonReply(joined(lines), title_for(salons, "讨论"), about)


def _goes_on(question: Question) -> SalonReply | None:
    """下一题呢, 答案是啥, after a question of a debate."""
    told, salon = question.topic.get("question", ""), question.spoken_of
    step = _STEP.fullmatch(question.text)
    if not told or salon is None or not (step or _ANSWER.fullmatch(question.text)):
        return None
    place = place_of(len(salon.recaps), int(told))
    place += (1 if step["on"] else -1) if step else 0
    title, words = title_for([salon], "讨论"), (Word.DISCUSSED,)
    if place < 1:
        said = f"{short_name(salon)}的问题从第 1 个开始，前面没有了。"
        return SalonReply(said, title, topic("salon", [salon], words, question="1"))
    return of_one(salon, title, words, nth_question(salon, place), question=str(place))


def _is_about_questions(question: Question) -> bool:
    formed = question.named(Kind.FORM) or question.has(Word.DISCUSSED, Word.RECAP)
    return question.says(_QUESTION) or bool(formed)


def _is_in_no_title(question: Question) -> bool:
    """哪场聊过oom: a subject that no talk had, and a debate may have."""
    asks = question.asks_which_salon and question.has(Word.GIVE, Word.TELL)
    asks = asks and not question.named(Kind.PERSON, Kind.COMPANY)
    return asks and not question.book.topics.find(question.topic_words(), question.rest)


def _found(question: Question, wanted: Sequence[str]) -> list[tuple[Salon, Recap]]:
    """The questions whose titles have most of ``wanted``; else those whose text has all."""
    salons = question.unordered.salons if question.unordered.named else question.book.salons
    pairs = [(salon, recap) for salon in salons for recap in salon.recaps]
    if all(len(piece) == 1 for piece in wanted):
        return [(s, r) for s, r in pairs if all(piece in tidy(r.title) for piece in wanted)]
    terms = terms_of(" ".join(wanted))
    titled = closest(pairs, lambda pair: share_of(terms, terms_of(pair[1].title)), _ENOUGH)
    return titled or [(s, r) for s, r in pairs if all(piece in tidy(r.text) for piece in wanted)]
