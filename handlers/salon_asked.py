"""Questions on a salon that only the store can answer: which salon is meant, and the small
words around what is asked, which tell nothing."""

from __future__ import annotations

from datetime import timedelta

from bot.attendance.windows import coming, latest, windows_of
from bot.chat.context import Request, Services
from bot.events import Salon
from bot.events.reading.meant import Meant
from bot.events.replies import day, period
from bot.precedence import computed

# Longer messages tell more than they ask.
LONGEST_QUESTION = 24
# A salon is at hand for so long after it: people are counted, and checked in by name.
AT_HAND = timedelta(days=3)
# A pattern, of what people say before, between and after what they ask.
ASIDES = (
    r"请问|想问|问问|问一?下|你好|您好|大家好|麻烦|(?:帮我|帮忙)?(?:看|查|问|说|讲)(?:一?下|看)"
    r"|告诉我|现在|目前|如今|眼下|当前|今天|到底|究竟|最后|最终|已经|一共|总共|总的?|大概|大约|差不多"
    r"|那么?|这次|这个|这|我们|咱们?|你们|他们|大家|各位|那边|到时候?|是不是|是否|有没有|有无|没有|会不会"
    r"|能不能|可不可以|能否|可以|应该|好像|听说|据说|真的?|又|还|再|也|都|就|才|能|会|要|是|有|没|不"
    r"|了|的|得|到|过|吗|嘛|么|呢|吧|呀|啊|哦|哈|呐|哎|唉|欸|哪|来|去|给|个|在"
)


async def meant(request: Request, services: Services) -> Meant:
    return await computed(services.salons.meant, request.text, request.history, services.now())


async def of_past(request: Request, services: Services) -> bool:
    """Whether a command that is no more than its word is asked of the one salon that was spoken
    of and is over, or steps from it: 回放, 议程, 下一期, after 第7期."""
    if request.direct or request.arguments or not request.history:
        return False
    salon = (await meant(request, services)).single
    return salon is not None and not is_ahead(salon, services)


def all_ahead(services: Services) -> list[Salon]:
    """What is to come or under way, days of a series as well, the nearest first."""
    return list(coming(services.salons.book.salons, services.now(), services.zone))


def nearest(services: Services) -> list[Salon]:
    """What is to come, the nearest first; days of a series only where there is nothing
    else."""
    ahead = all_ahead(services)
    return [salon for salon in ahead if not salon.series] or ahead


def opened(services: Services, within: timedelta | None = None) -> Salon | None:
    """The salon that people at a venue mean, the last one whose doors have opened; None where
    it was over longer ago than ``within``."""
    salon = latest(services.salons.book.salons, services.now(), services.zone)
    if salon is None or within is None:
        return salon
    over = windows_of(salon, services.zone).ends_at
    return salon if services.now() - over < within else None


def is_ahead(salon: Salon, services: Services) -> bool:
    """Whether it is to come, or under way."""
    over = windows_of(salon, services.zone).is_over(services.now())
    return not salon.is_cancelled and not over


def is_under_way(salon: Salon, services: Services) -> bool:
    """Whether it has begun, by hours that are known, and is not over."""
    windows = windows_of(salon, services.zone)
    return salon.start is not None and windows.starts_at <= services.now() < windows.ends_at


def when_and_where(salon: Salon) -> str:
    """「2026 年 12 月 5 日（周六） 14:00–17:30 西安 大象咖啡」"""
    facts = (day(salon.held_on), period(salon.start, salon.end), salon.city, salon.venue)
    return " ".join(fact for fact in facts if fact)
