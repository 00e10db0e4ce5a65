"""Of which salon, and of which of its talks, an order is: the salon that it names, else the one
of the draft that was just shown, the one just spoken of, the one that has such a talk, or the
nearest; a talk that it does not name is the one just changed or just spoken of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.chat.context import Request, Services
from bot.errors import UserError
from bot.events import Salon
from bot.events.reading.elsewhere import names_database
from bot.events.reading.turns import topic_of
from bot.events.record.models import Talk
from bot.events.replies import bullets, headline, talk_line
from bot.events.words.wording import NUMERAL
from bot.expressions import Expression
from bot.markdown import escape_text
from handlers.salon_asked import all_ahead, nearest
from handlers.salon_choice import ambiguous
from handlers.salons.talk_mentions import Mention, marked
from handlers.salons.talk_orders import Act, TalkOrder
from handlers.salons.talk_words import read_order
from handlers.salons.targets import Target, shown_target, target_ordered
from handlers.salons.words import spoken_of

_EXAMPLE = "改活动 15 议程：…"
_BEFORE = Expression(r"(?:请|麻烦|帮我|帮忙|把|将|给|在|那么?|就是|呃|嗯|额|再|[，,\s])*")
_NUMBERED = rf"第\s*{NUMERAL}\s*期|\d{{1,3}}\s*期"
_BEHIND = (
    r"(?:(?:的?[那这]一?[场期次站]|[站场期])(?!地))?"
    r"(?:活动|沙龙)?(?:里面?|上|中)?(?:的|[：:，,\s])*"
)
_THIS = r"(?:[那这本]一?|下一)[场期次](?:活动|沙龙)?"
_EVERY = Expression("都|全部?|整体|依次|统一")
# What is said of a talk without naming it; 标题 is the salon's.
_OF_IT = frozenset(
    {Act.TITLE, Act.SPEAKER, Act.NAME, Act.ORG, Act.HOURS, Act.LASTS, Act.JOIN, Act.SHIFT}
)


async def ordered(
    text: str, request: Request, services: Services
) -> tuple[Target, TalkOrder] | None:
    """None for what is no order on talks. Raises UserError where two salons fit."""
    shown = await shown_target(request, services)
    of_draft = [shown.salon] if shown else []
    named, rest = salon_said(text, [*all_ahead(services), *of_draft])
    if named:
        found = services.salons.book.find(named)
        fitting = [s for s in (*of_draft, *found) if _read(rest, s)]
        target = await target_ordered(named, request, services, _EXAMPLE) if fitting else None
        order = _read(rest, target.salon) if target else None
        return (target, order) if target and order else None
    salon = spoken_of(request, services)
    first = shown or (Target(salon) if salon else None)
    loosely = shown is not None or "talks" in topic_of(request.history).get("words", "").split()
    if first and (order := _read(rest, first.salon, loosely=loosely)):
        return first, order
    if first and (of_it := _of_it(rest, first, shown is not None, request, services)):
        return first, of_it
    return _among(rest, nearest(services), services)


def _among(
    rest: str, ahead: Sequence[Salon], services: Services
) -> tuple[Target, TalkOrder] | None:
    """The nearest; the one that has such a talk, where it is named."""
    found = [(salon, order) for salon in ahead if (order := _read(rest, salon))]
    by_name = [
        (salon, order, talk)
        for salon, order in found
        if (talk := order.talk) and talk.rows and not (talk.is_place or talk.every)
    ]
    if len(by_name) > 1:
        salons = [salon for salon, _, _ in by_name]
        raise UserError(ambiguous(by_name[0][2].words, salons, _EXAMPLE, services))
    for salon, order, *_ in by_name or found:
        return Target(salon), order
    return None


def _read(text: str, salon: Salon, *, loosely: bool = False) -> TalkOrder | None:
    return read_order(marked(text, salon, loosely=loosely))


def salon_said(text: str, salons: Sequence[Salon]) -> tuple[str, str]:
    """The words for a salon at the beginning of a text or at its end, and the rest of it."""
    names = {name for one in salons for name in (one.city, *one.city_aliases, *one.title.split())}
    known = sorted(map(re.escape, filter(_tells, names)), key=len, reverse=True)
    name = rf"(?P<of>{'|'.join((_NUMBERED, *known))})"
    before = _BEFORE.match(text)
    begins = before.end() if before else 0
    said = re.compile(rf"{name}{_BEHIND}|{_THIS}(?:的|[：:，,\s])*").match(text, begins)
    if said and said.end() < len(text):
        return said["of"] or "", text[said.end() :]
    behind = re.search(rf"[，,\s]+(?:是|[加放]?[到在给])?{name}{_BEHIND}[。.!！]*$", text)
    return (behind["of"], text[: behind.start()]) if behind else ("", text)


def _tells(name: str) -> bool:
    return len(name) > 1 and not name.isdecimal() and name not in ("第", "期")


def _of_it(
    rest: str, target: Target, shown: bool, request: Request, services: Services
) -> TalkOrder | None:
    """「题目改成X」 of the talk that was just changed or asked for."""
    mention = just_changed(target, services) if shown else _asked_for(request, target.salon)
    if mention is None or rest.startswith("标题"):
        return None
    small = _BEFORE.match(rest)
    said = marked(rest[small.end() :] if small else rest, target.salon)
    order = read_order(said.about(mention))
    # 再推迟10分钟, where the salon itself is not put off.
    again = shown and set(target.drafted) == {"talks"} and small is not None and "再" in small[0]
    its = order and (order.act in _OF_IT or (again and order.act is Act.SHIFT))
    if order is None or not its or order.talk is not mention:
        return None
    if order.act is Act.SHIFT and (not shown or _EVERY.search(rest)):
        return None  # of the whole evening, unless a talk was just changed
    if order.act in (Act.SPEAKER, Act.JOIN) and names_database(order.value):
        return None  # 主库坏了，换备库来
    return order if order.sure or order.act in (Act.HOURS, Act.LASTS) else None


def _asked_for(request: Request, salon: Salon) -> Mention | None:
    """The only talk that the message before named."""
    last = request.history[-1].question if request.history else ""
    found = [one for one in marked(last, salon).mentions if len(one.rows) == 1]
    return found[0] if len({one.rows for one in found}) == 1 else None


def just_changed(target: Target, services: Services) -> Mention | None:
    """The only talk that the draft changes or adds."""
    before = services.salons.book.get(target.salon.id)
    old: tuple[Talk, ...] = before.talks if before else ()
    rows = [n for n, talk in enumerate(target.salon.talks) if talk not in old]
    if len(rows) != 1 or "talks" not in target.drafted:
        return None
    talk = target.salon.talks[rows[0]]
    known = {one for past in old for one in past.speakers}
    fresh = [one.name for one in talk.speakers if one not in known] or [
        s.name for s in talk.speakers
    ]
    return Mention(talk.title, tuple(rows), fresh[0] if len(fresh) == 1 else "")


def talk_of(mention: Mention, salon: Salon) -> int:
    """The place of the only talk that is meant. Raises UserError with the agenda."""
    if len(mention.rows) == 1:
        return mention.rows[0]
    said, agenda = escape_text(mention.words), bullets(map(talk_line, salon.talks))
    what = "有几个，请写题目" if mention.rows else "没有找到"
    raise UserError(
        f"{headline(salon)} 的议程里「{said}」{what}，什么也没有改。议程现在是：\n\n{agenda}"
    )


def counted(mention: Mention, row: int, salon: Salon) -> list[str]:
    """How a place was counted, where there is another way."""
    if mention.also is None:
        return []
    title, other = salon.talks[row].title, salon.talks[mention.also].title
    return [
        f"「{mention.words}」只数有讲师的，是「{title}」；"
        f"连开场、茶歇一起数是「{other}」，要改它请写题目"
    ]
