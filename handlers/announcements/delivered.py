"""What went out lately and what became of it: 「提醒发了吗」「公告都送到了吗」."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.chat.context import Request, Services
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.expressions import Expression
from bot.markdown import escape_text
from bot.messages import Reply, Role
from bot.schedule.deliveries import Delivery, DeliveryKind, DeliveryState, announcement_code

router = Router("delivered", "提醒和公告发了没有")

_BACK = timedelta(days=7)
_JUST_NOW = timedelta(hours=2)
_SHOWN = 10
# What goes out unasked for many; a notice to one person is nobody else's business.
_PUBLIC = (
    DeliveryKind.REMINDER,
    DeliveryKind.CORRECTION,
    DeliveryKind.CHANGE,
    DeliveryKind.REPLAY,
    DeliveryKind.THANKS,
    DeliveryKind.ANNOUNCEMENT,
)
_MEANT = {
    "提醒": frozenset({DeliveryKind.REMINDER, DeliveryKind.CORRECTION}),
    "公告": frozenset({DeliveryKind.ANNOUNCEMENT}),
    "回放": frozenset({DeliveryKind.REPLAY}),
    "通知": frozenset[DeliveryKind](),
    "消息": frozenset[DeliveryKind](),
}
_WHAT = Expression("|".join(_MEANT))
_DONE = Expression("发|送|收到|投递|到位")
_ASKS = Expression(
    r"吗|了吧|[嘛么没][?？。]*$|没有|是不是|有没有|哪些|哪几|几[个条]|怎么样|情况|[?？]$"
)
# A text that is made of nothing else: 「事务提交后 NOTIFY 通知没收到」 is a question to the pages.
_ALL = Expression(
    "(?:请问|麻烦|帮我|看一?下|看看|查一?下|查查|刚才|刚刚|今天|今晚|昨天|昨晚|前天|上午|早上|中午|下午"
    "|晚上|这周|上周|本周|最近|这次|上次|这[一]?条|那[一]?条|上一?条|前一?天|前一?周|活动|沙龙|直播"
    "|群里|各个?群|回放|录像|每个?群|所有的?群|全部|大家|提醒|公告|通知|消息|机器人|自动|准时|按时|正常|成功|失败"
    "|发送|投递|送达|收到|到位|情况|状态|怎么样|是不是|有没有|没有|哪些|哪几[个条]|几[个条]|出去|出来|完成"
    "|[你我它都已经全发送到达过完齐好成去出了的有是群吗嘛么没呢吧啊?？!！。，, ])+"
)
# What organizers ask right after they have sent something, without its name.
_GONE_OUT = Expression(
    "(?:刚才的?|刚刚的?|那条|这条|都|已经|全部?)*(?:发|送)(?:出去|出|送|到|完|好|成功?)?(?:了|成功|没有|过)*"
    "(?:吗|没有?|么)[?？。]*"
)
_NOT_FOR_YOU = "提醒和公告的发送情况要组织者才能看。群里没见到的话，请问一下组织者。"


def _asked_after(text: str) -> Collection[DeliveryKind] | None:
    """The kinds that a question asks for whether they went out; None for any other text."""
    what = _WHAT.search(text) if _ALL.fullmatch(text) else None
    if what is None or not _DONE.search(text) or not _ASKS.search(text):
        return None
    return _MEANT[what[0]]


@router.dialogue(role=Role.MEMBER, longest=24, reads=_asked_after)
async def answer_on_deliveries(
    request: Request, services: Services, kinds: Collection[DeliveryKind]
) -> Reply | None:
    """Members hear whom to ask."""
    if DeliveryKind.REPLAY in kinds and (
        request.role < Role.ORGANIZER or "群" not in request.text
    ):
        return None  # whether there is a recording, which the record knows
    if request.role < Role.ORGANIZER:
        return Reply.text(_NOT_FOR_YOU)
    return await sent_lately(kinds, services)


@router.dialogue(role=Role.ORGANIZER, longest=16, takes=matching(_GONE_OUT))
async def answer_organizers(request: Request, services: Services) -> Reply | None:
    """「发出去了吗」; after another matter it goes on with that, when nothing went out lately."""
    now = services.now()
    due = await services.outbox.lately(now - _JUST_NOW, now)
    confirmed = await services.drafts.last_confirmed(request.message.staff_id, now - _JUST_NOW)
    announced = confirmed is not None and confirmed[0].kind == "announcement"
    if not announced and not any(one.kind in _PUBLIC for one in due):
        return None
    return await sent_lately((), services)


async def sent_lately(kinds: Collection[DeliveryKind], services: Services) -> Reply:
    """What was due in the last week, one line a message, with the places where it did not
    certainly arrive; of all ``kinds`` that are public when none are given."""
    wanted = kinds or _PUBLIC
    named = next(
        (word for word, meant in _MEANT.items() if meant == kinds and meant), "提醒和公告"
    )
    now = services.now()
    messages: dict[tuple[str, str, str], list[Delivery]] = {}
    for delivery in await services.outbox.lately(now - _BACK, now):
        if delivery.kind in wanted:
            about = (delivery.kind.value, delivery.subject, delivery.title)
            messages.setdefault(about, []).append(delivery)
    if not messages:
        return Reply.text(f"最近一周没有发过{named}。发「待发」看后面要发的。")
    lines = [_line(one, services) for one in list(messages.values())[:_SHOWN]]
    if len(messages) > _SHOWN:
        lines.append(f"还有更早的 {len(messages) - _SHOWN} 条")
    announced = any(kind == DeliveryKind.ANNOUNCEMENT for kind, _, _ in messages)
    advice = (
        "公告逐个群看，发「投递 编号」；" if announced else ""
    ) + "后面要发的，发「待发」看。"
    return Reply(
        markdown=f"**最近一周的{named}**\n\n"
        + "\n".join(f"- {line}" for line in lines)
        + f"\n\n{advice}",
        title=f"最近一周的{named}",
        follow_ups=("待发",),
    )


def state_in_words(state: DeliveryState) -> str:
    """The state, and what a person must do about it where only a person can."""
    if state is DeliveryState.UNKNOWN:
        return f"{state.label}（钉钉没有答复，请到群里看一眼）"
    return state.label


def _line(deliveries: list[Delivery], services: Services) -> str:
    """「12-05 10:00 活动提醒：读书会，2 个群已发出」"""
    first = deliveries[0]
    at = first.due_at if first.state is DeliveryState.PENDING else first.updated_at
    is_announcement = first.kind is DeliveryKind.ANNOUNCEMENT
    title = escape_text(first.title.removeprefix("公告：")[:60])
    name = f"公告 {announcement_code(first)}「{title}」" if is_announcement else title
    return f"{_local(at, services)} {name}，{_fate(deliveries, services)}"


def _fate(deliveries: list[Delivery], services: Services) -> str:
    """What became of one message in all places, those without it by name."""
    latest = {str(one.destination): one for one in reversed(deliveries)}.values()
    sent = [one for one in latest if one.state is DeliveryState.SENT and one.recalled_at is None]
    rest = [one for one in latest if one not in sent]
    said = [f"{_places(sent)}已发出"] if sent else []
    for one in rest:
        state = "已撤回" if one.recalled_at is not None else state_in_words(one.state)
        said.append(f"{_name(one, services)}{state}")
    return "，".join(said)


def _places(deliveries: Collection[Delivery]) -> str:
    groups = sum(one.destination.is_group for one in deliveries)
    people = len(deliveries) - groups
    counted = (f"{groups} 个群" if groups else "", f"{people} 个人" if people else "")
    return "、".join(filter(None, counted))


def _name(delivery: Delivery, services: Services) -> str:
    if not delivery.destination.is_group:
        return "有一位"
    return escape_text(services.settings.place_of(delivery.destination))


def _local(at: datetime, services: Services) -> str:
    return f"{at.astimezone(services.zone):%m-%d %H:%M}"
