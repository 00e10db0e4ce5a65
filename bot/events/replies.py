"""Facts → Chinese Markdown, short enough for a phone: lists, no tables, full addresses.

Every sentence about a salon names its number, city and date. What is not in the record is
said to be missing; nothing is borrowed from another salon.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from bot.clock import WEEKDAYS
from bot.events.record.event_pages import sections
from bot.events.record.models import Count, Recap, Salon, Speaker, Talk
from bot.expressions import Expression

_LINK = Expression(r"!?\[([^\[\]]*)\]\([^)]{0,1000}\)")
_LIST_MARK = Expression(r"(?m)^\s*(?:[-*]|\d+\.)\s+")
_LONGEST_TITLE = 30
_LONGEST_SUMMARY = 90
_SHORTEST_SUMMARY = 30


@dataclass(frozen=True, slots=True)
class SalonReply:
    """What the record says. ``topic`` is what a follow-up leans on; ``follow_ups`` are
    questions that stand alone. ``refused``: asked for what is nobody's business."""

    markdown: str
    title: str
    topic: Mapping[str, str] = field(default_factory=dict)
    follow_ups: tuple[str, ...] = ()
    refused: bool = False


def day(when: date) -> str:
    return f"{when.year} 年 {when.month} 月 {when.day} 日（周{WEEKDAYS[when.weekday()]}）"


def clock(at: time) -> str:
    return at.strftime("%H:%M")


def period(start: time | None, end: time | None) -> str:
    """「09:25–09:55」; empty when neither is known."""
    if start and end:
        return f"{clock(start)}–{clock(end)}"
    return f"{clock(start)} 开始" if start else f"{clock(end)} 结束" if end else ""


def held_at(salon: Salon) -> str:
    """「2018 年 11 月 24 日（周六）13:30–17:00」, as far as the hours are known."""
    return day(salon.held_on) + period(salon.start, salon.end)


def short_name(salon: Salon) -> str:
    """「第 7 期上海」; the title where there is no number."""
    if salon.number is None:
        return salon.title
    return f"第 {salon.number} 期{salon.city}"


def asked_as(salon: Salon) -> str:
    """What one may type for it in a question."""
    if salon.number is None:
        return f"{salon.city}{salon.held_on}那场"
    return f"第{salon.number}期"


def headline(salon: Salon) -> str:
    """「第 7 期 · 上海 · 2018 年 11 月 24 日（周六）」, and whether it is cancelled."""
    name = salon.title if salon.number is None else f"第 {salon.number} 期"
    city = salon.city if salon.city and salon.city not in name else ""
    cancelled = "已取消" if salon.is_cancelled else ""
    return " · ".join(part for part in (name, city, day(salon.held_on), cancelled) if part)


def people_count(count: Count | None) -> str:
    """「88 人」, 「1xx 人（原文如此，没有确数）」 or that it is not recorded."""
    if count is None:
        return "没有记录"
    return f"{count} 人" if isinstance(count, int) else f"{count} 人（原文写法，没有确切数字）"


def visits(count: Count | None) -> str:
    """「1500 人次」, 「2200余人次」 or that it is not recorded."""
    if count is None:
        return "没有记录"
    return f"{count} 人次" if isinstance(count, int) else f"{count.removesuffix('人次')}人次"


def speaker(one: Speaker) -> str:
    return f"{one.name}（{one.org}）" if one.org else one.name


def talk_line(talk: Talk) -> str:
    """「09:25–09:55 题目：讲师（单位）」 as far as recorded."""
    line = " ".join(part for part in (period(talk.start, talk.end), talk.title) if part)
    return f"{line}：{'、'.join(map(speaker, talk.speakers))}" if talk.speakers else line


def numbered(lines: Iterable[str]) -> str:
    return "\n".join(f"{index}. {line}" for index, line in enumerate(lines, 1))


def bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def link(label: str, url: str) -> str:
    safe = label.replace("[", "［").replace("]", "］")
    return f"[{safe}]({url.replace('(', '%28').replace(')', '%29')})"


def joined(parts: Iterable[str]) -> str:
    """Paragraphs with an empty line between them."""
    return "\n\n".join(part for part in parts if part)


def salon_list(salons: Sequence[Salon]) -> str:
    return bullets(headline(salon) for salon in salons)


def title_for(salons: Sequence[Salon], what: str) -> str:
    """The line of a push notification."""
    names = short_name(salons[0]) if len(salons) == 1 else "沙龙"
    return f"{names}：{what}"[:_LONGEST_TITLE] if what else names[:_LONGEST_TITLE]


def recap_lines(recap: Recap) -> list[str]:
    """What a recap page says under each of its headings, in a sentence or two."""
    return [f"{part.heading}：{summary(part.text)}" for part in sections(recap.text)]


def summary(text: str) -> str:
    """The first words of a Markdown text on one line, links and list marks taken off."""
    plain = _LIST_MARK.sub("", _LINK.sub(r"\1", text))
    line = "；".join(part.strip() for part in plain.splitlines() if part.strip())
    line = line.replace("：；", "：").replace("。；", "。")
    if len(line) <= _LONGEST_SUMMARY:
        return line
    cut = line[:_LONGEST_SUMMARY]
    end = max(cut.rfind("。"), cut.rfind("；"))
    return cut[: end + 1] if end >= _SHORTEST_SUMMARY else cut.rstrip("，；、") + "…"
