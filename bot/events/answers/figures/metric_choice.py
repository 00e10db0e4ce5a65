"""Which number of the salons a message ranks, adds or compares."""

from __future__ import annotations

from collections.abc import Sequence

from bot.events.answers import criteria
from bot.events.answers.figures.limits import LIMITED, asks_than
from bot.events.answers.figures.metrics import METRICS, OF_MEASURE, Metric
from bot.events.answers.telling import category
from bot.events.reading.asking import Question
from bot.events.words.names import Kind
from bot.events.words.vocabulary import OF_PEOPLE, WHICH_SALON, Word
from bot.events.words.wording import NUMERAL
from bot.expressions import Expression

_BY_PEOPLE = METRICS[1]
_PAIR = 2
_ADDED = Expression("^(?:那|要是|如果)?再?(?:加上|算上|连上|连同)")
_ONE_SALON = Expression("单[场期次]|的[那一]{1,2}[场期次站届]")  # 企业最少的那场
_OFTEN = Expression("赞助.{0,3}最")  # 哪家赞助得最多
_MEASURED = Expression(
    rf"{NUMERAL}[多余来]?(人次|[人{''.join(m for m in OF_MEASURE if len(m) < 2)}])"
)
_QUESTIONS = Expression("题(?!库)")
_OF_FORM = Expression("(?:辩论|圆桌|讨论)赛?.{0,3}(?:题|问)")
# Without 哪期 these ask who comes up most often, not where there are most.
_OF_GROUPS = (Word.COMPANIES, Word.SPEAKERS)
_OPERATIONS = (*LIMITED, Word.MOST, Word.LEAST, Word.RANK)
RANKING = (Word.MOST, Word.LEAST, Word.RANK)


def adds(question: Question) -> bool:
    """加上某地一共多少, after the number of another."""
    added = question.says(_ADDED)
    return added and question.is_scoped and question.continues and bool(question.around)


def metric_of(question: Question) -> Metric | None:
    """What is compared; people who signed up, where nothing else is said and a salon is."""
    if question.says(_OFTEN):
        return None
    if (kind := _of_kind(question)) is not None:
        return kind
    if adds(question) and not question.facts:
        return _of_turn_before(question)
    if (said := _said(question)) is not None:
        return None if _counts_groups(question, said) else said
    if question.has(Word.TELL):
        return METRICS[2]
    text = question.text
    if asks_than(question):
        return _BY_PEOPLE
    if question.counts_salons and not question.has(Word.HEADCOUNT) and "人" not in text:
        return None  # 一共多少场, 给个总数
    if question.has(Word.HEADCOUNT, Word.SUM):
        return _counted(question)
    if question.has(*RANKING, Word.TOP, Word.SORTED) or plain_rank(question):
        return _ranked(question)
    return _compared(question)


def _said(question: Question) -> Metric | None:
    """What the message itself counts, nearest to what is done with it; not what is lacking."""
    text = question.text
    lacking = {c.word for c in criteria.stated(question) if not c.wanted}
    for span in question.reading.spans if question.has(*LIMITED) else ():
        measured = _MEASURED.search(text, span.start, span.end + 1)  # 七百多人次, 三十家以上
        if span.value in LIMITED and measured and measured[1] != "人":
            return _metric(OF_MEASURE[measured[1]])
    counted = [m for m in METRICS if question.has(m.word) and m.word not in lacking]
    found = _beside_operation(question, counted) or next(iter(counted), None)
    if found is None and question.has(Word.RECAP) and question.has(*RANKING, Word.TOP):
        return _metric(Word.DISCUSSED)  # 小结最多的是哪场
    if found is None and question.has(Word.ORG) and len(question.each_named) > 1:
        return _metric(Word.COMPANIES)  # 武汉和南京哪个企业多
    of_form = _OF_FORM.search(text) or (
        Word.INTERACTION in question.former_words and _QUESTIONS.search(text)
    )  # 哪场题目最多, after the debates
    if (found is None or found.word is Word.TALKS) and of_form:
        return _metric(Word.DISCUSSED)
    return found


def _counts_groups(question: Question, said: Metric) -> bool:
    """哪家来得最多: who comes up most often, and not at which salon there are most."""
    who = any("谁" in asked for asked in question.said(Word.SPEAKERS))  # 谁讲了两个以上
    limited = question.has(Word.OVER, Word.UNDER) and not who
    if said.word not in _OF_GROUPS or limited or question.has(Word.WHICH, Word.AVERAGE):
        return False
    if question.has(Word.COMPARE) and len(question.each_named) > 1:
        return False  # 南京的企业比武汉多吗
    return not question.says(_ONE_SALON)


