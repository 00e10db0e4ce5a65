"""Which salon a command means: its number, city, date or nothing at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.attendance.windows import coming, windows_of
from bot.chat.context import Services
from bot.errors import UserError
from bot.events import Salon
from bot.events.record.hours import begun, to_begin
from bot.events.replies import headline
from bot.expressions import Expression
from bot.markdown import escape_text
from bot.messages import Reply, ReplyKind
from handlers.salon_asked import AT_HAND, nearest, opened

_NEXT = Expression(r"(?:下|这|本|最近)(?:一|的)*[期场次个届]?(?:沙龙|活动)?")
_GLUED = Expression(
    # 报名15: on a phone nobody types the blank.
    r"\d{1,3}|(?:第\s*[\d〇零一二三四五六七八九十百]{1,5}\s*[期场次]?|\d{1,3}\s*期)(?:沙龙|活动)?"
)
# Words of a question or of another matter: 「报名 多少人」 asks, it does not sign up.
_ASKING = Expression(
    r"[?？吗呢谁哪怎啥几]|什么|多少|为何|如何|能不能|可以|有没有|截止|人数|方式|流程|链接|费用|要求"
    r"|时间|地点|情况|名单|成功|失败|https?:"
)
_MOST_CHARACTERS = 24
# As the bot itself writes a salon without a number, however long.
_ID = Expression(r"[a-z0-9]+(?:[-_][a-z0-9]+){1,20}")
_NO_ORDER = Expression(r"[?？]|吗\s*$|怎么|如何|什么|能不能|可以")
_CONTENT = Expression(r"[:：]|(?<=[\d一二两三四五六七八九十])[点时]")
# For what is done at a salon and in the weeks after it: its draw, its replays.
_LATELY = timedelta(days=30)
_NUMBER_APART = Expression(
    # 「16 场地停电」 is no 「第16场」: without 第 only 期 belongs to the number, and not that of
    # 「16 期号：17」.
    r"^(\s*(?:(?:添加|增加|新增)\s+)?)"
    r"(?:第\s*([\d〇零一二三四五六七八九十百]{1,5})\s*([期场次届])|(\d{1,3})\s*期(?![号数]))\s*"
)


def names_salon(arguments: str) -> bool:
    """Whether arguments can be the name of a salon, or are empty."""
    text = arguments.strip(" 。.!！~")
    if _ID.fullmatch(text):
        return True
    return len(text) <= _MOST_CHARACTERS and "\n" not in text and not _ASKING.search(text)


def names_salon_closely(arguments: str) -> bool:
    """The same for what follows a command word without a blank: a number or 「下一期」."""
    text = arguments.strip(" 。.!！~")
    return bool(text) and bool(_NEXT.fullmatch(text) or _GLUED.fullmatch(text))


def is_next(words: str) -> bool:
    """「下一期」, 「最近的活动」: the nearest to come."""
    return _NEXT.fullmatch(words) is not None


def number_joined(arguments: str) -> str:
    """The arguments with a number before everything else as one word: 「第 14 期 明晚8点」 →
    「第14期 明晚8点」."""
    return _NUMBER_APART.sub(
        lambda m: f"{m[1]}第{m[2] or m[4]}{m[3] or '期'} ", arguments, count=1
    )


def gives_order(arguments: str) -> bool:
    """Whether this gives an order; a question about it goes to the knowledge. What follows
    a field's colon or the hour of a talk is somebody's title, which may well ask."""
    said = _CONTENT.split(arguments, maxsplit=1)[0]
    return bool(said.strip()) and not _NO_ORDER.search(said)


def handle_of(salon: Salon, services: Services) -> str:
    """How people write a salon in a command: its number; without one its city, its day
    or its title, where that means no other; its id at last."""
    if salon.number is not None:
        return str(salon.number)
    book, zone = services.salons.book, services.zone
    ahead = coming(book.salons, services.now(), zone)
    for words in (salon.city, f"{salon.held_on:%Y-%m-%d}", _title_of(salon)):
        found = book.find(words) if words else []
        # Several of a city are no question while one of them is still to come.
        found = [one for one in found if one in ahead] or found
        if found == [salon]:
            return words
    return salon.id


def _title_of(salon: Salon) -> str:
    """The title where one may write it in a command; else empty."""
    return salon.title if names_salon(salon.title) and " " not in salon.title else ""


def about(salon: Salon) -> dict[str, str]:
    """The topic of a reply on one salon, for 「几点开始」 after it."""
    return {"matter": "salon", "salons": salon.id}


def on_salon(salon: Salon, title: str, markdown: str, follow_ups: tuple[str, ...] = ()) -> Reply:
    return Reply(markdown, title[:30], ReplyKind.EVENT, follow_ups, topic=about(salon))


def chosen_salon(
    words: str, services: Services, example: str, *, to_come: bool = True, past: bool = True
) -> Salon:
    """The salon of a command. Nothing, or 「下一期」: the nearest that is not over, a day
    of a series only where there is no salon; of several that fit, the one that is still to
    come or, when the command is about the past (``to_come`` False), the one of these weeks.
    ``past``: whether the command makes sense for a salon that is over. Raises UserError with
    ``example``."""
    text = words.strip(" 。.!！~")
    book, now = services.salons.book, services.now()
    ahead = coming(book.salons, now, services.zone)
    if not text or _NEXT.fullmatch(text):
        if not ahead:
            hint = f"往期的请写期号，比如：{example}" if past else "定下来了会在群里说。"
            raise UserError(f"近期还没有安排活动。{hint}")
        if text.startswith("下"):
            ahead = to_begin(ahead, begun(ahead, now, services.zone)) or ahead
        return next((salon for salon in ahead if not salon.series), ahead[0])
    found = book.find(text)
    if not found:
        said = escape_text(text[:20])
        raise UserError(f"没有找到「{said}」这一期，请写期号或城市，比如：{example}")
    if len(found) > 1 and to_come:
        found = [salon for salon in found if salon in ahead] or found
    elif len(found) > 1:
        found = [salon for salon in found if _was_lately(salon, services)] or found
    if len(found) > 1:
        raise UserError(ambiguous(text, found, example, services))
    return found[0]


def salon_at_hand(words: str, services: Services, example: str) -> Salon:
    """The same for what an organizer looks up: nothing said means the salon of these days,
    which may just be over."""
    bare = not words.strip(" 。.!！~")
    current = opened(services, within=AT_HAND) if bare else None
    return current or chosen_salon(words, services, example)


def of_these_weeks(services: Services) -> Salon | None:
    """For draws and shares: the salon that was held lately or is under way, else the next one;
    people share the sign-up link of a salon before it begins."""
    return opened(services, within=_LATELY) or next(iter(nearest(services)), None)


def salon_and_rest(arguments: str, services: Services, example: str) -> tuple[Salon, str]:
    """The salon that the first word names, and the rest. Raises UserError."""
    words, rest = (*number_joined(arguments).split(None, 1), "", "")[:2]
    return chosen_salon(words, services, example), rest.strip()


def _was_lately(salon: Salon, services: Services) -> bool:
    """Whether its doors have opened, not long ago."""
    windows = windows_of(salon, services.zone)
    return windows.checkin_from <= services.now() < windows.ends_at + _LATELY


def _plainly(salon: Salon, services: Services) -> str:
    """How to write a salon so that no command takes it for another: its number, its day,
    its title, its id."""
    if salon.number is not None:
        return str(salon.number)
    find = services.salons.book.find
    names = (f"{salon.held_on:%Y-%m-%d}", _title_of(salon))
    return next((name for name in names if name and find(name) == [salon]), salon.id)


def ambiguous(words: str, found: Sequence[Salon], example: str, services: Services) -> str:
    """What to say when several salons fit."""
    lines = "\n".join(
        f"- {headline(salon)}：写「{_plainly(salon, services)}」" for salon in found[:8]
    )
    said = escape_text(words[:20])
    return f"「{said}」有 {len(found)} 场，请写明是哪一场，比如：{example}\n\n{lines}"
