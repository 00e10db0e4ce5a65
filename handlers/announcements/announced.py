"""Organizers: what became of an announcement, and what can still be done about it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence

from bot.announcements.platform import MOST_READERS
from bot.announcements.posting import is_resend
from bot.announcements.text import Announcement
from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.drafts import Draft
from bot.errors import DeliveryError, UserError
from bot.markdown import escape_text, without_marks
from bot.messages import Reply, Role
from bot.schedule.deliveries import Delivery, DeliveryState, announcement_subject
from handlers.announcements.delivered import sent_lately, state_in_words
from handlers.announcements.words import group_named
from handlers.draft_codes import code_alone, code_and_words, code_with

router = Router("announced")

_MOST_SHOWN = 30
_MOST_BUTTONS = 3
# Of the first group, when that is gone: another one is the first by itself.
_PASSED_OVER = (DeliveryState.FAILED, DeliveryState.EXPIRED)
_READ = ("已读", "阅读", "read")


def _perhaps_code(arguments: str) -> tuple[str, str] | None:
    return code_with(*_READ)(arguments) if arguments else ("", "")


def _code_and_group(arguments: str) -> tuple[str, str] | None:
    said = code_and_words(arguments)
    return said if said and said[1] else None


@router.command(
    "投递",
    aliases=("deliveries",),
    role=Role.ORGANIZER,
    help="看公告发到了哪些群；后面写「已读」再查有多少人读了，不写编号看最近一周发的提醒和公告",
    usage="投递 编号",
    reads=_perhaps_code,
)
async def show_deliveries(request: Request, services: Services, said: tuple[str, str]) -> Reply:
    """One line a group: what became of the announcement there."""
    code, words = said
    if not code:
        return await sent_lately(frozenset(), services)
    deliveries = await deliveries_of(code, services)
    shown = _shown(deliveries)
    gone = await services.outbox.silenced()
    lines = [f"- {_line(delivery, gone, services)}" for delivery in shown]
    if words in _READ:
        read = await asyncio.gather(*(_readers(delivery, services) for delivery in shown))
        lines = [f"{line}，{readers}" for line, readers in zip(lines, read, strict=True)]
    if len(shown) < len(deliveries):
        lines += ["", f"一共 {len(deliveries)} 条，只列了最近的 {len(shown)} 条。"]
    advice = [
        f"「补发 {code} {services.settings.place_of(d.destination)}」"
        for d in _latest(deliveries)
        if d.state.is_lost
    ]
    if advice:
        lines += ["", f"确定没收到的，发{'、'.join(advice)}。"]
    in_vain = _waits_in_vain(deliveries, gone)
    if in_vain:
        lines += ["", f"第一个群没有发成，其余的还没发。接着发请发「继续 {code}」。"]
    return Reply(
        markdown=f"**公告 {code} 的投递情况**\n\n" + "\n".join(lines),
        title=f"公告 {code} 的投递",
        follow_ups=(
            *((f"继续 {code}",) if in_vain else ()),
            *(one.strip("「」") for one in advice[:_MOST_BUTTONS]),
            *(() if words in _READ else (f"投递 {code} 已读",)),
            f"撤回 {code}",
        ),
    )


@router.command(
    "补发",
    aliases=("resend",),
    role=Role.ORGANIZER,
    help="公告在某个群没有发成或结果不明时，再发一次",
    usage="补发 编号 群名",
    reads=_code_and_group,
)
async def send_again(request: Request, services: Services, said: tuple[str, str]) -> Reply:
    """Once more to one group, because a person looked and says it is not there."""
    code, name = said
    group = group_named(name, services.announcements.groups)
    there = [
        delivery
        for delivery in _latest(await deliveries_of(code, services))
        if delivery.destination.conversation_id == group.conversation_id
    ]
    if not there:
        raise UserError(f"公告 {code} 本来就不发到「{group.name}」。")
    sending = f"公告 {code} 正在补发到「{group.name}」。发「投递 {code}」看结果。"
    if is_resend(there[0], request.source):
        return Reply.text(sending)
    if not there[0].state.is_lost:
        state = state_in_words(there[0].state)
        raise UserError(f"公告 {code} 在「{group.name}」是「{state}」，不用补发。")
    if reason := (await services.outbox.silenced()).get(group.conversation_id):
        raise UserError(
            f"「{group.name}」现在收不到消息（{reason}），发不过去。"
            "有人在群里 @ 我一次，恢复以后再补发。"
        )
    await services.announcements.send_again(there[0], request.act(services))
    return Reply.text(sending)


@router.command(
    "继续",
    aliases=("continue",),
    role=Role.ORGANIZER,
    help="第一个群没有发成时，接着发到其余的群",
    usage="继续 编号",
    everyday=True,
    reads=code_alone,
)
async def go_on(request: Request, services: Services, code: str) -> Reply:
    await deliveries_of(code, services)
    count = await services.announcements.go_on(code, request.act(services))
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
    lines = repeated_lines(recurring)
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


def repeated_lines(recurring: Mapping[str, Announcement]) -> list[str]:
    """One line for each announcement that is repeated, given by its code."""
    return [
        f"- {code}：{in_short(one)}（{one.recurrence.words}）"
        for code, one in recurring.items()
        if one.recurrence
    ]


async def _list_line(draft: Draft, services: Services) -> str:
    announcement = Announcement.from_payload(draft.payload)
    if announcement.recurrence is not None and draft.state == "confirmed":
        return f"{draft.code}：{in_short(announcement)}（反复发，已停）"
    if draft.state == "draft":
        if draft.expires_at <= services.now():
            return ""
        return f"{draft.code}：{in_short(announcement)}（待确认）"
    deliveries = await services.outbox.of_subject(announcement_subject(draft.code))
    if announcement.at is not None and any(d.state is DeliveryState.PENDING for d in deliveries):
        local = announcement.at.astimezone(services.zone)
        return f"{draft.code}：{in_short(announcement)}（定时 {local:%m-%d %H:%M}）"
    return f"{draft.code}：{in_short(announcement)}（{_fate(_latest(deliveries))}）"


def _fate(latest: Sequence[Delivery]) -> str:
    """In a few words what became of a confirmed announcement."""
    sent = sum(one.state is DeliveryState.SENT for one in latest)
    recalled = sum(one.recalled_at is not None for one in latest)
    stopped = sum(one.state is DeliveryState.SUPERSEDED for one in latest)
    told = [f"已发 {sent}/{len(latest)}"] if sent or stopped < len(latest) else []
    told += [f"撤回 {recalled}"] if recalled else []
    told += ["已停下" if stopped == len(latest) else f"停下 {stopped}"] if stopped else []
    return "，".join(told)


def in_short(announcement: Announcement) -> str:
    line = without_marks(announcement.text)
    return escape_text(line if len(line) <= 24 else f"{line[:24]}…")


async def deliveries_of(code: str, services: Services) -> list[Delivery]:
    """All of an announcement, oldest first. Raises UserError."""
    deliveries = await services.outbox.of_subject(announcement_subject(code))
    if not deliveries:
        raise UserError(f"没有编号为 {code} 的公告：还没有确认，或者太久了，发送记录已经删掉。")
    return deliveries


def _latest(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """The last one of each group: an earlier one may have been sent again. Of what is
    repeated the last that came to its turn, where one did."""
    begun = [one for one in deliveries if _has_begun(one)]
    waiting = [one for one in deliveries if one not in begun]
    return list({str(one.destination): one for one in (*waiting[::-1], *begun)}.values())


def _has_begun(delivery: Delivery) -> bool:
    return delivery.state is not DeliveryState.PENDING or delivery.attempts > 0


def _shown(deliveries: Sequence[Delivery]) -> Sequence[Delivery]:
    """All of them; of what is repeated for weeks the last that came to their turn."""
    if len(deliveries) <= _MOST_SHOWN:
        return deliveries
    begun = [one for one in deliveries if _has_begun(one)]
    return (begun or deliveries)[-_MOST_SHOWN:]


def _waits_in_vain(deliveries: Sequence[Delivery], gone: Collection[str]) -> bool:
    """Whether it goes on only when a person says so."""
    ended = {
        one.key
        for one in deliveries
        if (one.state.is_lost or one.state is DeliveryState.SUPERSEDED)
        and not (one.state in _PASSED_OVER and one.destination.conversation_id in gone)
    }
    return any(d.state is DeliveryState.PENDING and d.waits_for in ended for d in deliveries)


def _line(delivery: Delivery, gone: Mapping[str, str], services: Services) -> str:
    zone = services.zone
    moment = delivery.updated_at.astimezone(zone)
    state = state_in_words(delivery.state)
    if delivery.state is DeliveryState.PENDING:
        moment = delivery.due_at.astimezone(zone)
        if reason := gone.get(delivery.destination.conversation_id):
            state = f"等群恢复，{reason}"
    if delivery.recalled_at is not None:
        state, moment = "已撤回", delivery.recalled_at.astimezone(zone)
    told = delivery.state in (DeliveryState.FAILED, DeliveryState.UNKNOWN)
    reason = f"：{delivery.error}" if told else ""
    place = services.settings.place_of(delivery.destination)
    return f"{place}：{state}（{moment:%m-%d %H:%M:%S}）{reason}"


async def _readers(delivery: Delivery, services: Services) -> str:
    if delivery.state is not DeliveryState.SENT or delivery.recalled_at is not None:
        return "没有已读数"
    if delivery.route != "openapi":
        return "经群机器人发出，没有已读数"
    try:
        count = await services.platform.readers(delivery.destination, delivery.receipt)
        return f"{'至少 ' if count >= MOST_READERS else ''}{count} 人已读"
    except DeliveryError as error:
        return f"查不到已读数（{error}）"
