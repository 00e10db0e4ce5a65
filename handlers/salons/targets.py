"""What an organizer's order changes: a salon as it stands, or as the draft would make it that
was just shown to them here. A correction goes on from there, and one draft takes the place of
the other."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.chat.context import Request, Services
from bot.drafts import Draft
from bot.errors import UserError
from bot.events import Salon
from bot.events.editing.salon_editing import undated
from bot.events.editing.salon_fields import KEY_OF
from bot.events.record.chat_salons import read_page
from bot.events.record.page_edits import edit_page, meta_of
from bot.events.replies import headline
from bot.messages import Reply
from handlers.draft_codes import SHOWN, shown_draft
from handlers.salons.differences import differences, preview_change, standing_of
from handlers.salons.previews import preview
from handlers.salons.words import salon_ordered

_CREATE = "create"
# In the topic of a reply: the keys of the page that a code has just changed.
CHANGED = "changed"
OF_NEW = " ".join(("date", "start", "end", *KEY_OF.values()))  # of one that was just made


@dataclass(frozen=True, slots=True)
class Target:
    """``salon`` as it would be with ``draft``; ``done``: the keys just changed of it as it is."""

    salon: Salon
    draft: Draft | None = None
    done: tuple[str, ...] = ()

    @property
    def is_new(self) -> bool:
        return self.draft is not None and self.draft.payload["act"] == _CREATE

    @property
    def drafted(self) -> Mapping[str, Any]:
        """What the draft changes, by the keys of the page."""
        if self.draft is None:
            return dict.fromkeys(self.done)
        if self.is_new:
            return meta_of(self.draft.payload["page"])
        return undated(json.loads(self.draft.payload["changes"]))


async def shown_target(request: Request, services: Services) -> Target | None:
    """The salon of the draft that was shown to the sender last, and here."""
    draft = await shown_draft(request, services)
    if draft is None:
        return None
    if draft.payload.get("act") == _CREATE:
        return Target(read_page(draft.payload["id"], draft.payload["page"])[0], draft)
    salon = services.salons.book.get(draft.payload.get("id", ""))
    if salon is None or draft.payload.get("act") != "change":
        return None
    try:
        change = await services.editing.change(salon, Target(salon, draft).drafted, "")
    except UserError:
        return None
    return Target(change.salon, draft)


async def told_target(request: Request, services: Services) -> Target | None:
    """The same, else the salon whose change was confirmed a moment ago."""
    if shown := await shown_target(request, services):
        return shown
    for turn in reversed(request.history[-2:]):
        salon = services.salons.book.get(turn.topic.get("salons", ""))
        if salon and (done := turn.topic.get(CHANGED)):
            return Target(salon, done=tuple(done.split()))
    return None


async def target_ordered(
    words: str, request: Request, services: Services, example: str
) -> Target | None:
    """The salon that the words name: the one of the draft that was just shown where they name
    none, or that very one. As `salon_ordered` otherwise."""
    shown = await shown_target(request, services)
    named = words.strip(" 的，,：:")
    if shown and (not named or (shown.is_new and _is_called(named, shown.salon))):
        return shown
    salon = await salon_ordered(named, request, services, example)
    if salon is None or shown is None or shown.salon.id != salon.id:
        return Target(salon) if salon else None
    return shown


def _is_called(words: str, salon: Salon) -> bool:
    known = (salon.city, salon.title, f"第{salon.number}期", f"{salon.number}期")
    return any(name and name in words for name in known) or (
        len(words) > 1 and words in salon.title
    )


async def rows_of(target: Target, services: Services) -> list[Any]:
    """The agenda as the page has it, a row for each talk: a place in one is a place in both."""
    salon, drafted = target.salon, target.drafted
    if target.draft and "talks" in drafted:
        rows = list(drafted.get("talks") or ())
    else:
        rows = list(await services.editing.talks(salon))
    if len(rows) != len(salon.talks):
        raise UserError(
            f"{headline(salon)} 的议程里有没写题目的一行，改一项怕改错。"
            "请先在页面里补上题目，或者用「改活动」把议程整个重写。"
        )
    return rows


async def previewed(
    heading: str,
    target: Target,
    changes: Mapping[str, Any],
    request: Request,
    services: Services,
    notes: Sequence[str] = (),
    *,
    what: str = "",
) -> Reply:
    """The preview of a salon with these changes, and with those of the draft that it goes on
    from, which is dropped for it."""
    draft, what = target.draft, what or heading.removesuffix("预览")
    if draft is None:
        change = await services.editing.change(target.salon, changes, what)
        return await preview_change(heading, target.salon, change, request, services, notes)
    if target.is_new:
        payload = draft.payload
        fresh = services.editing.creation(payload["id"], edit_page(payload["page"], changes))
        reply = await preview("新活动预览", fresh, request, services, notes)
    else:
        before = services.salons.book.get(target.salon.id)
        assert before is not None  # or there were no such target
        both = {**target.drafted, **changes}
        change = await services.editing.change(before, both, _both(draft, what))
        if not differences(before, change.salon, await standing_of(before, services)):
            return await _as_it_was(draft, before, services)
        if request.history[-1].question:  # else an order of the same message
            goes_on = f"接着刚才的草稿 {draft.code} 改的，那一份作废，以这一份为准"
            notes = [*notes, goes_on]
        reply = await preview_change(heading, before, change, request, services, notes)
    if reply.topic.get(SHOWN) != draft.code:  # the same message again
        await services.drafts.cancel(draft)
    return reply


def _both(draft: Draft, what: str) -> str:
    parts = dict.fromkeys((*draft.payload.get("what", "").split("、"), what))
    return "、".join(part for part in parts if part)


async def _as_it_was(draft: Draft, before: Salon, services: Services) -> Reply:
    await services.drafts.cancel(draft)
    return Reply.text(
        f"那就和现在一样了：{headline(before)} 不用改，草稿 {draft.code} 已取消，什么也没有改。"
    )
