"""撤销, 改回去: what an organizer confirmed last is taken back, or it is told how.

A change of a salon becomes a preview with the values that it had before.
"""

from __future__ import annotations

import json
from datetime import timedelta

from bot.announcements.text import Announcement
from bot.chat.context import Request, Services
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.drafts import Draft
from bot.errors import UserError
from bot.events.editing.salon_editing import undated
from bot.events.editing.salon_fields import FIELD_OF, KEY_OF
from bot.events.reading.turns import after_page
from bot.events.replies import headline
from bot.expressions import Expression
from bot.markdown import escape_text
from bot.messages import Reply, Role
from handlers.announcements.announced import in_short
from handlers.draft_codes import confirm_or_cancel
from handlers.salon_choice import handle_of
from handlers.salons.differences import preview_change

router = Router("undoing")

_LATELY = timedelta(days=1)
_MOST_CHARACTERS = 24
_WRONG = r"(?:(?:我|刚才|刚刚|上一?次|又)*(?:改|弄|搞|点|发|写|确认)错了?|不对|手滑了?)"
_LAST = (
    r"(?:刚才|刚刚|上一?[步次个条]|前一[步次]|最后一[步次]|[那这][步次个条]|的|把|给|我|请|帮"
    r"|操作|修改|改动|内容|时间|日期|日子|场地|地点|地址|名额|标题|议程|设置)*"
)
_BEFORE = "(?:原来|原先|之前|以前)的?"
_UNDO = Expression(
    rf"(?:(?:{_WRONG}|算了|[哎唉不])[，,。！!\s]*)*+{_LAST}(?:撤销|撤消|还原|回退|不算数?|当没说|undo"
    rf"|(?:改|退|换|变|恢复|调|撤)(?:回去|回来|回到?原来的?|成原来的?|到原来的?样?子?)|恢复(?:原样|原状|(?:[成到为])?{_BEFORE})|还是(?:[照按用是在])?{_BEFORE}(?:那个?)?)"
    rf"{_LAST}(?:一下|吧|了|掉)*[。.!！]*"
)
_NO_WAY = "您最近确认的这一步不能自动改回，请照平常的命令再改一次，发「帮助」看写法。"
_SURELY = Expression("撤销|撤消|刚|上一|改回|错")


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, takes=matching(_UNDO))
async def take_back(request: Request, services: Services) -> Reply | None:
    """None after a page: 「改错了，改回去」 is of a table then."""
    if after_page(request.history):
        return None
    staff_id, now = request.message.staff_id, services.now()
    confirmed = await services.drafts.last_confirmed(staff_id, now - _LATELY)
    drafts = await services.drafts.waiting(staff_id, now)
    if drafts and (confirmed is None or drafts[0].created_at > confirmed[1]):
        code = drafts[0].code
        return Reply(
            markdown=f"草稿 {code} 还没有生效，什么也没有改。不要了发「取消 {code}」。",
            title=f"草稿 {code} 还没有确认",
            follow_ups=confirm_or_cancel(code)[::-1],
        )
    if confirmed is None and not _SURELY.search(request.text):
        return None  # 还原, 回退: of a backup, of a version
    if confirmed is None:
        return Reply.text("最近一天您没有确认过什么，没有可撤销的。")
    last, _ = confirmed
    if last.payload.get("act") == "change":
        return await _salon(last, request, services)
    what, how, ways = _by_command(last, services)
    told = f"您最近确认的是{what}。{how.format(*map(escape_text, ways))}"
    return Reply(told, ways[0], follow_ups=ways)


def _by_command(last: Draft, services: Services) -> tuple[str, str, tuple[str, ...]]:
    """What was confirmed, what is told of it, and the commands for that. Raises UserError."""
    payload = last.payload
    if last.kind == "announcement":
        what = f"公告 {last.code}（{in_short(Announcement.from_payload(payload))}）"
        ways = (f"撤回 {last.code}", f"取消 {last.code}")
        return what, "已经发了的发「{}」，还没到时间的发「{}」。", ways
    salon = services.salons.book.get(payload.get("salon") or payload["id"])
    if last.kind == "replay":
        where = handle_of(salon, services) if salon else payload["salon"]
        return "一条回放", "要去掉它，发「{}」。", (f"回放 删除 {where} {payload['label']}",)
    if payload["act"] == "create" and salon is not None:
        off = f"取消活动 {handle_of(salon, services)}"
        return f"新建 **{headline(salon)}**", "不办了就发「{}」。", (off,)
    if payload["act"] == "series.add":
        return "一个新系列", "不办了就发「{}」。", (f"结束系列 {payload['title']}",)
    raise UserError(_NO_WAY)


async def _salon(last: Draft, request: Request, services: Services) -> Reply | None:
    """The preview of a salon as it was before; None where something else was changed than what
    is named. Raises UserError."""
    payload = last.payload
    salon = services.salons.book.get(payload["id"])
    if salon is None or "old" not in payload:
        raise UserError(_NO_WAY)
    changes = undated(json.loads(payload["old"]))
    named = {KEY_OF.get(FIELD_OF[one], "date") for one in FIELD_OF if one in request.text}
    if named and not named & changes.keys():  # 还是原来的时间, of what had another place
        return None
    change = await services.editing.change(salon, changes, f"改回（{payload.get('what', '')}）")
    return await preview_change("改回预览", salon, change, request, services)
