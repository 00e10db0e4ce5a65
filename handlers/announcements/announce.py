"""Organizers: drafting announcements, for now, for later, and again and again.

Nothing is sent here: a draft waits for its `确认 编号`, shown as each group will see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.announcements.platform import BROKEN
from bot.announcements.text import REPLACES, Announcement, Leg, announcement_markdown
from bot.chat.context import Request, Services
from bot.chat.dialogues import Dialogue
from bot.chat.guards import anything
from bot.chat.router import Router
from bot.drafts import Draft
from bot.errors import UserError
from bot.events.editing.times import when_text
from bot.markdown import escape_text
from bot.messages import Reply, Role
from handlers.announcements.words import calls_everyone, read_scheduled, read_targets, told
from handlers.draft_codes import SHOWN, code_alone, drafted, gives_up, how_to_confirm
from handlers.repeating import left_out

router = Router("announce")

_MOST_BYTES = 12_000
_TOPIC = "announcement"
_NO_TEXT = ("确认", "确定", "撤回", "试发", "投递")  # a command without its code


def _after_colon(arguments: str) -> bool:
    """「公告：今晚八点直播」."""
    return arguments[:1] in ("：", ":")


@router.command(
    "公告",
    aliases=("announce", "发公告", "群发"),
    role=Role.ORGANIZER,
    help="起草公告，先预览，确认后发到所有登记的群；前面写 @群名 只发那几个群",
    usage="公告 内容",
    takes=lambda _: True,
    glued=_after_colon,
)
async def draft_announcement(request: Request, services: Services) -> Reply:
    """Keep a draft and show it; without a text, take the quoted message or ask for one."""
    _check_groups(services)
    arguments = request.arguments.lstrip("：: ")
    targets, text = read_targets(arguments, services.announcements.groups)
    text = told(text) or request.quoted
    announcement = Announcement(text, targets.groups, targets.everyone)
    _check_everyone(announcement, services)
    if not text:
        return await ask_for_text(announcement, request, services)
    reply = await previewed(announcement, "", request, services)
    await _wait_no_more(request, services)
    return reply


async def ask_for_text(announcement: Announcement, request: Request, services: Services) -> Reply:
    """All but the text is said: that is the next message."""
    dialogue = Dialogue(_TOPIC, announcement.to_payload(), request.source)
    await services.dialogues.save(request.message, dialogue, services.now())
    return Reply.text("请把公告内容发给我（在群里记得 @我），不发了就说「算了」。")


@router.continues(_TOPIC, longest=None)
async def take_text(request: Request, services: Services, dialogue: Dialogue) -> Reply | None:
    """The text of an announcement, from whoever was asked for it."""
    text = told(request.text.strip()) or request.quoted
    if not text or text.strip("。.!！ ") in _NO_TEXT:
        return None
    if gives_up(text):
        await services.dialogues.end(request.message)
        return Reply.text("好的，不发了。")
    begun = Announcement.from_payload({"text": "", **dialogue.state})
    # It goes on when this text will not do: the next one is awaited then.
    reply = await previewed(replace(begun, text=text), "", request, services)
    await services.dialogues.end(request.message)
    return reply


@router.command(
    "定时公告",
    aliases=("schedule",),
    role=Role.ORGANIZER,
    help="到时间再发的公告，也可以「每周四晚上8点」这样反复发",
    usage="定时公告 明晚8点 内容",
    takes=anything,
)
async def draft_scheduled(request: Request, services: Services) -> Reply:
    """Keep a draft for later; the understood time is shown before anything is planned."""
    targets, text = read_targets(request.arguments, services.announcements.groups)
    zone = services.zone
    announcement, understood = read_scheduled(text, targets, services.now(), zone)
    body = told(announcement.text) or request.quoted
    if not body:
        raise UserError("还没有写内容，例如：定时公告 明晚8点 直播马上开始。")
    reply = await previewed(replace(announcement, text=body), understood, request, services)
    await _wait_no_more(request, services)
    return reply


@router.command(
    "试发",
    aliases=("try",),
    role=Role.ORGANIZER,
    help="把公告草稿按原样只发给自己看，不发到群里",
    usage="试发 编号",
    reads=code_alone,
)
async def try_out(request: Request, services: Services, code: str) -> Reply:
    """A dry run: the very message, 1:1 to whoever asks; the draft stays a draft."""
    draft = await services.drafts.look_up(code)
    if draft.kind != "announcement":
        raise UserError(f"{code} 不是公告，不用试发。")
    await services.announcements.try_out(draft, request.act(services))
    return Reply.text(f"公告 {code} 已经单聊发给您，群里什么也没发。")


async def _wait_no_more(request: Request, services: Services) -> None:
    """Whoever was asked for a text and wrote a whole announcement has given it: what comes
    next is none."""
    dialogue = await services.dialogues.current(request.message, services.now())
    if dialogue is not None and dialogue.topic == _TOPIC:
        await services.dialogues.end(request.message)


def _check_groups(services: Services) -> None:
    if not services.announcements.groups:
        raise UserError("配置里还没有登记群（[[groups]]），公告没有地方可发。")


def _check_everyone(announcement: Announcement, services: Services) -> None:
    groups = announcement.among(services.announcements.groups)
    if announcement.everyone and all(group.webhook is None for group in groups):
        raise UserError(
            f"{'、'.join(group.name for group in groups)} 没有自定义机器人，发不了 @所有人。"
            "去掉 @所有人 再发一次就行；要能 @，请管理员在配置里给群加上 webhook。"
        )


async def previewed(
    announcement: Announcement,
    understood: str,
    request: Request,
    services: Services,
    *,
    old: Draft | None = None,
) -> Reply:
    """Keep the draft and show it as the groups will see it. Nothing is sent yet. ``old``: in
    whose place it stands; what still waits for its hour goes when this one is confirmed."""
    _check_groups(services)
    _check_everyone(announcement, services)
    if len(announcement_markdown(announcement.text).encode()) > _MOST_BYTES:
        raise UserError(
            f"公告太长了（{len(announcement.text)} 字，最多约 {_MOST_BYTES // 3} 字），"
            "请删减一些，或者放一个链接。"
        )
    if unsafe := announcement.unsafe_link:
        raise UserError(
            f"公告里的链接只能打开网页（https://…），这一个不行，请去掉：{escape_text(unsafe[:60])}"
        )
    payload = announcement.to_payload()
    # A draft that stood in another's place hands that on.
    replaced = old.payload.get(REPLACES) if old and old.state == "draft" else old and old.code
    if replaced:
        payload[REPLACES] = replaced
    draft = await drafted("announcement", payload, request, services)
    if old is not None and old.state == "draft" and old.code != draft.code:
        await services.drafts.cancel(old)
    # Of a message that comes again it is the draft that was made at first.
    announcement = Announcement.from_payload(draft.payload)
    body = announcement_markdown(announcement.text)
    legs = await services.announcements.legs(announcement, services.now())
    checked = await services.links.check(announcement.links)
    head = _head(
        announcement, understood or when_words(announcement, services), legs, checked, services
    )
    if code := draft.payload.get(REPLACES):
        head += f"\n- 代替公告 {code}：这一条确认以后，那一条还没发的不再发"
    foot = _confirmation(draft, legs, checked, services)
    return Reply(
        markdown=f"{head}\n\n---\n\n{body}\n\n---\n\n{foot}",
        title=f"公告预览 {draft.code}",
        follow_ups=(f"确认 {draft.code}", f"试发 {draft.code}", f"取消 {draft.code}"),
        topic={SHOWN: draft.code},
    )


def when_words(announcement: Announcement, services: Services) -> str:
    """When it leaves, the first time of it as well; empty for at once."""
    if announcement.at is None:
        return ""
    local = announcement.at.astimezone(services.zone)
    first = when_text(local.date(), local.time().replace(tzinfo=None, fold=0))
    repeats = announcement.recurrence
    return f"{repeats.words}，第一次：{first}" if repeats else first


def _head(
    announcement: Announcement,
    understood: str,
    legs: list[Leg],
    checked: Sequence[str],
    services: Services,
) -> str:
    calls = "会 @所有人" if any(leg.everyone for leg in legs) else "不会 @ 任何人"
    lines = [f"**预览**（{len(announcement.text)} 字，{calls}）", ""]
    if understood:
        lines.append(f"- 时间：{understood}")
    if calls_everyone(announcement.text):
        lines.append("- 正文里的 @所有人 只是字，谁也不会收到提醒；要 @ 请写在公告最前面")
    if announcement.recurrence and (note := left_out(announcement.recurrence.rrule, "发")):
        lines.append(f"- {note}")
    lines += [f"- {_leg_line(leg, announcement, services)}" for leg in legs]
    # The address stands last: clients take what follows it for a part of it.
    lines += [
        f"- 链接{state}：{link}" for link, state in zip(announcement.links, checked, strict=True)
    ]
    return "\n".join(lines)


def _leg_line(leg: Leg, announcement: Announcement, services: Services) -> str:
    if leg.gone:
        return (
            f"发到 {leg.group.name}：现在收不到消息（{leg.gone}），有人在群里 @ 我一次才恢复，"
            "恢复了再发，过了时间 12 小时就不发了"
        )
    parts = []
    if leg.quiet:
        local = leg.due_at.astimezone(services.zone)
        parts.append(f"正在免打扰，{local:%m-%d %H:%M} 发")
    elif announcement.at is None:
        parts.append("马上发")
    if leg.everyone:
        parts.append("@所有人，不可撤回、无已读数")
    else:
        parts.append("可撤回、可查已读")
        if announcement.everyone:
            parts.append("没有自定义机器人，不会 @所有人")
    return f"发到 {leg.group.name}：{'，'.join(parts)}"


def _confirmation(
    draft: Draft, legs: list[Leg], checked: Sequence[str], services: Services
) -> str:
    lines = [f"{how_to_confirm(draft)}要改直接说，比如「加一句 …」「明早九点发」。"]
    if services.drafts.two_person:
        lines = [
            f"要由另一位组织者发「确认 {draft.code}」，放弃请发「取消 {draft.code}」，"
            "30 分钟内有效。"
        ]
    if broken := sum(state.startswith(BROKEN) for state in checked):
        lines.insert(0, f"**有 {broken} 个链接打不开，发之前请核对。**")
    if len(legs) > 1 and not legs[1].gone:
        lines.append(f"先发到 {legs[0].group.name}，发成了再发其余的群。")
    if any(leg.quiet for leg in legs):
        lines.append(f"等不了免打扰结束，就发「确认 {draft.code} 立即」。")
    return "\n\n".join(lines)
