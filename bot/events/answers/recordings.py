"""Recordings: those of the newest salon (回放出来了吗), and what is asked of any by label or link,
also where a link does not open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.events.answers import facts
from bot.events.answers.asked_facts import BROKEN, LABELS_OF_PARTS
from bot.events.answers.at_hand import speaks_of_past
from bot.events.answers.facts import replays
from bot.events.answers.links import of_recordings
from bot.events.answers.lists import with_and_without
from bot.events.answers.telling import of_one
from bot.events.reading.asking import Question
from bot.events.reading.turns import topic
from bot.events.record.hours import nearest
from bot.events.record.models import Salon
from bot.events.replies import SalonReply, headline, held_at, joined, short_name
from bot.events.words.vocabulary import IN_ANY_QUESTION, Word
from bot.expressions import Expression

_AS_FILE = Expression("下载|离线|保存|存(?:到?本地|下来|盘|起来)|本地|mp4|文件|网页")
_EACH = Expression("分别|各|每[条段个]|哪[条段]|[几两三四五\\d][条段]")
_PIECES = Expression("那?[几两三四五](?:段|条)")
_WORTH = Expression("推荐|值得|[最更]?(?:好看|精彩|有料)|先看|首选|看哪")
_ONE_OF_THEM = Expression("第.[条段]|[那这哪]一?[条段]")
_FILES = (".mp4", ".mov", ".avi", ".mkv", ".flv", ".webm")
_LATIN = Expression("[a-z][a-z0-9]+")
_MAY_STAND = IN_ANY_QUESTION | {
    Word.REPLAYS, Word.NEGATION, Word.REFERENCE, Word.DATE, Word.PLACE, Word.LIVE, Word.UPCOMING,
    Word.LAST, Word.PREVIOUS, Word.TALKS, Word.ELSEWHERE,
}  # fmt: skip
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
    """What is asked of recordings beside where they are."""
    looks = (broken, of_files, _of_contents, _best)
    return next((found for look in looks if (found := look(question))), None)


def _meant(question: Question) -> Salon | None:
    """The salon that is named, or spoken of, if it has recordings."""
    leans = question.continues and not question.is_scoped
    salon = question.scope.single or (question.spoken_of if leans else None)
    return salon if salon and salon.replays else None


def _of_contents(question: Question) -> SalonReply | None:
    """南京三条视频分别讲的啥: which has what is not written."""
    salon = _meant(question)
    asked = question.has(Word.REPLAYS) or question.says(_PIECES)
    asked = asked and question.has(Word.TELL, Word.TALKS)
    if salon is None or not asked or not question.says(_EACH):
        return None
    said = "没有写哪条回放里有哪个议题。"
    told = (facts.replays(salon, salon.replays), facts.talks(salon))
    return of_one(salon, "沙龙：回放", (Word.REPLAYS,), said, *told)


def _best(question: Question) -> SalonReply | None:
    """推荐看哪场回放: that no one says which is worth most."""
    asks = question.has(Word.WHICH) and question.says(_WORTH) and question.is_nearly_clear
    if Word.REPLAYS not in question.facts or not asks or question.is_scoped:
        return None
    return _all(question, "哪场更值得看，记录里没有说。")


def of_files(question: Question) -> SalonReply | None:
    """合肥的录像能下载不, 第一条是mp4吗: what their addresses tell; no more is written."""
    salon = _meant(question)
    surely = question.has(Word.REPLAYS) or question.says(_ONE_OF_THEM)
    surely = surely or Word.REPLAYS in question.former_words
    if salon is None or not surely or not question.says(_AS_FILE) or len(question.rest) > 1:
        return None
    files = [r.label for r in salon.replays if r.url.lower().endswith(_FILES)]
    pages = [r.label for r in salon.replays if r.label not in files]
    told = [f"{'、'.join(files)}是视频文件"] if files else []
    told += [f"{'、'.join(pages)}是网页"] if pages else []
    said = f"能不能下载、存到本地没有写；{'，'.join(told)}。"
    every = facts.replays(salon, salon.replays)
    return of_one(salon, "沙龙：回放", (Word.REPLAYS,), said, every)


def broken(question: Question) -> SalonReply | None:
    """回放链接打不开怎么办: those of the record once more, and that it has no others."""
    surely = Word.REPLAYS in question.facts and not question.is_scoped and question.is_clear
    if not surely or question.around or not question.says(BROKEN):
        return None
    return _all(question, "记录里的回放地址只有这些，没有别的：")


def _all(question: Question, said: str) -> SalonReply:
    reply = with_and_without(question, question.book.standalone, Word.REPLAYS)
    return replace(reply, markdown=joined([said, reply.markdown]))


def by_label_or_link(question: Question) -> SalonReply | None:
    """直播回顾-下午是哪期的, 只要 mp4 的: the recordings whose label or link says so."""
    labels = [said for word, said in LABELS_OF_PARTS.items() if question.has(word)]
    parts = _LATIN.findall(question.text)
    numbers = {n for o in question.reading.ordinals if o.unit in ("段", "条") for n in o.numbers}
    meant = [
        (salon, replay)
        for salon in question.book.standalone
        for replay in salon.replays
        if any(said.search(replay.label) for said in labels)
        or any(word in replay.url.lower() for word in parts)
        or any(replay.label.endswith(str(number)) for number in numbers)
    ]
    return of_recordings(meant) if meant else None


def newest(question: Question) -> SalonReply | None:
    """回放出来了吗, 有录像吗: of the salon that was held last, while there are new ones; else of
    the newest that has any. The page on the replays tells of the old record alone.

    None for messages on certain salons or on all of them, and as long as nothing is newer
    than the record."""
    text = question.text
    if (coming := _to_come(question)) is not None:
        return _not_yet(question, coming)
    if not question.has(Word.REPLAYS):
        return None
    if speaks_of_past(question):
        return None
    if any(span.value not in _MAY_STAND for span in question.reading.spans):
        return None
    if not all(_GAP.fullmatch(piece) for piece in question.rest):
        return None
    held = _over(question)
    if not held or not _is_alive(question, held[-1]):
        return None
    news, around = bool(_NEWS.search(text.replace("回放", ""))), question.around
    if len(around) == 1:
        one = around[0]
        if one in question.ahead and not one.replays:
            return _not_yet(question, one)
        lately = question.today - one.held_on <= _LATELY
        return _told_newest(question, one if lately or not news else held[-1], held)
    if around and not news:
        return None
    return _told_newest(question, held[-1], held)


def _to_come(question: Question) -> Salon | None:
    """厦门有回放吗, 这次会录像吗: one that is not over, by name, by what is to be, or since it is
    under way."""
    text = question.text
    if not question.has(Word.REPLAYS) or not question.ahead or speaks_of_past(question):
        return None
    if not all(_GAP.fullmatch(piece) for piece in question.rest):
        return None
    if set(question.reading.words()) - _MAY_STAND - {Word.NEXT}:
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


def _over(question: Question) -> list[Salon]:
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


def _told_newest(question: Question, one: Salon, held: list[Salon]) -> SalonReply:
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
            last = having.pop(0)
            told.append(last)
            parts += ["最近一期有回放的：", f"**{headline(last)}**", replays(last)]
    if having:
        names = "、".join(map(short_name, having[:_MOST_OTHERS]))
        more = " 等" if len(having) > _MOST_OTHERS else ""
        parts.append(f"更早的还有 {len(having)} 期：{names}{more}，发「回放」全部列出。")
    return SalonReply(joined(parts), "沙龙：回放", topic("salon", told[:1], (Word.REPLAYS,)))