def _counted(question: Question) -> Metric | None:
    """一共多少人, 加起来呢."""
    if question.has(Word.SUM) and question.continues and (of_facts := _of_turn_before(question)):
        return of_facts
    text = question.text
    named = question.has_salon_name and "人" in text  # 长沙武汉一共多少人
    if question.has(Word.HEADCOUNT) or question.is_strong or named:
        return _BY_PEOPLE
    listed = question.continues and len(question.around) > 1 and "人" in text
    return _BY_PEOPLE if listed or "报名" in text else None


def _ranked(question: Question) -> Metric | None:
    """哪场最多, 第三呢: what was ranked or told before, or the people."""
    former = next((m for m in METRICS if m.word.value == question.topic.get("metric")), None)
    if question.matter == "figures" and former:
        return former
    if question.continues and (of_facts := _of_turn_before(question)):
        return of_facts
    known = question.has(Word.WHICH, Word.SALON) or question.is_strong
    known = known or (question.has(Word.RANK) and question.has_salon_name)  # 南京排第几
    return _BY_PEOPLE if known or "人气" in question.text else None


def _compared(question: Question) -> Metric | None:
    """哪个人多, after two salons; 某地和某地哪个人多; 超过一百的."""
    if question.has(Word.COMPARE) and question.continues and (same := _of_turn_before(question)):
        return same
    of_others = set(question.facts) - {*OF_PEOPLE, *WHICH_SALON}  # 赞助的是甲家还是乙家
    if question.has(*LIMITED, Word.COMPARE) and question.is_strong and not of_others:
        return _BY_PEOPLE
    if _limits_people(question):
        return _BY_PEOPLE
    cities = question.is_clear and len(question.named(Kind.CITY)) == _PAIR and not question.facts
    if cities and question.has(Word.COMPARE):
        return _BY_PEOPLE  # 甲地比乙地多还是少
    if not question.has(Word.COMPARE) or "人" not in question.text:
        return None
    two = len(question.around) > 1 or len(question.earlier) == 1  # 第5期, 第6期, 哪个人多
    pair = question.continues and two and not question.is_scoped
    beside = len(question.scope.salons) > 1 or bool(question.around)  # 跟某地比, after another
    several = question.is_clear and question.has_salon_name and beside
    return _BY_PEOPLE if pair or several else None


def _limits_people(question: Question) -> bool:
    """超过100人不到200的: nothing but numbers of people, and which have them."""
    text = question.text
    asks = text.endswith(("的", "的吧")) or question.has(Word.LISTING, Word.COUNT, Word.EXISTS)
    return question.is_clear and asks and any("人" in limit for limit in question.said(*LIMITED))


def _metric(word: Word) -> Metric:
    return next(metric for metric in METRICS if metric.word is word)


def _beside_operation(question: Question, counted: Sequence[Metric]) -> Metric | None:
    """有人次记录但报名没过百的: the number that stands nearest before what is done with it."""
    spans = question.reading.spans
    done = next((s.start for s in spans if s.value in _OPERATIONS), None)
    before = [s.value for s in spans if done is not None and s.start < done]
    asked = [m for value in reversed(before) for m in counted if m.word is value]
    return next(iter(asked), None)


def _of_kind(question: Question) -> Metric | None:
    """哪场来的大学最多: the guests whose names say that they are one."""
    said, telling = category(question.text)
    if not said or not question.has(Word.MOST, Word.LEAST, Word.RANK, Word.TOP):
        return None
    if not question.has(Word.WHICH):
        return None
    return Metric(
        Word.COMPANIES,
        f"名字里看得出是{said}的",
        "家",
        lambda s: sum(telling.search(c.name) is not None for c in s.companies) or None,
    )


def _of_turn_before(question: Question) -> Metric | None:
    """是最少的吗, after the signups of a salon."""
    former = next((m for m in METRICS if m.word in question.former_words), None)
    return _BY_PEOPLE if not former and Word.HEADCOUNT in question.former_words else former


def plain_rank(question: Question) -> int | None:
    """报名第三的是哪期, or 第三呢 after a ranking; negative counts from the least."""
    plain = [o.numbers[0] for o in question.reading.ordinals if o.unit in ("", "名")]
    ranked = question.matter == "figures" and not question.facts
    asked = question.has(*OF_PEOPLE, Word.MOST, Word.LEAST)
    return plain[0] if plain and plain[0] and (ranked or asked) else None
