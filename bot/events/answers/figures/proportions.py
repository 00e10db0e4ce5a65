"""How many of all the salons something is true of: 有回放的占几成, 每期都有圆桌吗, 大半是某家
赞助的吧.

Each is asked again as 「哪几期…」, which any of the other answers may know; what they find is
then held against all the salons.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.events.answers.figures.metric_choice import metric_of
from bot.events.answers.figures.metrics import METRICS, Metric, exact, reply
from bot.events.answers.talk_places import part_of
from bot.events.reading.asking import TELLING, Question
from bot.events.reading.turns import MARK
from bot.events.record.models import Salon
from bot.events.replies import SalonReply, joined, short_name
from bot.events.words.names import Kind, Match
from bot.events.words.numbers import SALON_UNITS
from bot.events.words.vocabulary import NOT_OF_RECORD, OF_PEOPLE, Word
from bot.events.words.wording import ASKS_OPENLY
from bot.expressions import Expression

_HOW_MUCH = "(?:几成|(?:几|多少)分之(?:几|多少)|百分之(?:几|多少)|多[少大高]|几)"
_SHARE = Expression(
    rf"(?:的?(?:场次|期数|次数))?(?:大概|大约|差不多)?占(?:了|到|全部|所有|总数?|一共|整个|其中|里面|的)*{_HOW_MUCH}"
    rf"(?:的?(?:比例|比重|份额))?(?!空间|内存|磁盘|[个条张台核兆gm])"
    rf"|(?:的|所)?(?:占比|比例|比重)(?:是|有|为)*(?:{_HOW_MUCH}|[呢？?]*$)|是(?:几|多少)分之(?:几|多少)"
)
_MOST_OF_ALL = Expression(
    "(?:有?(?:没有?)?(?:一半以上|超过(?:了)?一半|过半数?|多半|大半|大多数?|绝?大部分|多数))"
    "(?:的?(?:场次|[期场次]|沙龙|活动))?(?:的|都|是|由)*"
)
_EVERY = Expression(
    f"(?:每一?(?:[{SALON_UNITS}]|个城市)|各[期场]|期期|场场|次次|(?:所有|全部)的?(?:[期场]次?|沙龙|活动))"
    "(?:沙龙|活动)?(?:的|里|上|是不是|是否|难道|真的|不是)*(?P<of>[^都]{0,4})都(?:会|能|是由?|由)*"
    "(?!要(?!求)|得|需|必)"
    "|^(?:沙龙|活动|你们|他们)*(?:是不是|是否|难道|不是)?[都全]是?在?(?=周末|工作日|双休)"
)
_YES_OR_NO = Expression(
    "(?:对[吗吧么不]|对不对|是[吗吧么]|没错吧?|[吗吧么不没]|是不是|呢|啊|呀)++[?？。]*$"
)
_DOUBTS = Expression("是不是|是否|难道|不是")
_ASKED_OTHERWISE = Expression(f"{ASKS_OPENLY}|怎")
_OF_SALONS = (
    Word.WEEKDAY, Word.OVER, Word.UNDER, Word.EQUAL, Word.RECAP, Word.DISCUSSED, Word.LIVE,
)  # fmt: skip

Answer = Callable[[Question], SalonReply | None]


def answer(question: Question, others: Answer) -> SalonReply | None:
    """``others``: all the other answers, asked which salons it is true of."""
    text = question.text
    if question.has(*NOT_OF_RECORD, Word.AGENDA, Word.PRIVATE):
        return None
    if _SHARE.search(text):
        plain = _SHARE.sub("", text)
        return _of_numbers(question, plain) or _told(question, f"{plain}有几期", others, _share)
    ends = _YES_OR_NO.search(text)
    asked = _YES_OR_NO.sub("", text)
    if not (ends or _DOUBTS.search(text)) or _ASKED_OTHERWISE.search(asked):
        return None
    if every := _EVERY.search(asked):
        which = f"{asked[: every.start()]}哪几期{every['of'] or ''}{asked[every.end() :]}"
        return _told(question, _DOUBTS.sub("", which), others, _every)
    if _MOST_OF_ALL.search(asked):
        return _told(question, f"{_MOST_OF_ALL.sub('', asked)}有几期", others, _most)
    return None


def _told(
    question: Question, text: str, others: Answer, verdict: Callable[[int, int], str]
) -> SalonReply | None:
    """What the others say, behind what it makes of all that were held."""
    asked = part_of(question, text)
    found = others(asked) if asked else None
    if asked is None or found is None or not found.topic.get("salons"):
        return None
    if found.topic[MARK] != "talk" and not (_is_of_salons(asked) and asked.is_nearly_clear):
        return None
    held = question.held
    if not held:
        return None
    part = set(found.topic["salons"].split()) & {salon.id for salon in held}
    if not part:  # only of one to come
        return None
    return replace(found, markdown=joined([verdict(len(part), len(held)), found.markdown]))


def _is_of_salons(asked: Question) -> bool:
    """Whether it names anything of the record beside the 几期 that was put in its place:
    每次都要重启吗 does not."""
    names = any(s.names and s.match is not Match.SOUND for s in asked.reading.spans)
    said = asked.has(*_OF_SALONS, *TELLING) or bool(asked.reading.whens)
    return names or said or bool(asked.reading.slices)


def _every(part: int, whole: int) -> str:
    if part == whole:
        return f"是的，办过的 {whole} 期都这样。"
    return f"不是每期都这样，办过的 {whole} 期里有 {part} 期。"


def _share(part: int, whole: int) -> str:
    return f"{part} 期，占办过的 {whole} 期的 {_percent(part, whole)}。"


def _most(part: int, whole: int) -> str:
    return f"{'是的' if 2 * part > whole else '没有过半'}，{_share(part, whole)}"


def _percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)}%"


def _of_numbers(question: Question, text: str) -> SalonReply | None:
    """南京的报名占多少: of what all salons with a number have together; 上海占几成, where
    nothing is counted, by the salons and by the people who signed up."""
    asked = part_of(question, text)
    if asked is None or not asked.is_clear or not asked.is_scoped or asked.scope.missing:
        return None
    counted = asked.has(*OF_PEOPLE)
    if not counted and (not asked.named(Kind.CITY) or asked.sponsors or asked.facts):
        return None
    metric = (metric_of(asked) if counted else None) or METRICS[1]
    held = question.held
    salons = [salon for salon in asked.scope.salons if salon in held]
    part, known = _sum(metric, salons), [s for s in held if exact(metric.of(s)) is not None]
    if not part:
        return None
    whole = _sum(metric, known)
    names = "、".join(map(short_name, salons))
    of_all = f"有确切数字的 {len(known)} 期合计 {whole} {metric.unit}"
    told = f"{names}{metric.label} {part} {metric.unit}，占{of_all}的 {_percent(part, whole)}。"
    number = "" if counted else _share(len(salons), len(held))
    return reply(metric, joined([told, f"按场次算是 {number}" if number else ""]), salons)


def _sum(metric: Metric, salons: Sequence[Salon]) -> int:
    return sum(exact(metric.of(salon)) or 0 for salon in salons)
