"""How organizers speak of a salon without a command: the small words around what they want,
and which salon they mean."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.chat.context import Request, Services
from bot.errors import UserError
from bot.events import Salon
from bot.events.editing.times import find_time, or_none, parse_time, when_text
from bot.events.reading.turns import topic_of
from bot.events.words.wording import weekday_in
from bot.expressions import Expression
from handlers.salon_asked import all_ahead, is_ahead
from handlers.salon_choice import chosen_salon, number_joined

# Patterns. Possessive, or a flood of small words would be tried in every way there is.
MARKS = r"，,。.!！~～\s\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"  # and pictures
BEFORE = (
    r"(?:请问?|麻烦|帮我|帮忙|我们?|咱们?|想要?|要|得|需要|打算|准备|能不能|可不可以|可以|能否|把|将|给"
    rf"|不好意思|临时有事|[{MARKS}])*+"
)
_SMALL = (
    r"时间|日期|日子|活动|沙龙|举办|开始|[这那本]一?[场期次]|站(?!点)|一下|一?个|要|得|想|需要|可以|能|有变动?"
    r"|的|了|再|就|(?<!成)都|[，,。.!！\s]"
)
SMALL = rf"(?:{_SMALL})*+"
MATTER = rf"(?:改期|推迟|延期|延后|提前|顺延|[改换]成|改|换|调整?|变更?|{_SMALL})*+"
AFTER = rf"(?:行吗|可以吗|好吗|吗|吧|了|呢|啊|就行|就好|[?？{MARKS}])*+"
END = rf"吧?[{MARKS}]*+"
SALON = r"(?P<salon>.{0,20}?)"
CLOCK = (
    r"(?:(?:[上下中]午|早上|晚上?)?(?:\d{1,2}\s*[:：]\s*\d{2}|(?:\d{1,2}|[一二三四五六七八九十两]{1,2})点"
    r"(?:半|整|[一三]刻|(?:\d{1,2}|[一二三四五]?十[一二三四五六七八九]?|零?[一二三四五六七八九])分?)?))"
)
HOURS = rf"(?:{CLOCK}(?:\s*[-–—~～到至]\s*{CLOCK})?)"
LONGEST_ORDER = 40
# With one of these it is a salon that is spoken of, and not data that happen to have the form.
OF_SALONS = r"活动|沙龙|报名|名额|讲师|嘉宾|议程|海报|第.{1,4}期|\d{1,3} ?期|[这那本上下]一?[场期]"
_DAY_OF_MONTH = Expression(r"\s*(\d{1,2})[号日](?!线)")
_WEEKDAY = Expression("(?:周|星期|礼拜)([一二三四五六日天末])")
# 第9期, 下一场, 这期; not 有效期.
_HELD_THERE = Expression(r"[那这]?一?[场站]$|的$")  # 成都场
_ONE = Expression(r"(?:[\d一二三四五六七八九十百]|[这那上下本]一?)[期场届]$")


async def salon_ordered(
    words: str, request: Request, services: Services, example: str
) -> Salon | None:
    """The salon that is named, also by its day, or where none is the one spoken of, else the
    next; None when the words name no salon. Raises UserError for what can only be one and is not
    there, without a salon in sight, and where a new one that waits for its code may be meant."""
    words = number_joined(words).strip()
    book = services.salons.book
    if words and (on_day := _on_day(words, services)):
        return on_day
    if words and not book.find(words) and book.find(bare := _HELD_THERE.sub("", words)):
        words = bare
    if words and not book.find(words) and not _ONE.search(words):
        return None
    if not words and not all_ahead(services):
        raise UserError("近期还没有安排活动。要建一场，发「新建活动」。")
    if not words:
        await _require_no_new_one(request, services, example)
        if (salon := spoken_of(request, services)) and not salon.series:
            return salon
    return chosen_salon(words, services, example)


def spoken_of(request: Request, services: Services) -> Salon | None:
    """The one to come that was just made, changed or told of; none of several."""
    salon = services.salons.book.get(topic_of(request.history).get("salons", ""))
    return salon if salon and is_ahead(salon, services) else None


async def _require_no_new_one(request: Request, services: Services, example: str) -> None:
    """「改成 12 月 25 日」, said to the preview of a new salon, moves no other one."""
    drafts = await services.drafts.waiting(request.message.staff_id, services.now())
    if drafts and drafts[0].payload.get("act") == "create":
        code = drafts[0].code
        raise UserError(
            f"刚才要新建的那一场（{code}）还没有确认，什么也没有改。要改的是它：先发"
            f"「确认 {code}」，再说一遍，写上它的名字；改别的：写上是哪一期，比如：{example}"
        )


def may_be_time(words: str, services: Services) -> bool:
    """One that cannot be is one too: whoever moves something to it hears so."""
    try:
        return parse_time(words, services.now(), services.zone) is not None
    except UserError:
        return True


def nearest_day(words: str, held_on: date, today: date) -> tuple[str, str]:
    """「周日」 of a salon on a Saturday two weeks ahead is the day after it, not the first Sunday
    of the calendar, and 28号 is of its month; with it what is to be said of that."""
    if said := _DAY_OF_MONTH.match(words):
        day = held_on + relativedelta(day=int(said[1]))
        if day.day != int(said[1]) or day < today or (held_on - today).days < 7:
            return words, ""
        return f"{when_text(day)} {words[said.end() :]}", f"没写哪个月，按 {day.month} 月理解"
    said = _WEEKDAY.match(words)
    if said is None or (held_on - today).days < 7:
        return words, ""
    wanted = 5 if said[1] == "末" else weekday_in(said[1])
    day = held_on + timedelta(days=(wanted - held_on.weekday() + 3) % 7 - 3)
    note = f"没写哪一周，按离原来日子最近的{said[0]}理解"
    return f"{when_text(day)} {words[said.end() :]}", note


def _on_day(words: str, services: Services) -> Salon | None:
    """The only salon of a day that the words name, perhaps beside it: 西安这周六; of a weekday
    the next. A day of a series is none."""
    words, book = _HELD_THERE.sub("", words).strip(), services.salons.book
    found = or_none(find_time, words, services.now(), services.zone)
    if found is None or not found.time.has_day:
        return None
    called = f"{words[: found.start]}{words[found.end :]}".strip("的 ")
    salons = [one for one in book.on_day(found.time.day) if not one.series]
    if called:
        salons = [one for one in salons if one in book.find(called)]
    if not salons and _WEEKDAY.fullmatch(words):
        day = found.time.day.weekday()
        salons = [
            one for one in all_ahead(services) if one.held_on.weekday() == day and not one.series
        ][:1]
    return salons[0] if len(salons) == 1 else None
