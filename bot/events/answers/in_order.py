"""What stands in a place of a salon's order: its second talk, its last question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.events.record.models import Salon, Talk
from bot.events.replies import joined, speaker, summary, talk_line


def nth_talks(salon: Salon, numbers: Iterable[int], *, of_speakers: bool) -> str:
    """The talks in these places; negative numbers count from the end. ``of_speakers``: a
    speaker is asked for, so that a place whose talk names none is told with the one in the
    same place among those that do."""
    parts = dict.fromkeys(_nth_talk(salon, number, of_speakers) for number in numbers)
    return joined(parts)


def place_of(count: int, number: int) -> int:
    """The place from 1; 0 or less, or more than ``count``, where there is none."""
    return number if number > 0 else count + number + 1


def _nth_talk(salon: Salon, number: int, of_speakers: bool) -> str:
    count = len(salon.talks)
    place = place_of(count, number)
    if not 1 <= place <= count:
        return f"一共只记了 {count} 个议题。"
    talk = salon.talks[place - 1]
    line = f"第 {place} 个议题：{talk_line(talk)}"
    if talk.speakers:
        return line
    named = [talk for talk in salon.talks if talk.speakers]
    among = place_of(len(named), number)
    other = ""
    if of_speakers and 1 <= among <= len(named):
        said = (
            f"第 {among} 个"
            if number > 0
            else "最后一个"
            if number == -1
            else f"倒数第 {-number} 个"
        )
        other = f"只算写了讲师名字的，{said}是：{talk_line(named[among - 1])}"
    return joined([line, "讲师没有记录。", other])


def nth_speakers(salon: Salon, numbers: Iterable[int]) -> str:
    """第三位讲师: the speakers in these places, among those whose names are written."""
    named = [(one, talk) for talk in salon.talks for one in talk.speakers]
    lines: dict[str, None] = {}
    for number in numbers:
        place = place_of(len(named), number)
        if not 1 <= place <= len(named):
            lines[f"写了名字的讲师一共 {len(named)} 位。"] = None
            continue
        one, talk = named[place - 1]
        lines[f"第 {place} 位讲师：{speaker(one)}，讲的是{talk.title}"] = None
    return joined(lines)


def talk_in(talks: Sequence[Talk], number: int) -> Talk | None:
    place = place_of(len(talks), number)
    return talks[place - 1] if 1 <= place <= len(talks) else None


def nth_question(salon: Salon, number: int) -> str:
    """The question of a debate in this place, with the first words of its answer."""
    count = len(salon.recaps)
    place = place_of(count, number)
    if not 1 <= place <= count:
        return f"一共只记了 {count} 个问题。"
    recap = salon.recaps[place - 1]
    return joined([f"第 {place} 个问题：{recap.title}", summary(recap.lead)])
