"""Lists of salons: those that have a fact, those that have not, and each with its sponsor; and
that a list was whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.events.answers import facts
from bot.events.answers.asked_facts import asked_words
from bot.events.answers.criteria import Criterion, all_of, nth_of, of_fact, stated
from bot.events.answers.figures.groups import cities_of, cities_without
from bot.events.reading.asking import Question
from bot.events.reading.turns import topic
from bot.events.record.models import PLANNED, Salon
from bot.events.replies import SalonReply, bullets, headline, joined, salon_list
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

# What asks for several salons.
LISTED = (Word.WHICH, Word.COUNT, Word.LISTING, Word.EVERY, Word.TOTAL)
# Facts that some salons have and others have not, so that 哪几期有 asks which.
PRESENT = (
    Word.REPLAYS, Word.RECAP, Word.DISCUSSED, Word.IMAGES, Word.ATTENDANCE, Word.COMPANIES,
    Word.SPEAKERS, Word.WINNER, Word.TEAMS, Word.CAPTAINS, Word.ADDRESS, Word.VENUE, Word.LIVE,
    Word.INTERACTION,
)  # fmt: skip
_OF_DEBATES = (Word.WINNER, Word.TEAMS, Word.CAPTAINS)  # of those that had one
_HOW_MANY_OF_THEM = Expression("那?(?:一共|总共|共|总的)?有?(?:几|多少)[场期次个](?:呢|啊)?")
_THE_OTHERS = Expression("那?没?有的(?:呢|有哪.{1,3}|是哪.{1,3})")
_FEW = 6  # salons that are told by their names
_WHOLE_LISTS = ("person", "company", "list")
_MORE = Expression(
    "(?:那|就)?(?:还有|有没有|没有?)(?:别的|其他的?|其它的?|更多的?)?"
    "(?:分享|议题|企业|公司|场次?|期)?(?:了|吗|么|没|呢|啊)+"
)


def first_present(words: Sequence[Word]) -> Word | None:
    """The first of the facts by which salons may be told apart."""
    return next((word for word in words if word in PRESENT), None)


def with_and_without(
    question: Question, salons: Sequence[Salon], of: Word | Criterion
) -> SalonReply:
    """Which salons have a fact recorded, or had a form, and in one line, which have not."""
    asked = of if isinstance(of, Criterion) else of_fact(of)
    word, name = asked.word, asked.label.removeprefix("有")
    having = [salon for salon in salons if asked.fits(salon)]
    without = [s for s in salons if s not in having and s not in question.ahead]
    if among := _among_listed(question, having, asked):
        return among
    if cities := cities_without(question, having, name):
        return cities
    if question.has(Word.NEGATION):
        if word in _OF_DEBATES:
            forms = {salon.interaction for salon in having}
            without = [salon for salon in without if salon.interaction in forms]
        if not without and word not in _OF_DEBATES:
            return listed(f"每期都有{name}的记录", (), (word,))
        return listed(f"没有{name}记录的有 {len(without)} 期：", without, (word,))
    if not having:
        which = facts.names(salons) if len(salons) <= _FEW else f"这 {len(salons)} 期"
        markdown = f"{f'{which}都' if len(salons) > 1 else ''}没有{name}的记录。"
        return SalonReply(markdown, f"沙龙：{name}", topic("salon", salons, (word,)))
    others = f"其余 {len(without)} 期没有{name}的记录。" if without else ""
    if len(having) == 1 and word in (Word.RECAP, Word.DISCUSSED):
        markdown = joined([facts.tell(having[0], (word,)), others])
        return SalonReply(markdown, f"沙龙：{name}", topic("salon", having, (word,)))
    head = f"{cities_of(question, having)}有{name}的有 {len(having)} 期："
    if word is Word.INTERACTION:
        told_ = listed(head, having, asked_words(question))
        return replace(told_, markdown=joined([told_.markdown, others]))
    markdown = joined([head, _each(having, word), others])
    return SalonReply(markdown, f"沙龙：{name}", topic("salon", having, (word,)))


def _among_listed(
    question: Question, having: Sequence[Salon], asked: Criterion
) -> SalonReply | None:
    """哪场有小结, after those with a round table: of these, with how many there are in all."""
    told_of = question.around if question.continues and question.matter == "list" else ()
    plain = question.has(Word.WHICH) and not question.has(
        Word.NEGATION, Word.EVERY, Word.SALON, Word.TOTAL, Word.COUNT
    )
    found = [salon for salon in having if salon in told_of]
    some = 1 < len(told_of) < len(question.book.standalone)
    if not plain or not some or not found or asked.word in question.former_words:
        return None
    of_form, name = asked.word is Word.INTERACTION, asked.label.removeprefix("有")
    lines = salon_list(found) if of_form else _each(found, asked.word)
    more = f"所有场次里有{name}的一共 {len(having)} 期。" if len(having) > len(found) else ""
    markdown = joined([f"其中有{name}的有 {len(found)} 期：", lines, more])
    return SalonReply(markdown, f"沙龙：{name}", topic("list", found, (asked.word,)))


def _each(salons: Sequence[Salon], word: Word) -> str:
    return bullets(facts.line(salon, (word,)) for salon in salons)


def listed(head: str, salons: Sequence[Salon], words: Sequence[Word]) -> SalonReply:
    plain = bullets(
        f"{headline(s)}{'（还没有办）' if s.status == PLANNED else ''}" for s in salons
    )
    lines = _each(salons, Word.SPONSOR) if Word.SPONSOR in words else plain
    markdown = joined([head, lines]) if salons else head.rstrip("：") + "。"
    return SalonReply(markdown, "沙龙列表", topic("list", salons, words))


def counted_or_others(question: Question) -> SalonReply | None:
    """一共几场, after some were told; 有的呢, after those that have none."""
    if question.is_scoped:
        return None
    some = 1 < len(question.around) < len(question.book.standalone)
    if (
        some
        and question.matter in ("figures", "list")
        and _HOW_MANY_OF_THEM.fullmatch(question.text)
    ):
        return listed(f"一共 {len(question.around)} 期：", question.around, question.former_words)
    present = first_present(question.former_words)
    if present and _THE_OTHERS.fullmatch(question.text):
        return with_and_without(question, question.book.standalone, present)
    return None


def first_with(question: Question) -> SalonReply | None:
    """最早有录像的是哪期, 第一场没圆桌的: the first, or the last, that fits all that is said."""
    present = first_present(asked_words(question))
    if present is None:
        return None
    asked = all_of([*stated(question)] or [of_fact(present)])
    return nth_of(question, question.unordered.salons, asked, question.end)


def no_more(question: Question) -> SalonReply | None:
    """还有吗, 还有别的吗: only right after a list, which is always told whole."""
    several = question.matter == "salon" and len(question.around) > 1
    if not (several or question.matter in _WHOLE_LISTS) or not _MORE.fullmatch(question.text):
        return None
    return SalonReply("记录里就这些，没有别的了。", "没有别的了", dict(question.topic))
