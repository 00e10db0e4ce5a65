"""取消活动, 改活动: organizers change a salon, from preview to done."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.attendance.windows import windows_of
from bot.chat.context import Request, Services
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.drafts import Draft
from bot.errors import OutdatedError, UserError
from bot.events import Salon
from bot.events.editing.salon_editing import undated
from bot.events.editing.salon_fields import read_field, split_changes
from bot.events.record.hours import zone_of
from bot.events.record.models import CANCELLED
from bot.events.replies import bullets, headline
from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression, first_whole
from bot.markdown import escape_text
from bot.messages import Reply, Role
from handlers.salon_choice import (
    about,
    chosen_salon,
    gives_order,
    handle_of,
    number_joined,
    salon_and_rest,
)
from handlers.salons.differences import differences, preview_change, standing_of
from handlers.salons.edit_words import ASKS, as_there, field_set
from handlers.salons.hearers import who_hears
from handlers.salons.previews import with_known_names
from handlers.salons.targets import CHANGED, OF_NEW, Target, previewed, target_ordered
from handlers.salons.words import AFTER, BEFORE, LONGEST_ORDER, MATTER, SALON, SMALL

router = Router("salon changes")

_CANCEL_EXAMPLE = "取消活动 15 场地临时有变"
_EDIT_EXAMPLE = "改活动 15 场地：大象咖啡 名额：50"
# 「第16期不办了」, 「取消苏州那场」
_CALLED_OFF = tuple(
    Expression(pattern)
    for pattern in (
        rf"{BEFORE}{SALON}{MATTER}(?:不办|不搞|办不[成了]|搞不成|取消|停办|黄|(?i:cancel))\s?掉?{AFTER}",
        rf"{BEFORE}(?:取消|停办|(?i:cancel)\s)掉?{SALON}{MATTER}{AFTER}",
    )
)
# 「第16期取消，场地没了」, 「讲师生病了，夜话不办了」, 「因为台风取消苏州那场」.
_WITH_REASON = (
    Expression(r"(?P<what>[^，,。；;]+)[，,。；;]+\s*(?:因为|由于|原因是?[：:]?)*\s*(?P<why>.+)"),
    Expression(r"(?:因为|由于)?(?P<why>.+)[，,。；;]+\s*(?:所以)?(?P<what>[^，,。；;]+)"),
    Expression(r"(?P<what>.+?)\s*(?:因为|由于)\s*(?P<why>.+)"),
    Expression(r"(?P<what>\S+)\s+(?P<why>\S.*)"),
)
# Then it is not called off but moved.
_GOES_ON = Expression(r"改|推迟|延|换|挪|提前|照常")
_OF_SALON = Expression("活动|沙龙|[这那本下]一?[场期次]")
# 「再加5个名额」, 「第16期多放10个座位」, 「名额减少10个」
_MORE_SEATS = Expression(
    rf"{BEFORE}{SALON}{SMALL}(?:再|多|又|额外|[加增放开添减少缩降扣]|追加|新增)++(?:出|了)?\s*(?P<count>{NUMERAL})\s*个?"
    rf"(?:名额|座位?|位[子置]|席位?){AFTER}"
    rf"|{BEFORE}(?P<of>.{{0,20}}?){SMALL}(?:名额|座位|席位)(?:再|多|又|额外)*(?:[加增放开添减少缩降扣]|追加|新增)++(?:出|了)?\s*(?P<more>{NUMERAL})\s*[个人位]?{AFTER}"
)
_FEWER = Expression("[减少缩降扣]")
_AS_IN_FILE = Expression(
    rf"{BEFORE}{SALON}{SMALL}(?:就|还是|都)*以(?:知识库|文件夹?|里面?|中|上|写|的|版本|内容)+为准{AFTER}"
)


def _cancels(arguments: str) -> bool:
    """The reason may say 什么 and 可以; what comes first must be no question."""
    words = number_joined(arguments).split()
    return bool(words) and gives_order(words[0]) and not re.search(r"[?？吗]\s*$", arguments)


@router.command(
    "取消活动",
    aliases=("取消沙龙",),
    role=Role.ORGANIZER,
    help="取消一场活动，后面的提醒不再发",
    usage="取消活动 哪一期 原因（可以不写）",
    takes=_cancels,
)
async def cancel_salon(request: Request, services: Services) -> Reply:
    salon, reason = salon_and_rest(request.arguments, services, _CANCEL_EXAMPLE)
    return await _cancelled(Target(salon), reason, request, services)


def _called_off(text: str) -> list[tuple[str, str]] | None:
    """The words for the salon and the reason, in each way that the text may be read."""
    found = []
    for what, why in () if ASKS.search(text) else _with_reasons(text):
        said = first_whole(_CALLED_OFF, what)
        if said and (said["salon"] or _OF_SALON.search(what)):
            found.append((said["salon"], why))
    return found or None


@router.dialogue(role=Role.ORGANIZER, longest=2 * LONGEST_ORDER, reads=_called_off)
async def cancel_as_people_say(
    request: Request, services: Services, said: list[tuple[str, str]]
) -> Reply | None:
    """「第16期不办了」 from an organizer: the preview of it."""
    if services.router.named(request.text.strip()):
        return None
    for words, why in said:
        if target := await target_ordered(words, request, services, _CANCEL_EXAMPLE):
            if words in {speaker.name for speaker in target.salon.speakers}:
                return _what_of_theirs(words, target.salon, services)
            return await _cancelled(target, why, request, services)
    return None


def _what_of_theirs(who: str, salon: Salon, services: Services) -> Reply:
    """「取消张三」 calls off no salon."""
    who, handle = escape_text(who), handle_of(salon, services)
    gone = f"把{who}那个删掉"
    return Reply(
        markdown=f"要取消的是 {who} 的什么？还没有改。\n\n"
        f"- {who} 不讲了：发「{gone}」；换人讲发「{who}换成 名字（单位）」\n"
        f"- {who} 自己的报名：请 {who} 发「取消报名 {handle}」，别人不能替\n"
        f"- 整场（{headline(salon)}）不办了：发「取消活动 {handle}」",
        title=f"取消{who}的什么",
        follow_ups=(gone,),
    )


def _with_reasons(text: str) -> Iterator[tuple[str, str]]:
    """The whole text, and each way in which a part of it is the reason of the rest."""
    yield text, ""
    for pattern in _WITH_REASON:
        match = pattern.fullmatch(text)
        if match and not _GOES_ON.search(match["why"]):
            yield match["what"].strip(), match["why"].strip(" 。.!！")


async def _cancelled(target: Target, reason: str, request: Request, services: Services) -> Reply:
    """The preview of a salon that does not take place. Raises UserError."""
    salon = target.salon
    if target.is_new:
        assert target.draft
        raise UserError(f"{headline(salon)} 还没有建，不要了就发「取消 {target.draft.code}」。")
    if salon.is_cancelled:
        handle = handle_of(salon, services)
        raise UserError(f"{headline(salon)}，不用再取消。要恢复请发「恢复活动 {handle}」。")
    if windows_of(salon, services.zone).is_over(services.now()):
        raise UserError(f"{headline(salon)} 已经办过了，不能取消。")
    return await called_off(target, reason, request, services)


async def called_off(target: Target, reason: str, request: Request, services: Services) -> Reply:
    """The preview with the reason, which may be empty."""
    because = f"（{reason[:60]}）" if reason else ""
    changes = {"status": CANCELLED, "cancel_reason": reason[:60] or None}
    heading, what = f"取消活动预览{escape_text(because)}", f"取消{because}"
    return await previewed(heading, target, changes, request, services, what=what)


@router.command(
    "改活动",
    aliases=("修改活动",),
    role=Role.ORGANIZER,
    help="改一场活动的标题、场地、议程、直播、名额等",
    usage="改活动 哪一期 字段：新的内容",
    takes=gives_order,
)
async def edit_salon(request: Request, services: Services) -> Reply:
    salon, words = salon_and_rest(request.arguments, services, _EDIT_EXAMPLE)
    return await edited(Target(salon), split_changes(words, _EDIT_EXAMPLE), request, services)


@router.dialogue(role=Role.ORGANIZER, longest=2 * LONGEST_ORDER, reads=field_set)
async def edit_as_people_say(
    request: Request, services: Services, said: tuple[str, str]
) -> Reply | None:
    """「名额改成50」 from an organizer: the preview of it."""
    words, change = said
    target = await target_ordered(words, request, services, _EDIT_EXAMPLE)
    if target is None:
        return None
    changes = split_changes(change, _EDIT_EXAMPLE)
    if (more := changes.get("赞助")) and "加" in request.text and target.salon.sponsors:
        changes["赞助"] = "、".join((*target.salon.sponsors, more))
    return await edited(target, changes, request, services)


@router.dialogue(role=Role.ORGANIZER, longest=LONGEST_ORDER, reads=matching(_MORE_SEATS))
async def seats_as_people_say(
    request: Request, services: Services, said: re.Match[str]
) -> Reply | None:
    """「再加5个名额」: that many more, or fewer. Raises UserError without a limit."""
    named = said["salon"] or said["of"] or ""
    target = await target_ordered(named, request, services, _EDIT_EXAMPLE)
    more = number_in(said["count"] or said["more"])
    if target is None or not more:
        return None
    if target.salon.capacity is None:
        raise UserError(f"{headline(target.salon)} 没有限名额，不用改。")
    seats = str(target.salon.capacity + (-more if _FEWER.search(said[0]) else more))
    return await edited(target, {"名额": seats}, request, services)


async def edited(
    target: Target, said: Mapping[str, str], request: Request, services: Services
) -> Reply:
    """The preview of a salon with these fields. Raises UserError."""
    salon = target.salon
    now, zone = services.now(), zone_of(salon, services.zone)
    changes: dict[str, Any] = {}
    for field, value in said.items():
        changes |= read_field(field, as_there(field, value, salon), now, zone)
    changes = with_known_names(changes, services)
    what = "、".join(said)
    return await previewed("修改预览", target, changes, request, services, what=what)


@router.command(
    "以文件为准",
    role=Role.ADMIN,
    help="活动在群里和文件里不一样时，去掉群里的版本",
    usage="以文件为准 哪一期",
    takes=gives_order,
)
async def settle_conflict(request: Request, services: Services) -> Reply:
    salon = chosen_salon(request.arguments, services, "以文件为准 15")
    if not await services.editing.settle(salon.id, request.act(services)):
        return Reply.text(f"{headline(salon)} 没有群里的版本，已经是以文件为准了。")
    return Reply.text(f"好的，{headline(salon)} 以文件为准，群里建的版本已经去掉。")


@router.dialogue(role=Role.ADMIN, longest=LONGEST_ORDER, reads=matching(_AS_IN_FILE))
async def settle_as_people_say(
    request: Request, services: Services, said: re.Match[str]
) -> Reply | None:
    """「西安那场以文件里的为准」"""
    target = await target_ordered(said["salon"], request, services, "以文件为准 15")
    if target is None:
        return None
    return await settle_conflict(request.with_arguments(target.salon.id), services)


async def confirm_salon(draft: Draft, request: Request, services: Services) -> Reply:
    """Do what a salon's or a series' draft says; safe to repeat."""
    by = request.act(services)
    if draft.payload["act"].startswith("series."):
        fresh = await services.series.apply(draft.payload, draft.code, by)
        return Reply.text("好了，发「系列」可以看。" if fresh else f"{draft.code} 已经确认过。")
    before = services.salons.book.get(draft.payload["id"])
    standing = await standing_of(before, services) if before else None
    try:
        fresh = await services.editing.apply(draft.payload, draft.code, by)
    except OutdatedError:
        return await _previewed_again(draft, request, services)
    salon = services.salons.book.get(draft.payload["id"])
    name = headline(salon) if salon else draft.payload["id"]
    if not fresh:
        return Reply.text(f"{draft.code} 已经确认过：{name}")
    if draft.payload["act"] == "create":
        handle = handle_of(salon, services) if salon else draft.payload["id"]
        return Reply(
            markdown=f"活动建好了：**{name}**\n\n"
            f"- 没有另外通知各群，要宣布请发「公告 内容」\n"
            f"- 群友 @我 发「报名 {handle}」就能报名；您私聊我发「名单 {handle}」看谁报了名\n"
            f"- 提醒按规则自动发，已经到点的马上就发；改时间发「改期 {handle} 新的时间」",
            title="活动建好了",
            follow_ups=(f"议程 {handle}", f"公告 {name} 开始报名，@我 发「报名 {handle}」"),
            topic={**about(salon), CHANGED: OF_NEW} if salon else {},
        )
    told = await who_hears(draft.payload, salon, services)
    changed = differences(before, salon, standing) if before and salon and standing else []
    what = f"\n\n{bullets(changed)}" if changed else ""
    keys = " ".join(json.loads(draft.payload["changes"]))
    spoken_of = {**about(salon), CHANGED: keys} if salon else {}
    return Reply(markdown=f"改好了：**{name}**{what}{told}", title="改好了", topic=spoken_of)


async def _previewed_again(draft: Draft, request: Request, services: Services) -> Reply:
    """What a draft says, of the salon as somebody else has changed it meanwhile. Raises
    UserError where that would undo their change, as of an agenda, which is kept whole."""
    payload = draft.payload
    await services.reload()
    salon = services.salons.book.get(payload["id"])
    if salon is None:
        raise OutdatedError
    changes = undated(json.loads(payload["changes"]))
    change = await services.editing.change(salon, changes, payload["what"])
    was, now_is = json.loads(payload["old"]), json.loads(change.payload["old"])
    if any(isinstance(value, list) and was[key] != now_is[key] for key, value in changes.items()):
        raise OutdatedError
    heading = "预览之后这场活动又被改过，还没有生效，这是新的预览"
    again = await preview_change(heading, salon, change, request, services)
    await services.drafts.cancel(draft)
    return again
