"""What organizers order, from a member: whose business it is, in place of a page on databases.

Only orders that leave no doubt; the commands themselves say so already (`chat/routes.py`).
"""

from __future__ import annotations

from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.events.reading.elsewhere import names_database
from bot.events.reading.turns import after_page
from bot.expressions import Expression
from bot.messages import Reply, ReplyKind, Role
from handlers.announcements.wishes import wants_announcement
from handlers.evening.draw_offers import wants_draw
from handlers.salon_asked import is_ahead, nearest
from handlers.salons.edit_words import field_set
from handlers.salons.moving import moves
from handlers.salons.talk_changes import adds_talk, changes_talk
from handlers.salons.words import OF_SALONS

router = Router("not_theirs", "组织者的事")

_MOST_CHARACTERS = 60
# 表改名为 t2 has the form of an order as well.
_OF_SALONS = Expression(rf"{OF_SALONS}|直播|场地|地点|线上|人数")
_ASKS = Expression(r"[?？]|吗|么$|怎么|如何|什么|谁|哪|几|多少|能不能|可不可以|有没有")


def _moves_one(text: str, services: Services) -> bool:
    """「第16期改到12月20日」, of one that is to come."""
    said = moves(text, services)
    found = services.salons.book.find(said[0].strip(" 的，,")) if said and said[0] else ()
    return any(is_ahead(salon, services) for salon in found)


@router.dialogue(role=Role.MEMBER, longest=_MOST_CHARACTERS)
async def tell_whose_business(request: Request, services: Services) -> Reply | None:
    text = request.text.strip()
    if request.role > Role.MEMBER or _ASKS.search(text) or after_page(request.history):
        return None
    ahead = nearest(services)
    if not ahead:
        return None
    if wants_draw(text):
        what = "抽奖"
    elif (field_set(text) and _OF_SALONS.search(text)) or _moves_one(text, services):
        what = "改活动"
    elif changes_talk(text, ahead[0]):
        what = "改议程"
    elif adds_talk(text) and not names_database(text):
        what = "加议程"
    elif wants_announcement(text, services):
        what = "在群里发公告"
    else:
        return None
    told = f"{what}由组织者来办，您目前是成员。需要的话，请在群里找组织者。"
    return Reply.text(told, ReplyKind.EVENT)
