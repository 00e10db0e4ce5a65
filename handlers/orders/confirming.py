"""`确认` and `取消`: the last word on whatever waits as a draft."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.announcements.text import REPLACES, Announcement
from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.drafts import Draft
from bot.errors import UserError
from bot.events.reading.turns import after_page
from bot.expressions import Expression, made_of
from bot.messages import Reply, Role
from bot.schedule.deliveries import DeliveryState, announcement_subject
from handlers.announcements.questions import list_planned
from handlers.draft_codes import NO, code_alone, code_with, confirm_or_cancel, gives_up
from handlers.salons.changes import confirm_salon
from handlers.salons.replays import confirm_replay

router = Router("confirming")

_AT_ONCE = ("立即", "马上", "现在")
# What people say to a preview instead of its code: that it is not wanted, or whatever.
_SAID = Expression(
    rf"[好对行嗯是发建改的呀哦]|可以|没问题|没错|同意|确认|确定|保存|提交|发(?:出去|布|送)|就这样|就这么办"
    rf"|ok|okay|yes|直接|马上|现在|{NO}",
    re.IGNORECASE,
)
_LATELY = timedelta(hours=2)
_EVERY, _UNSENT = Expression("都|全|一起|两"), Expression("[不别]发")
_AS_IT_IS = Expression("[不别](?:想|要)?改")


@router.command(
    "确认",
    aliases=("确定", "confirm"),
    role=Role.ORGANIZER,
    help="确认起草的内容",
    usage="确认 编号",
    reads=code_with(*_AT_ONCE),
    glued=code_with(*_AT_ONCE),
)
async def confirm_draft(request: Request, services: Services, said: tuple[str, str]) -> Reply:
    """Do what the draft says. Safe to repeat: a draft acts once."""
    code, word = said
    draft = await services.drafts.find(code, staff_id=request.message.staff_id, now=services.now())
    if draft.kind == "salon":
        return await confirm_salon(draft, request, services)
    if draft.kind == "replay":
        return await confirm_replay(draft, request, services)
    return await _confirm_announcement(draft, request, services, at_once=word in _AT_ONCE)


@router.dialogue(role=Role.ORGANIZER, longest=40, takes=lambda text: made_of(_SAID, text))
async def point_to_the_code(request: Request, services: Services) -> Reply | None:
    """「好的」 after a preview does nothing, which must not look as if it did; 「算了」 drops the
    only draft there is."""
    drafts = await services.drafts.waiting(request.message.staff_id, services.now())
    text = request.text
    if not drafts and _UNSENT.search(text):  # 先不发了, of what was confirmed and waits
        since = services.now() - _LATELY
        last = await services.drafts.last_confirmed(request.message.staff_id, since)
        of_groups = last is not None and last[0].kind == "announcement"
        return await list_planned(request, services) if of_groups else None
    if not drafts:
        return None
    code = drafts[0].code
    every = _EVERY.search(text) and len(drafts) > 1
    # Written again in a minute: of one alone, and of all, it is believed. 不改了 may be of a text.
    refused = text if drafts[0].kind == "salon" else _AS_IT_IS.sub("", text)
    dropped = (len(drafts) == 1 or every) and gives_up(refused)
    if dropped and after_page(request.history):
        return None  # 不用了, to an answer in between
    if dropped and (gone := [one.code for one in drafts if await services.drafts.cancel(one)]):
        return Reply.text(f"好的，草稿 {'、'.join(gone)} 已取消，什么也没有发，什么也没有改。")
    which = f"您有 {len(drafts)} 份草稿，最近的一份" if len(drafts) > 1 else "刚才的草稿"
    told = f"{which}还没有生效：发「确认 {code}」才算数，不要了发「取消 {code}」。"
    ways = tuple(f"确认 {one.code}" for one in drafts) if every else confirm_or_cancel(code)
    if every:  # each by itself, so that one knows which
        told = f"您有 {len(drafts)} 份草稿，一份一份来：「{'」「'.join(ways)}」。"
    return Reply(markdown=told, title=f"草稿 {code} 还没有确认", follow_ups=ways)


async def _confirm_announcement(
    draft: Draft, request: Request, services: Services, *, at_once: bool
) -> Reply:
    announcement = Announcement.from_payload(draft.payload)
    now = services.now()
    legs = await services.announcements.legs(announcement, now, heed_quiet=not at_once)
    fresh = await services.announcements.confirm(
        draft, request.act(services), heed_quiet=not at_once
    )
    code = draft.code
    if not fresh:
        return Reply.text(f"公告 {code} 已经确认过，不会再发一遍。发「投递 {code}」看结果。")
    there = [leg for leg in legs if not leg.gone]
    if not there:
        what = "不过现在还发不出去"
    elif announcement.recurrence is not None:
        what = f"会按「{announcement.recurrence.words}」发往 {len(there)} 个群"
    elif announcement.at is not None:
        local = announcement.at.astimezone(services.zone)
        what = f"会在 {local:%m-%d %H:%M} 发往 {len(there)} 个群"
    else:
        what = f"正在发往 {len(there)} 个群"
    if quiet := sum(leg.quiet for leg in there):
        what += f"，其中 {quiet} 个等免打扰结束"
    if gone := [leg.group.name for leg in legs if leg.gone]:
        what += f"；{'、'.join(gone)} 现在收不到消息，恢复了再发，过了时间 12 小时就不发了"
    if old := draft.payload.get(REPLACES):
        what += await _in_place_of(old, services)
    later = announcement.at is not None
    undo = f"不想发了就发「取消 {code}」。" if later else f"发「投递 {code}」看结果。"
    return Reply(
        markdown=f"公告 {code} 已确认，{what}。{undo}",
        title=f"公告 {code} 已确认",
        follow_ups=(f"取消 {code}",) if later else (f"投递 {code}",),
    )


async def _in_place_of(code: str, services: Services) -> str:
    """What became of the one in whose place another stands: it may have left meanwhile."""
    deliveries = await services.outbox.of_subject(announcement_subject(code))
    if any(one.state is DeliveryState.SENT and not one.recalled_at for one in deliveries):
        return f"；原来的 {code} 已经发出的还在群里，要收回发「撤回 {code}」"
    return f"，原来的 {code} 不再发"


@router.command(
    "取消",
    aliases=("cancel",),
    role=Role.ORGANIZER,
    help="取消草稿，或者还没到时间的公告",
    usage="取消 编号",
    reads=code_alone,
    glued=code_alone,
)
async def cancel_draft(request: Request, services: Services, code: str) -> Reply:
    """A draft is dropped by its author; a planned announcement by any organizer."""
    draft = await services.drafts.look_up(code)
    if draft.state == "confirmed" and draft.kind == "announcement":
        stopped = await services.announcements.stop(code, request.act(services))
        if stopped is None:
            raise UserError(f"公告 {code} 已经发完了，要收回请发「撤回 {code}」。")
        leaving = f"，正在发的 {stopped.leaving} 条拦不住" if stopped.leaving else ""
        return Reply.text(f"公告 {code} 已停下，还没发的 {stopped.waiting} 条不会再发{leaving}。")
    if draft.state == "confirmed":
        raise UserError(f"{code} 已经确认过，来不及取消了。")
    if draft.author != request.message.staff_id:
        raise UserError("这份草稿要由起草的人自己取消。")
    if not await services.drafts.cancel(draft):
        now_is = await services.drafts.look_up(code)
        if now_is.state == "confirmed":  # by somebody else, since we looked
            raise UserError(f"{code} 刚刚被确认了，没有取消。再发「取消 {code}」试着停下。")
    return Reply.text(f"草稿 {code} 已取消，什么也没有发。")
