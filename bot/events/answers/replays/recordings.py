"""Recordings of all the salons by their label or link, also where a link does not open."""

from __future__ import annotations

from dataclasses import replace

from bot.events.answers import facts
from bot.events.answers.asked_facts import BROKEN, LABELS_OF_PARTS
from bot.events.answers.lists import with_and_without
from bot.events.reading.asking import Question
from bot.events.reading.turns import topic
from bot.events.record.models import Salon
from bot.events.replies import SalonReply, headline, joined
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

_AS_FILE = Expression("下载|离线|保存|存(?:到?本地|下来|盘|起来)|本地|mp4|文件|网页")
_EACH = Expression("分别|各|每[条段个]|哪[条段]|[几两三四五\\d][条段]")
_PIECES = Expression("那?[几两三四五](?:段|条)")
_WORTH = Expression("推荐|值得|[最更]?(?:好看|精彩|有料)|先看|首选|看哪")
_ONE_OF_THEM = Expression("第.[条段]|[那这哪]一?[条段]")
_FILES = (".mp4", ".mov", ".avi", ".mkv", ".flv", ".webm")
_LATIN = Expression("[a-z][a-z0-9]+")


def answer(question: Question) -> SalonReply | None:
    """What is asked of recordings beside where they are."""
    return broken(question) or of_files(question) or _of_contents(question) or _best(question)


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
    markdown = joined([f"**{headline(salon)}**", said, *told])
    return SalonReply(markdown, "沙龙：回放", topic("salon", [salon], (Word.REPLAYS,)))


def _best(question: Question) -> SalonReply | None:
    """推荐看哪场回放: that no one says which is worth most."""
    asks = question.has(Word.WHICH) and question.says(_WORTH) and question.is_nearly_clear
    if Word.REPLAYS not in question.facts or not asks or question.is_scoped:
        return None
    reply = with_and_without(question, question.book.standalone, Word.REPLAYS)
    return replace(reply, markdown=joined(["哪场更值得看，记录里没有说。", reply.markdown]))


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
    markdown = joined([f"**{headline(salon)}**", said, facts.replays(salon, salon.replays)])
    return SalonReply(markdown, "沙龙：回放", topic("salon", [salon], (Word.REPLAYS,)))


def broken(question: Question) -> SalonReply | None:
    """回放链接打不开怎么办: those of the record once more, and that it has no others."""
    surely = Word.REPLAYS in question.facts and not question.is_scoped and question.is_clear
    if not surely or question.around or not question.says(BROKEN):
        return None
    reply = with_and_without(question, question.book.standalone, Word.REPLAYS)
    return replace(
        reply, markdown=joined(["记录里的回放地址只有这些，没有别的：", reply.markdown])
    )


def by_label_or_link(question: Question) -> SalonReply | None:
    """直播回顾-下午是哪期的, 只要 mp4 的: the recordings whose label or link says so."""
    labels = [said for word, said in LABELS_OF_PARTS.items() if question.has(word)]
    links = _LATIN.findall(question.text)
    numbers = {n for o in question.reading.ordinals if o.unit in ("段", "条") for n in o.numbers}
    paragraphs: list[str] = []
    salons: list[Salon] = []
    for salon in question.book.standalone:
        meant = [
            replay
            for replay in salon.replays
            if any(said.search(replay.label) for said in labels)
            or any(word in replay.url.lower() for word in links)
            or any(replay.label.endswith(str(number)) for number in numbers)
        ]
        if meant:
            salons.append(salon)
            paragraphs += [f"**{headline(salon)}**", facts.replays(salon, meant)]
    if not salons:
        return None
    about = topic("salon", salons, (Word.REPLAYS,))
    return SalonReply(joined(paragraphs), "沙龙：回放", about)
