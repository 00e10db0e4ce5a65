"""Organizers: announcements and replays, from a preview to what the groups get."""

from __future__ import annotations

import re

from bot.announcements import CODE_PATTERN, Draft, announcement_markdown
from bot.chat.context import Request, Services
from bot.chat.router import Router, anything
from bot.errors import UserError
from bot.messages import Reply, Role
from bot.schedule import Delivery
from handlers.replays import confirm_replay
from handlers.salon_changes import confirm_salon

router = Router("announce")

_CODE = re.compile(rf"\s*({CODE_PATTERN})\s*[。.]?\s*", re.IGNORECASE)
_STATES = {
    "pending": "等待发送",
    "sending": "正在发送",
    "sent": "已发出",
    "failed": "发送失败",
    "unknown": "结果不明（钉钉没有答复，请到群里看一眼）",
    "expired": "过期未发",
    "superseded": "已作废",
}
_MOST_BYTES = 12_000


def _is_code(arguments: str) -> bool:
    return _CODE.fullmatch(arguments) is not None


@router.command(
    "公告",
    aliases=("announce",),
    role=Role.ORGANIZER,
    help="起草公告，先预览，确认后发到所有登记的群",
    usage="公告 内容",
    takes=anything,
)
async def draft_announcement(request: Request, services: Services) -> Reply:
    """Keep a draft and show it as the groups will see it. Nothing is sent yet."""
    text = request.arguments.strip()
    if not services.announcements.groups:
        raise UserError("配置里还没有登记群（[[groups]]），公告没有地方可发。")
    size = len(announcement_markdown(text).encode())
    if size > _MOST_BYTES:
        raise UserError(
            f"公告太长了（{size} 字节，最多 {_MOST_BYTES}），请删减一些，或者放一个链接。"
        )
    draft = await services.announcements.draft(
        "announcement",
        {"text": text},
        author=request.message.staff_id,
        source=request.source,
        now=services.now(),
    )
    names = "、".join(group.name for group in services.announcements.groups)
    return Reply(
        markdown=f"**预览**（将发到：{names}；{size} 字节，不会 @ 任何人）\n\n"
        f"---\n\n{announcement_markdown(text)}\n\n---\n\n{_how_to_confirm(draft)}",
        title=f"公告预览 {draft.code}",
        follow_ups=(f"确认 {draft.code}", f"取消 {draft.code}"),
    )


@router.command(
    "确认",
    aliases=("confirm",),
    role=Role.ORGANIZER,
    help="确认自己起草的内容",
    usage="确认 编号",
    takes=_is_code,
)
async def confirm_draft(request: Request, services: Services) -> Reply:
    """Do what the draft says. Safe to repeat: a draft acts once."""
    draft = await _draft_of(request, services)
    if draft.kind == "salon":
        return await confirm_salon(draft, request, services)
    if draft.kind == "replay":
        return await confirm_replay(draft, request, services)
    fresh = await services.announcements.confirm_announcement(
        draft,
        staff_id=request.message.staff_id,
        source=request.source,
        now=services.now(),
    )
    if not fresh:
        return Reply.text(
            f"公告 {draft.code} 已经确认过，不会再发一遍。发「投递 {draft.code}」看结果。"
        )
    count = len(services.announcements.groups)
    return Reply(
        markdown=f"公告 {draft.code} 已确认，正在发往 {count} 个群。"
        f"发「投递 {draft.code}」看结果。",
        title=f"公告 {draft.code} 已确认",
        follow_ups=(f"投递 {draft.code}",),
    )


@router.command(
    "取消",
    aliases=("cancel",),
    role=Role.ORGANIZER,
    help="取消还没确认的草稿",
    usage="取消 编号",
    takes=_is_code,
)
async def cancel_draft(request: Request, services: Services) -> Reply:
    draft = await _draft_of(request, services)
    if not await services.announcements.cancel(draft):
        raise UserError(f"{draft.code} 已经确认过，来不及取消了。")
    return Reply.text(f"草稿 {draft.code} 已取消，什么也没有发。")


@router.command(
    "投递",
    aliases=("deliveries",),
    role=Role.ORGANIZER,
    help="看公告发到了哪些群",
    usage="投递 编号",
    takes=_is_code,
)
async def show_deliveries(request: Request, services: Services) -> Reply:
    """One line a group: what became of the announcement there."""
    match = _CODE.fullmatch(request.arguments)
    assert match is not None
    code = match[1].upper()
    deliveries = await services.outbox.of_subject(f"announcement:{code}")
    if not deliveries:
        raise UserError(f"没有找到编号为 {code} 的公告，或者它还没有确认。")
    lines = "\n".join(_delivery_line(delivery, services) for delivery in deliveries)
    return Reply(markdown=f"**公告 {code} 的投递情况**\n\n{lines}", title=f"公告 {code} 的投递")


def _delivery_line(delivery: Delivery, services: Services) -> str:
    group = services.settings.group_named(delivery.destination.conversation_id)
    name = group.name if group else str(delivery.destination)
    moment = delivery.sent_at.astimezone(services.settings.zone)
    state = _STATES[delivery.state]
    reason = f"：{delivery.error}" if delivery.state in ("failed", "unknown") else ""
    return f"- {name}：{state}（{moment:%m-%d %H:%M:%S}）{reason}"


def _how_to_confirm(draft: Draft) -> str:
    return f"确认请发「确认 {draft.code}」，放弃请发「取消 {draft.code}」，30 分钟内有效。"


async def _draft_of(request: Request, services: Services) -> Draft:
    match = _CODE.fullmatch(request.arguments)
    assert match is not None
    return await services.announcements.find(
        match[1], staff_id=request.message.staff_id, now=services.now()
    )
