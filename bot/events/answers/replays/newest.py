"""回放出来了吗, 有录像吗: of the salon that was held last, while there are new ones; else of the
newest that has any. The page on the replays tells of the old record alone."""

from __future__ import annotations

from datetime import timedelta

from bot.events.answers.at_hand import speaks_of_past
from bot.events.answers.facts import replays
from bot.events.reading.asking import Question
from bot.events.reading.turns import topic
from bot.events.record.ahead import nearest
from bot.events.record.models import Salon
from bot.events.replies import SalonReply, headline, held_at, joined, short_name
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

_MAY_STAND = frozenset({
    Word.REPLAYS, Word.FILLER, Word.EXISTS, Word.NEGATION, Word.SALON, Word.REFERENCE, Word.DATE,
    Word.PLACE, Word.LIVE, Word.HOLD, Word.UPCOMING, Word.LAST, Word.PREVIOUS, Word.TALKS,
    Word.COME, Word.ELSEWHERE,
})  # fmt: skip
# Said of what is new: nobody asks whether the recordings of years ago are out.
_OUT = "(?:放?出来?|出|上传|上线|发布?|更新|整理|剪辑?|弄|做|传|放|挂|好|完|可以看|能看)"
_NEWS = Expression(f"{_OUT}了?(?:没有?|吗|么|[?？]|$)|(?:什么|啥)时候?.{{0,2}}{_OUT}|还没|多久")
_GAP = Expression(f"(?:{_OUT}|了|上来|上去)++")
# Of what is to be: 会录像吗, 这次有回放吗.
_WILL = Expression(
    r"会(?!员|议|场)|这[次期场回]|本[次期场]|到时|[办讲]完|结束[后以]|要录|准备录|打算录"
)
_LATELY = timedelta(days=60)
_MOST_OTHERS = 4


def answer(question: Question) -> SalonReply | None:
    """None for messages on certain salons or on all of them, and as long as nothing is newer
    than the record."""
    text = question.text
    if (coming := _to_come(question)) is not None:
        return _not_yet(question, coming)
    if not question.has(Word.REPLAYS) or question.reading.names or question.reading.whens:
        return None
    if question.reading.ordinals or question.reading.slices or speaks_of_past(question):
        return None
    if any(span.value not in _MAY_STAND for span in question.reading.spans):
        return None
    if not all(_GAP.fullmatch(piece) for piece in question.rest):
        return None
    held = _held(question)
    if not held or not _is_alive(question, held[-1]):
        return None
    news, around = bool(_NEWS.search(text)), question.around
    if len(around) == 1:
        one = around[0]
        if one in question.ahead and not one.replays:
            return _not_yet(question, one)
        lately = question.today - one.held_on <= _LATELY
        return _told(question, one if lately or not news else held[-1], held)
    if around and not news:
        return None
    return _told(question, held[-1], held)


def _to_come(question: Question) -> Salon | None:
    """厦门有回放吗, 这次会录像吗: one that is not over, by name, by what is to be, or since it is
    under way."""
    spans, text = question.reading.spans, question.text
    if not question.has(Word.REPLAYS) or not question.ahead or speaks_of_past(question):
        return None
    if not all(_GAP.fullmatch(piece) for piece in question.rest):
        return None
    if any(isinstance(s.value, Word) and s.value not in (*_MAY_STAND, Word.NEXT) for s in spans):
        return None
    if question.scope.named:
        one = question.scope.single
        # A recording that is there already, of a morning, is told of like any other.
        return one if one in question.ahead and not one.replays else None
    if question.around:
        return None
    current = next((salon for salon in question.begun if not salon.series), None)
    if current and not current.replays and not _NEWS.search(text.replace("回放", "")):
        return current
    return nearest(question.ahead) if _WILL.search(text) else None


def _held(question: Question) -> list[Salon]:
    """Those that are over, the newest last; a day of a series only with a recording."""
    return [
        salon
        for salon in question.book.salons
        if salon.held_on <= question.today
        and salon not in question.ahead
        and not salon.is_cancelled
        and (not salon.series or salon.replays)
    ]


def _is_alive(question: Question, last: Salon) -> bool:
    lately = question.today - last.held_on <= _LATELY
    return lately or bool(question.ahead) or question.book.has_added_replays


def _not_yet(question: Question, salon: Salon) -> SalonReply:
    state = "正在进行" if salon in question.begun else "还没有办"
    markdown = f"{short_name(salon)}{state}（{held_at(salon)}），回放要等办完，来了会在群里说。"
    return SalonReply(markdown, "沙龙：回放", topic("salon", [salon], (Word.REPLAYS,)))


def _told(question: Question, one: Salon, held: list[Salon]) -> SalonReply:
    """The recordings of one salon, or that they are not there yet; and which others have some."""
    having = [salon for salon in reversed(held) if salon.replays and salon is not one]
    parts = [f"**{headline(one)}**"]
    told = [one]
    if one.replays:
        parts.append(replays(one))
    else:
        lately = one is held[-1] and question.today - one.held_on <= _LATELY
        parts.append("还没有回放，来了会在群里说。" if lately else "没有回放记录。")
        if having:
            told, newest = [one, having[0]], having.pop(0)
            parts += ["最近一期有回放的：", f"**{headline(newest)}**", replays(newest)]
    if having:
        names = "、".join(map(short_name, having[:_MOST_OTHERS]))
        more = " 等" if len(having) > _MOST_OTHERS else ""
        parts.append(f"更早的还有 {len(having)} 期：{names}{more}，发「回放」全部列出。")
    return SalonReply(joined(parts), "沙龙：回放", topic("salon", told[:1], (Word.REPLAYS,)))
