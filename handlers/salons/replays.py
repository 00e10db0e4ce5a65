"""回放: where there are recordings; for organizers also the way to add one or take it off."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence

from bot.chat.context import Request, Services
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.drafts import Draft
from bot.errors import UserError
from bot.events import Salon
from bot.events.reading.turns import recordings_told, topic_of
from bot.events.replies import bullets, headline, link
from bot.events.words.vocabulary import Word
from bot.expressions import Expression
from bot.markdown import escape_text, is_plain
from bot.messages import Reply, Role
from bot.schedule.replays import NewReplay
from handlers.draft_codes import SHOWN, confirm_or_cancel, drafted, how_to_confirm, shown_draft
from handlers.questions.ask import answer_question
from handlers.salon_asked import of_past
from handlers.salon_choice import chosen_salon, handle_of, names_salon, number_joined

router = Router("replays")

_ADDING = Expression(r"\s*(?:添加|增加|新增|add)\b", re.IGNORECASE)
_REMOVING = Expression(r"\s*(?:删除|删掉|去掉|移除|撤下|撤掉|remove)(?![\w])", re.IGNORECASE)
_ADD_REPLAY = Expression(
    r"\s*(?:添加|增加|新增|add)\s+(?P<salon>\S+)\s+(?:(?P<label>.*?)\s+)?(?P<url>https?://\S+)\s*",
    re.IGNORECASE | re.DOTALL,
)
_OF = Expression(r"(?:(?:of|for|from|in|at|the)\s+)+", re.IGNORECASE)  # replay of hefei
_EXAMPLE = "回放 添加 7 上午 https://…"
_RELABELS = Expression(
    r"(?:把|将)?(?:标签|名字|名称|标题)(?:就|要|应该|的)*(?:写|改|叫|换|用|是)(?:成|为|做|作)?\s*[：:]?(?P<label>\S.{0,39}?)[吧。.!！]*"
    r"|(?:链接)?(?:错了?|不对)?[，,\s]*(?:应该)?(?:是|换成?|改成?|用)?(?:这个)?[：:\s]*(?P<url>https?://\S+)"
    r"|(?:不对|错了|不是这[场期]|[，,\s])*(?:应该)?(?:是|改成|给|算)(?P<salon>第?\s*\S{1,8}?)(?:那|这)?[场期]?的?[吧了。.!！]*"
)
_MOST_CHARACTERS = 300
_MOST = 10
_MOST_LABEL = 40


def _takes(arguments: str) -> bool:
    orders = _ADDING.match(arguments) or _REMOVING.match(arguments)
    return bool(orders) or names_salon(arguments)


@router.command(
    "回放",
    aliases=("replay", "录像"),
    help="找回放，什么都不写就列出全部；组织者发「回放 添加 期号 标签 链接」登记，"
    "「回放 删除 期号 标签」去掉",
    usage="回放 城市或期号或讲师或关键词",
    takes=_takes,
)
async def show_replays(request: Request, services: Services) -> Reply:
    """The replays of every salon that fits. Organizers add one with 「回放 添加 …」."""
    words = _OF.sub("", request.arguments.strip(" 。.!！"))
    if _ADDING.match(request.arguments):
        return await _add(request, services)
    if removing := _REMOVING.match(request.arguments):
        return await _remove(request.arguments[removing.end() :], request, services)
    salons = services.salons.book.salons
    if await of_past(request, services):
        return await answer_question(request, services)
    if not words:
        return _listed([s for s in salons if s.replays], "目前还没有回放。")
    found = _fitting(words, services)
    if not found:
        raise UserError(
            f"没有找到和「{escape_text(words[:20])}」有关的场次。"
            "可以写城市、期号、讲师或题目里的词，比如：回放 上海、回放 7；只发「回放」列出全部。"
        )
    names = "、".join(headline(salon) for salon in found[:3])
    return _listed([s for s in found if s.replays], f"{names} 还没有回放。")


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, reads=matching(_RELABELS))
async def revise_replay(request: Request, services: Services, said: re.Match[str]) -> Reply | None:
    """「标签写上午」, 「链接换成 …」, 「是第14期的」 to the preview of one."""
    draft = await shown_draft(request, services)
    if draft is None or draft.kind != "replay":
        told, url = topic_of(request.history), said["url"]
        salon = services.salons.book.get(told.get("salons", ""))
        wrong = url and told.get("words") == Word.REPLAYS and said[0] != url
        return replaced(salon, url, services) if salon and wrong else None
    payload, which = draft.payload, said["salon"]
    if which and not services.salons.book.find(which):
        return None
    arguments = (
        "添加",
        which or payload["salon"],
        said["label"] or payload["label"],
        said["url"] or payload["url"],
    )
    order = dataclasses.replace(request, arguments=" ".join(arguments), direct=False)
    reply = await _add(order, services)
    if reply.topic.get(SHOWN) != draft.code:  # that of this message, come again
        await services.drafts.cancel(draft)
    return reply


def replaced(salon: Salon, url: str, services: Services) -> Reply:
    """One that is wrong is taken off first: nothing changes what the groups have read."""
    handle, old = handle_of(salon, services), salon.replays
    label = old[0].label if len(old) == 1 else "标签"
    add = f"回放 添加 {handle} {label if len(old) == 1 else '回放'} {url or '新的链接'}"
    if not old:
        return Reply.text(f"{headline(salon)} 还没有登记回放。登记发「{add}」。")
    remove = f"回放 删除 {handle} {label}"
    taps = (remove, *((add,) if url else ())) if len(old) == 1 else ()
    return Reply(
        markdown=f"{headline(salon)} 现在的回放：\n\n"
        f"{bullets(f'{escape_text(one.label)}：{one.url}' for one in old)}\n\n"
        f"先发「{escape_text(remove)}」去掉错的，再发「{add}」。"
        "已经发到群里的消息收不回来，要更正请发「公告 内容」。",
        title="换一条回放",
        follow_ups=taps,
    )


async def confirm_replay(draft: Draft, request: Request, services: Services) -> Reply:
    """Publish what was previewed; safe to repeat, also after a crash in between."""
    await services.drafts.confirm(draft, request.act(services))
    return await _publish(draft.payload, request, services)


async def _add(request: Request, services: Services) -> Reply:
    """Add at once when written with the slash; otherwise preview and ask."""
    if request.role < Role.ORGANIZER:
        raise UserError(f"添加回放要{Role.ORGANIZER.label}才能用，您目前是{request.role.label}。")
    match = _ADD_REPLAY.fullmatch(number_joined(request.arguments))
    if match is None:
        raise UserError(
            "添加回放的用法：回放 添加 期号 标签 链接，比如：回放 添加 7 上午 https://…"
        )
    salon = chosen_salon(match["salon"], services, _EXAMPLE, to_come=False)
    label = " ".join((match["label"] or "回放").split())
    if len(label) > _MOST_LABEL or not is_plain(label):
        raise UserError(
            f"标签写 {_MOST_LABEL} 字以内的一段文字，不要链接和排版符号，比如：{_EXAMPLE}"
        )
    payload = {"salon": salon.id, "label": label, "url": match["url"]}
    if request.direct:
        return await _publish(payload, request, services)
    draft = await drafted("replay", payload, request, services)
    names = "、".join(group.name for group in services.announcements.groups)
    (opens,) = await services.links.check([payload["url"]])
    early = salon.held_on > services.today()
    note = "\n\n**这一场还没有办**，请核对是哪一期。" if early else ""
    return Reply(
        markdown=f"将给 **{salon.title}** 添加一条回放"
        f"{f'，并通知：{names}' if names else ''}\n\n"
        f"- 链接{opens}\n- {payload['label']}：{payload['url']}\n\n"
        f"{how_to_confirm(draft)}{note}",
        title=f"添加回放 {draft.code}",
        follow_ups=confirm_or_cancel(draft.code),
        topic={SHOWN: draft.code},
    )


async def _remove(words: str, request: Request, services: Services) -> Reply:
    """At once: it is written out which one, and how it comes back."""
    if request.role < Role.ORGANIZER:
        raise UserError(f"去掉回放要{Role.ORGANIZER.label}才能用，您目前是{request.role.label}。")
    example = "回放 删除 7 上午"
    if not words.strip():
        raise UserError(f"请写去掉哪一期的哪一条，比如：{example}")
    name, _, which = number_joined(words).strip().partition(" ")
    salon, which = chosen_salon(name, services, example, to_come=False), which.strip()
    fitting = [one for one in salon.replays if which in ("", one.label, one.url)]
    if not salon.replays:
        raise UserError(f"{headline(salon)} 没有回放。")
    if len(fitting) != 1:
        there = bullets(f"{escape_text(one.label)}：{one.url}" for one in salon.replays)
        raise UserError(
            f"{headline(salon)} 的回放有下面这些，请写去掉哪一条的标签或链接，比如：{example}"
            f"\n\n{there}"
        )
    (old,) = fitting
    handle = handle_of(salon, services)
    replay = NewReplay(salon, old.label, old.url)
    if not await services.replays.remove(replay, request.act(services)):
        raise UserError(
            f"「{escape_text(old.label)}」写在知识文件夹的活动文件里，要在文件里改，群里去不掉。"
        )
    await services.salons.refresh()
    return Reply.text(
        f"已去掉 {headline(salon)} 的回放「{escape_text(old.label)}」，还没发到群里的不再发；"
        f"已经发了的消息还在群里，要更正请发「公告 内容」。\n\n"
        f"链接写错了，发「回放 添加 {handle} {escape_text(old.label)} 新的链接」。"
    )


def _fitting(words: str, services: Services) -> Sequence[Salon]:
    """Salons that the words name, or whose talks, speakers or replays contain them."""
    book = services.salons.book
    if found := book.find(words):
        return found
    wanted = words.lower()
    return [salon for salon in book.salons if wanted in _speaks_of(salon).lower()]


def _speaks_of(salon: Salon) -> str:
    talks = (f"{t.title} {' '.join(s.name for s in t.speakers)}" for t in salon.talks)
    return "\n".join([salon.title, *talks, *(replay.label for replay in salon.replays)])


def _listed(salons: Sequence[Salon], otherwise: str) -> Reply:
    """The latest salon first; every link of each."""
    if not salons:
        return Reply.text(otherwise)
    parts = [
        f"**{headline(salon)}**\n\n{bullets(link(r.label, r.url) for r in salon.replays)}"
        for salon in salons[::-1][:_MOST]
    ]
    if len(salons) > _MOST:
        parts.append(f"还有更早的 {len(salons) - _MOST} 场，加上城市或期号再找，比如：回放 上海。")
    return Reply(
        markdown="\n\n".join(parts),
        title=f"{len(salons)} 场有回放",
        topic=recordings_told(salons[::-1][:_MOST]),
    )


async def _publish(payload: Mapping[str, str], request: Request, services: Services) -> Reply:
    salon = chosen_salon(payload["salon"], services, _EXAMPLE, to_come=False)
    replay = NewReplay(salon, payload["label"], payload["url"])
    if not await services.replays.add(replay, request.act(services)):
        return Reply.text(f"{salon.title} 已经有这条回放了，没有重复添加。")
    await services.salons.refresh()
    count = len(services.announcements.groups)
    told = f"，会通知 {count} 个群，免打扰的等时段结束" if count else ""
    return Reply(
        markdown=f"已给 {salon.title} 添加回放「{payload['label']}」{told}。",
        title="添加了回放",
        topic=recordings_told([salon]),
    )
