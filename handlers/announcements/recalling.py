"""Organizers: taking an announcement back from the groups."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from bot.announcements.posting import stamp_of
from bot.announcements.text import Announcement
from bot.chat.context import Request, Services
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.errors import DeliveryError
from bot.expressions import Expression
from bot.messages import Reply, Role
from bot.schedule.deliveries import Delivery, DeliveryState, announcement_code
from handlers.announcements.announced import deliveries_of, in_short
from handlers.announcements.delivered import state_in_words
from handlers.draft_codes import code_with

router = Router("recalling")

_ALL = ("全部", "所有", "all")
# So many calls fit into the time that one message has; each counts for the month as well.
_MOST_AT_ONCE = 100
_OF_THE_LAST = Expression(
    "(?:糟了?|哎呀?|坏了|完了|[，,。！!\\s])*(?:公告|通知|消息|刚才的?|我|[，,])*(?:发|贴|群发|写|打|弄|说)错(?:了|群|地方|人|内容)+[吧啊。！!]*|(?:[刚才那这条发写搞弄说贴错了的]*错了?|有误|不对)?[，,。！!\\s]*(?:请|帮我|把|我要|要|想|那就?|赶紧|快)*"
    "(?:刚才|刚刚|刚(?=发)|上面|上一?条|那条|这条|最近|发的|的|公告|通知|消息|群发)*(?:撤回|撤了|撤掉|收回来?|删了|删掉|删除)"
    "(?:刚才|刚刚|上面|上一?条|那条|这条|最近|发的|的|公告|通知|消息|群发|一下|吧|了|来)*[。.!！]*"
)
_OF_ANNOUNCEMENTS = Expression("公告|通知|群发|撤")
_LATELY = timedelta(hours=2)
_NOT_BEGUN = (DeliveryState.PENDING, DeliveryState.SUPERSEDED)


@router.command(
    "撤回",
    aliases=("recall",),
    role=Role.ORGANIZER,
    help="从各群撤回公告，还没发的不再发；反复发的只撤最近一次，后面写「全部」连以前的一起撤",
    usage="撤回 编号",
    reads=code_with(*_ALL),
)
async def recall(request: Request, services: Services, said: tuple[str, str]) -> Reply:
    """Stop what has not left, and take back what can be; one line for each group."""
    code, words = said
    await deliveries_of(code, services)
    await services.announcements.recall(code, request.act(services))
    deliveries = await deliveries_of(code, services)
    latest = _last_time(deliveries)
    earlier = [one for one in deliveries if one not in latest and _is_there(one)]
    old = earlier[::-1][:_MOST_AT_ONCE] if words in _ALL else []
    # At once: one group after the other, slow ones would use up the time that a message has.
    reasons = await asyncio.gather(*(_taken_back(one, services) for one in (*latest, *old)))
    lines = [
        f"- {services.settings.place_of(one.destination)}：{reason or '已撤回'}"
        for one, reason in zip(latest, reasons, strict=False)
    ]
    if old:
        done = sum(not reason for reason in reasons[len(latest) :])
        lines += ["", f"以前发的 {len(old)} 条，撤回了 {done} 条。"]
    if left := len(earlier) - len(old):
        what = "还有更早的" if old else "以前发的"
        lines += ["", f"{what} {left} 条还在群里，要一起撤回请发「撤回 {code} 全部」。"]
    return Reply(markdown=f"**撤回公告 {code}**\n\n" + "\n".join(lines), title=f"撤回公告 {code}")


@router.dialogue(role=Role.ORGANIZER, longest=24, takes=matching(_OF_THE_LAST))
async def offer_the_last(request: Request, services: Services) -> Reply | None:
    """「写错了，撤回」 names no announcement: the last that went out is offered, since a wrong
    one cannot be brought back."""
    drafts = await services.announcements.recent(services.now())
    last = next((one for one in drafts if one.state == "confirmed"), None)
    if not _OF_ANNOUNCEMENTS.search(request.text):
        # 写错了 is of what was confirmed last, which may be a salon.
        own = await services.drafts.last_confirmed(
            request.message.staff_id, services.now() - _LATELY
        )
        last = last if own is not None and own[0].kind == "announcement" else None
    if last is None and not _OF_ANNOUNCEMENTS.search(request.text):
        return None
    if last is None:
        return Reply.text(
            "最近没有发过公告，没有可撤回的。发过以后这样收回：撤回 编号，编号在「公告列表」里。"
        )
    what = in_short(Announcement.from_payload(last.payload))
    return Reply(
        markdown=f"最近确认的公告是 {last.code}：{what}\n\n"
        f"要撤回它，发「撤回 {last.code}」；别的看「公告列表」。",
        title="撤回哪一条",
        follow_ups=(f"撤回 {last.code}", "公告列表"),
    )


def _last_time(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Of what is repeated the last time that came to its turn; before that the first."""
    begun = [stamp_of(one) for one in deliveries if one.state not in _NOT_BEGUN]
    stamp = max(begun) if begun else min(map(stamp_of, deliveries))
    return [one for one in deliveries if stamp_of(one) == stamp]


def _is_there(delivery: Delivery) -> bool:
    """Whether it stands in a group and can be taken from there."""
    sent = delivery.state is DeliveryState.SENT and delivery.recalled_at is None
    return sent and delivery.route == "openapi"


async def _taken_back(delivery: Delivery, services: Services) -> str:
    """Empty when the message is gone from the group, else how it stands with it. Written
    down at once: what comes after it may be cut off."""
    if delivery.recalled_at is not None:
        return "之前已经撤回了"
    if delivery.state is DeliveryState.SUPERSEDED:
        return "还没发，不会再发"
    if delivery.state is DeliveryState.SENDING:
        return f"正在发送，拦不住，过一会儿再发一次「撤回 {announcement_code(delivery)}」"
    if delivery.state is not DeliveryState.SENT:
        return f"{state_in_words(delivery.state)}，没有可撤回的消息"
    if delivery.route != "openapi":
        return "经群机器人发出，钉钉不允许撤回，请到群里手动处理"
    try:
        reason = await services.platform.recall(delivery.destination, delivery.receipt)
    except DeliveryError as error:
        return f"没有撤回（{error}）"
    if not reason:
        await services.announcements.mark_recalled(delivery, services.now())
    return reason
