"""An order that nothing reads, as the command that may be meant, with the organizer's own
values: one tap sends it, and it is previewed before anything happens."""

from __future__ import annotations

from collections.abc import Iterator

from bot.chat.context import Services
from bot.errors import UserError
from bot.events import Salon
from bot.events.editing.planned_words import planned_parts
from bot.events.editing.salon_fields import FIELDS, read_field
from bot.events.record.hours import zone_of
from bot.events.replies import bullets, headline, talk_line
from bot.expressions import Expression
from handlers.salon_asked import is_ahead, nearest
from handlers.salon_choice import handle_of

# What no field of a salon and no limit is for, and what there is instead.
_IN_FIELDS = "能改的有：" + "、".join(FIELDS) + "；别的要告诉大家就发公告，要我答得上请写进页面。"
NO_SUCH = (
    (
        Expression(".{0,12}?(?:报名.{0,8}?审[核批]|审[核批].{0,8}?报名).{0,10}"),
        "报名没有审核，先到先得，满了排候补，什么也没有改。总人数用名额来限：",
    ),
    (
        Expression(
            ".{0,16}?(?:限制?|最多|至多|只[能许准]|每个?人|不[能许准要]).{0,6}?带[^，,]{0,6}?"
            "(?:[一二两三\\d]个|人|朋友|同[事学]|家属|亲友)[来去]?了?[吧。]*(?:[，,][^，,]{1,8})?"
        ),
        "没有带几个人的限制，什么也没有改：一人一个名额，来的人都要自己报名。总人数用名额来限：",
    ),
    (
        Expression(
            "[^，,]{0,20}?(?:联系(?:人|方式|电话)|主持人|[主承]办方|费用|门票|停车|交通|备注|奖品)的?[也就都]?"
            "(?:[改换写填加补](?!一下)[上成为到]?|定了[，,]?是|是|[：:]).{2,60}"
        ),
        f"活动里没有这一项，什么也没有改。{_IN_FIELDS}",
    ),
)
_NUMBERED = Expression(r"第\s*[\d一二三四五六七八九十百]{1,5}\s*期|\d{1,3}\s*期")
_OF_PAST = Expression("上一?[期场次]|往期|那[期场次]|以前|去年")
_COUNT = r"(?:\d{1,3}|[一二两三四五六七八九十半]{1,3})"
_REMIND_BEFORE = Expression(
    rf"(?:提前|前)\s*{_COUNT}\s*个?半?(?:周|星期|天|小时|钟头|分钟)"
    r"(?:的?(?:早上|上午|中午|下午|晚上)?[\d一二三四五六七八九十]{1,3}点半?)?"
)
_NO_REMINDERS = Expression(
    "(?:别|不要?|不用|停|关|取消).{0,4}提醒|提醒.{0,4}(?:别|不[要用发]|停|关|取消)"
)
_ANOTHER = Expression(
    r".{0,12}?(?:(?P<next>下一?[期场次])|再[办来搞]一?[期场次个]|新[办建开]一?[期场次个]|[办开]一[期场次个])"
    r"(?:活动|沙龙|就|也|的|[，,\s])*(?:(?:定|放|安排|办)(?:在|到)|在)?[，,\s]*(?P<rest>\S.*)"
)
_MOST = 3


def salon_to_change(text: str, services: Services) -> Salon | None:
    """The salon to come that an order names, or the nearest where it names none."""
    if number := _NUMBERED.search(text):
        found = services.salons.book.find(number[0])
        return next((one for one in found if is_ahead(one, services)), None)
    ahead = nearest(services)
    there = [one for one in ahead if one.city and one.city in text]
    return next(iter(there or ([] if _OF_PAST.search(text) else ahead)), None)


def written_out(text: str, salon: Salon, services: Services) -> tuple[str, ...]:
    """The commands that the order may be; none where it says no value that they take."""
    return tuple(dict.fromkeys(_orders(text, salon, services)))[:_MOST]


def agenda_now(salon: Salon) -> str:
    """The talks that an order on one of them can name."""
    if not salon.talks:
        return ""
    return f"{headline(salon)} 的议程现在是：\n\n{bullets(map(talk_line, salon.talks))}"


def _orders(text: str, salon: Salon, services: Services) -> Iterator[str]:
    edit = f"改活动 {handle_of(salon, services)}"
    if "提醒" in text:
        before = [one[0] for one in _REMIND_BEFORE.finditer(text)]
        rules = [rule.name for rule in services.settings.reminders]
        none = _NO_REMINDERS.search(text)
        if none and before:  # 前一天的提醒不用发了
            off = [name for name in rules if any(one.removeprefix("提") in name for one in before)]
            yield from (f"{edit} 提醒：不要 {name}" for name in off)
        elif none:
            yield f"{edit} 提醒：不发"
        elif before and _takes("提醒", "；".join(before), salon, services):
            yield f"{edit} 提醒：{'；'.join(before)}"
        return
    if another := _ANOTHER.fullmatch(text):
        yield from _another(another["rest"], salon, services, move=bool(another["next"]))


def _another(words: str, salon: Salon, services: Services, *, move: bool) -> Iterator[str]:
    """A new salon, by what is said of it; 下一期 may be the one that is to come."""
    said, _ = planned_parts(words, services.now(), services.zone)
    if "时间" not in said:
        return
    yield "新建活动 " + " ".join(f"{field}：{value}" for field, value in said.items())
    if move:
        yield f"改期 {handle_of(salon, services)} {said['时间']}"


def _takes(field: str, value: str, salon: Salon, services: Services) -> bool:
    try:
        read_field(field, value, services.now(), zone_of(salon, services.zone))
    except UserError:
        return False
    return True
