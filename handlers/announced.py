"""Organizers: what became of an announcement, and what can still be done about it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.announcements import Announcement, Draft
from bot.announcements.platform import MOST_READERS
from bot.announcements.posting import is_resend
from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.errors import DeliveryError, UserError
from bot.markdown import escape_text, without_marks
from bot.messages import Reply, Role
from bot.schedule import Delivery
from handlers.announce_words import group_named
from handlers.delivered import LOST, STATES, sent_lately
from handlers.draft_codes import code_and_words, is_code, is_code_and_words

router = Router("announced")

_MOST_SHOWN = 30
_MOST_BUTTONS = 3
_READ = ("已读", "阅读", "read")


def _with_reading(arguments: str) -> bool:
    return is_code_and_words(arguments) and code_and_words(arguments)[1] in ("", *_READ)


def _names_group(arguments: str) -> bool:
    return is_code_and_words(arguments) and bool(code_and_words(arguments)[1])


@router.command(
    "投递",
    aliases=("deliveries",),
    role=Role.ORGANIZER,
    help="看公告发到了哪些群；后面写「已读」再查有多少人读了，不写编号看最近一周发的提醒和公告",
    usage="投递 编号",
    takes=lambda arguments: not arguments or _with_reading(arguments),
)
async def show_deliveries(request: Request, services: Services) -> Reply:
    """One line a group: what became of the announcement there."""
    if not request.arguments:
        return await sent_lately(frozenset(), services)
    code, words = code_and_words(request.arguments)
    deliveries = await _deliveries(code, services)
    shown = _shown(deliveries)
    lines = [f"- {_line(delivery, services)}" for delivery in shown]
    if words in _READ:
        read = await asyncio.gather(*(_readers(delivery, services) for delivery in shown))
        lines = [f"{line}，{readers}" for line, readers in zip(lines, read, strict=True)]
    if len(shown) < len(deliveries):
        lines += ["", f"一共 {len(deliveries)} 条，只列了最近的 {len(shown)} 条。"]
    advice = [
        f"「补发 {code} {_name(d, services)}」" for d in _latest(deliveries) if d.state in LOST
    ]
    if advice:
        lines += ["", f"确定没收到的，发{'、'.join(advice)}。"]
    if _waits_in_vain(deliveries):
        lines += ["", f"第一个群没有发成，其余的还没发。接着发请发「继续 {code}」。"]
    return Reply(
        markdown=f"**公告 {code} 的投递情况**\n\n" + "\n".join(lines),
        title=f"公告 {code} 的投递",
        follow_ups=(
            *((f"继续 {code}",) if _waits_in_vain(deliveries) else ()),
            *(one.strip("「」") for one in advice[:_MOST_BUTTONS]),
            *(() if words in _READ else (f"投递 {code} 已读",)),
            f"撤回 {code}",
        ),
    )


@router.command(
    "撤回",
    aliases=("recall",),
    role=Role.ORGANIZER,
    help="从各群撤回公告，还没发的不再发",
    usage="撤回 编号",
    takes=is_code,
)
async def recall(request: Request, services: Services) -> Reply:
    """Stop what has not left, and take back what can be; one line for each group."""
    code, _ = code_and_words(request.arguments)
    await _deliveries(code, services)
    staff_id, now = request.message.staff_id, services.now()
    await services.announcements.stop(code, staff_id=staff_id, source=request.source, now=now)
    deliveries = await services.outbox.of_subject(f"announcement:{code}")
    # At once: one group after the other, slow ones would use up the time that a message has,
    # and what was taken back until then would be written down nowhere.
    reasons = await asyncio.gather(*(_taken_back(one, services) for one in deliveries))
    told = list(zip(deliveries, reasons, strict=True))
    lines = [f"- {_name(one, services)}：{reason or '已撤回'}" for one, reason in told]
    done = [one for one, reason in told if not reason]
    await services.announcements.mark_recalled(
        done, code=code, staff_id=staff_id, source=request.source, now=now
    )
    return Reply(markdown=f"**撤回公告 {code}**\n\n" + "\n".join(lines), title=f"撤回公告 {code}")


@router.command(
    "补发",
    aliases=("resend",),
    role=Role.ORGANIZER,
    help="公告在某个群没有发成或结果不明时，再发一次",
    usage="补发 编号 群名",
    takes=_names_group,
)
async def send_again(request: Request, services: Services) -> Reply:
    """Once more to one group, because a person looked and says it is not there."""
    code, words = code_and_words(request.arguments)
    group = group_named(words, services.announcements.groups)
    there = [
        delivery
        for delivery in _latest(await _deliveries(code, services))
        if delivery.destination.conversation_id == group.conversation_id
    ]
    if not there:
        raise UserError(f"公告 {code} 本来就不发到「{group.name}」。")
    sending = f"公告 {code} 正在补发到「{group.name}」。发「投递 {code}」看结果。"
    if is_resend(there[0], request.source):
        return Reply.text(sending)
    if there[0].state not in LOST:
        state = STATES[there[0].state]
        raise UserError(f"公告 {code} 在「{group.name}」是「{state}」，不用补发。")
    fresh = await services.announcements.send_again(
        there[0],
        staff_id=request.message.staff_id,
        source=request.source,
        now=services.now(),
    )
    if not fresh:
        return Reply.text(f"公告 {code} 已经在补发了。")
    return Reply.text(sending)


@router.command(
    "继续",
    aliases=("continue",),
    role=Role.ORGANIZER,
    help="第一个群没有发成时，接着发到其余的群",
    usage="继续 编号",
    everyday=True,
    takes=is_code,
)
async def go_on(request: Request, services: Services) -> Reply:
    code, _ = code_and_words(request.arguments)
    await _deliveries(code, services)
    count = await services.announcements.go_on(
        code,
        staff_id=request.message.staff_id,
        source=request.source,
        now=services.now(),
    )
    if not count:
        raise UserError(f"公告 {code} 没有停下来的，不用继续。发「投递 {code}」看结果。")
    return Reply.text(f"公告 {code} 接着发往其余 {count} 个群。")


@router.command(
    "公告列表",
    aliases=("announcements",),
    role=Role.ORGANIZER,
    help="看最近的公告：待确认的、定时的、反复发的、发过的",
)
async def list_announcements(request: Request, services: Services) -> Reply:
    """Everything of the last two weeks, newest first, and what still comes."""
    recurring = await services.announcements.recurring.active()
    now = services.now()
    lines = [
        f"- {code}：{_short(one)}（{one.recurrence.words}）"
        for code, one in recurring.items()
        if one.recurrence
    ]
    for draft in await services.announcements.recent(now):
        if draft.code not in recurring and (line := await _list_line(draft, services)):
            lines.append(f"- {line}")
    if not lines:
        return Reply.text("最近没有公告。起草一条：公告 今晚八点直播。")
    return Reply(
        markdown="**最近的公告**\n\n"
        + "\n".join(lines)
        + "\n\n看结果发「投递 编号」，不想发了发「取消 编号」。",
        title="最近的公告",
    )


async def _list_line(draft: Draft, services: Services) -> str:
    announcement = Announcement.from_payload(draft.payload)
    if announcement.recurrence is not None and draft.state == "confirmed":
        return f"{draft.code}：{_short(announcement)}（反复发，已停）"
    if draft.state == "draft":
        if draft.expires_at <= services.now():
            return ""
        return f"{draft.code}：{_short(announcement)}（待确认）"
    deliveries = await services.outbox.of_subject(f"announcement:{draft.code}")
    if announcement.at is not None and any(d.state == "pending" for d in deliveries):
        local = announcement.at.astimezone(services.settings.zone)
        return f"{draft.code}：{_short(announcement)}（定时 {local:%m-%d %H:%M}）"
    return f"{draft.code}：{_short(announcement)}（{_fate(_latest(deliveries))}）"


def _fate(latest: Sequence[Delivery]) -> str:
    """In a few words what became of a confirmed announcement."""
    sent = sum(one.state == "sent" for one in latest)
    recalled = sum(one.recalled_at is not None for one in latest)
    stopped = sum(one.state == "superseded" for one in latest)
    told = [f"已发 {sent}/{len(latest)}"] if sent or stopped < len(latest) else []
    told += [f"撤回 {recalled}"] if recalled else []
    told += ["已停下" if stopped == len(latest) else f"停下 {stopped}"] if stopped else []
    return "，".join(told)


def _short(announcement: Announcement) -> str:
    line = without_marks(announcement.text)
    return escape_text(line if len(line) <= 24 else f"{line[:24]}…")


async def _deliveries(code: str, services: Services) -> list[Delivery]:
    deliveries = await services.outbox.of_subject(f"announcement:{code}")
    if not deliveries:
        raise UserError(f"没有编号为 {code} 的公告：还没有确认，或者太久了，发送记录已经删掉。")
    return deliveries


def _latest(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """The last one of each group: an earlier one may have been sent again. Of what is
    repeated the last that came to its turn, where one did."""
    waiting = [one for one in deliveries if one.state == "pending" and not one.attempts]
    begun = [one for one in deliveries if one not in waiting]
    return list({str(one.destination): one for one in (*waiting[::-1], *begun)}.values())


def _shown(deliveries: Sequence[Delivery]) -> Sequence[Delivery]:
    """All of them; of what is repeated for weeks the last that came to their turn."""
    if len(deliveries) <= _MOST_SHOWN:
        return deliveries
    begun = [one for one in deliveries if one.state != "pending" or one.attempts]
    return (begun or deliveries)[-_MOST_SHOWN:]


def _waits_in_vain(deliveries: Sequence[Delivery]) -> bool:
    lost = {delivery.key for delivery in deliveries if delivery.state in (*LOST, "superseded")}
    return any(d.state == "pending" and d.waits_for in lost for d in deliveries)


def _line(delivery: Delivery, services: Services) -> str:
    zone = services.settings.zone
    moment = delivery.sent_at.astimezone(zone)
    state = STATES[delivery.state]
    if delivery.state == "pending":
        moment = delivery.due_at.astimezone(zone)
    if delivery.recalled_at is not None:
        state, moment = "已撤回", delivery.recalled_at.astimezone(zone)
    reason = f"：{delivery.error}" if delivery.state in ("failed", "unknown") else ""
    return f"{_name(delivery, services)}：{state}（{moment:%m-%d %H:%M:%S}）{reason}"


def _name(delivery: Delivery, services: Services) -> str:
    group = services.settings.group_named(delivery.destination.conversation_id)
    return group.name if group else str(delivery.destination)


async def _readers(delivery: Delivery, services: Services) -> str:
    if delivery.state != "sent" or delivery.recalled_at is not None:
        return "没有已读数"
    if delivery.route != "openapi":
        return "经群机器人发出，没有已读数"
    try:
        count = await services.platform.readers(delivery.destination, delivery.receipt)
        return f"{'至少 ' if count >= MOST_READERS else ''}{count} 人已读"
    except DeliveryError as error:
        return f"查不到已读数（{error}）"


async def _taken_back(delivery: Delivery, services: Services) -> str:
    """Empty when the message is gone from the group, else how it stands with it."""
    if delivery.recalled_at is not None:
        return "之前已经撤回了"
    if delivery.state == "superseded":
        return "还没发，不会再发"
    if delivery.state != "sent":
        return f"{STATES[delivery.state]}，没有可撤回的消息"
    if delivery.route != "openapi":
        return "经群机器人发出，钉钉不允许撤回，请到群里手动处理"
    try:
        return await services.platform.recall(delivery.destination, delivery.receipt)
    except DeliveryError as error:
        return f"没有撤回（{error}）"
