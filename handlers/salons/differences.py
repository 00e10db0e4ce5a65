"""What a change makes different, in words: 「名额：2 人 → 3 人（候补的前 1 人转正）」."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from bot.attendance.signups import Standing
from bot.chat.context import Request, Services
from bot.errors import UserError
from bot.events import Salon
from bot.events.editing.salon_editing import Change
from bot.events.record.agenda_lines import check_agenda
from bot.events.record.models import Talk
from bot.events.replies import bullets, headline, talk_line
from bot.messages import Reply
from handlers.salon_choice import about
from handlers.salons.hearers import notes_on_people
from handlers.salons.previews import not_saved_yet, notes_on_time, own_reminders, salon_facts

# How a field is called that has nothing in it.
_NOTHING = {"状态": "照常举行", "名额": "不限"}
_FEW = 2


async def preview_change(
    heading: str,
    before: Salon,
    change: Change,
    request: Request,
    services: Services,
    notes: Sequence[str] = (),
) -> Reply:
    """Keep a change of a salon as a draft and show what it makes different: on a phone the
    one line that changes must not be looked for among all. Raises UserError where nothing
    does."""
    after, changes = change.salon, json.loads(change.payload["changes"])
    standing = await standing_of(before, services)
    changed = differences(before, after, standing)
    if not changed:
        raise UserError(f"{headline(before)} 本来就是这样，不用改。")
    parts = [f"**{headline(before)}**", bullets(changed)]
    if after.talks and before.talks != after.talks:
        parts += ["议程：", bullets(map(talk_line, after.talks))]
    timed = (before.held_on, before.start, before.reminders)
    if timed != (after.held_on, after.start, after.reminders) and not after.is_cancelled:
        own = own_reminders(after, services)
        parts += ["这一场的提醒：", bullets(own)] if own else []
    odd = [*notes_on_time(before, changes, services), *notes]
    odd += await notes_on_people(before, changes, standing, services)
    odd += [] if after.is_cancelled else new_gaps(before, after)
    if odd:
        parts += ["请核对：", bullets(odd)]
    return await not_saved_yet(heading, parts, change.payload, request, services, about(before))


async def standing_of(salon: Salon, services: Services) -> Standing:
    return (await services.attendance.signups.standings()).get(salon.id, Standing())


def differences(before: Salon, after: Salon, standing: Standing) -> list[str]:
    """One line a field, in the order of the salon's facts; many talks that changed are only
    counted, and reminders told of, since the preview lists them."""
    old, new = salon_facts(before), salon_facts(after)
    lines = []
    for name, fact in new.items():
        if fact != old[name]:
            nothing = _NOTHING.get(name, "没有")
            moved = _moved_up(after, standing) if name == "名额" else ""
            lines.append(f"{name}：{old[name] or nothing} → {fact or nothing}{moved}")
    if before.talks != after.talks:
        lines.append(f"议程：{_talks(before.talks, after.talks)}")
    if before.reminders != after.reminders:
        lines.append("提醒：换成新的规则")
    return lines


def new_gaps(before: Salon, after: Salon) -> list[str]:
    """What is odd of the agenda only since the change; breaks that were there, and move
    with it, are as they were meant."""
    odd = check_agenda(after.talks, after.start, after.end)
    known = check_agenda(before.talks, before.start, before.end)
    if _titles(before) == _titles(after) and len(odd) == len(known):
        return []
    return [line for line in odd if line not in known]


def _titles(salon: Salon) -> list[str]:
    return [talk.title for talk in salon.talks]


def _moved_up(after: Salon, standing: Standing) -> str:
    free = None if after.capacity is None else max(0, after.capacity - standing.seated)
    moved = standing.waiting if free is None else min(free, standing.waiting)
    return f"（候补的前 {moved} 人转正）" if moved else ""


def _talks(before: Sequence[Talk], after: Sequence[Talk]) -> str:
    """Which ones, where there are so few that all are read."""
    if not before:
        return f"加上 {len(after)} 项"
    if not after:
        return "全部去掉"
    was, is_now = Counter(before), Counter(after)  # there may be two breaks without an hour
    old, new = [*(was - is_now).elements()], [*(is_now - was).elements()]
    if len(old) == len(new) == 1 and _is_same(old[0], new[0]):
        return f"{talk_line(old[0])} → {talk_line(new[0])}"
    if len(old) + len(new) > _FEW:
        what = "{} 项有变" if old and new else "加上 {} 项" if new else "去掉 {} 项"
        return what.format(max(len(old), len(new)))
    told = [f"去掉 {talk_line(one)}" for one in old] + [f"加上 {talk_line(one)}" for one in new]
    return "；".join(told) or "顺序有变"


def _is_same(old: Talk, new: Talk) -> bool:
    """Whether one may be the other with something changed: what, by whom, or from when."""
    same_hour = old.start is not None and old.start == new.start
    return old.title == new.title or same_hour or old.speakers == new.speakers != ()
