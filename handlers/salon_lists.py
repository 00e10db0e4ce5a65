"""Several salons in one command: 「15,16」, 「第15期和第16期」, 「西安、厦门」."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from bot.chat.context import Handler, Request, Services
from bot.errors import UserError
from bot.events.replies import joined
from bot.expressions import Expression
from bot.messages import Reply
from handlers.salon_choice import names_salon_closely

MOST_LISTED = 4  # salons
_ALL_OF_THEM = Expression(r"\s*(?:这?[两二三四][场期个]|都|一起)+$")
_BETWEEN = Expression(r"\s*(?:[,，、;；&]|以及|还有|[和跟与及])\s*")


def listed_closely(arguments: str) -> bool:
    """Whether arguments are one or several numbers of salons, or 「下一期」."""
    parts = _parts(arguments)
    several = len(parts) > 1 and all(map(names_salon_closely, parts))
    return several or names_salon_closely(arguments)


def salons_listed(arguments: str, services: Services) -> list[str]:
    """The words for each salon where arguments name two to four; empty for anything else,
    such as one whose title has 和 in it."""
    book, parts = services.salons.book, _parts(arguments)
    if not 1 < len(parts) <= MOST_LISTED or book.find(arguments.strip()):
        return []
    known = all(names_salon_closely(part) or book.find(part) for part in parts)
    return list(dict.fromkeys(parts)) if known else []


async def for_each(
    handler: Handler, words: Sequence[str], what: str, request: Request, services: Services
) -> Reply:
    """What ``handler`` says of each salon, the refusals among it. Raises UserError with all of
    them where it did nothing."""
    done: list[Reply] = []
    said: list[str] = []
    for at, word in enumerate(words):
        # A key of its own: what the message did for one salon it has not done for the next.
        key = f"{request.message.message_id}.{at}"
        message = dataclasses.replace(request.message, message_id=key)
        try:
            one = dataclasses.replace(request, arguments=word, message=message)
            reply = await handler(one, services)
        except UserError as error:
            said.append(str(error))
        else:
            assert reply is not None
            done.append(reply)
            said.append(reply.markdown)
    if not done:
        raise UserError(joined(dict.fromkeys(said)))
    salons = " ".join(one.topic["salons"] for one in done if "salons" in one.topic)
    return Reply(
        markdown=joined(said),
        title=f"{what}：{len(done)} 场",
        follow_ups=("我的报名",),
        topic={"matter": "salon", "salons": salons} if salons else {},
    )


def _parts(arguments: str) -> list[str]:
    """Blanks are between them only where all are numbers: 「第 15 期」 is one."""
    text = _ALL_OF_THEM.sub("", arguments.strip(" 。.!！~"))
    parts = [part for part in _BETWEEN.split(text) if part]
    if len(parts) == 1 and all(map(names_salon_closely, text.split())):
        return text.split()
    return parts
