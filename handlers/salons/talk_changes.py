"""One talk of the next salon, in organizers' own words: 「把张三那个删掉」, 「张三换成王五」,
「张三的题目改成《…》」, 「加一个分享：张三讲《…》」.

Only where the words name exactly one talk of it. Each is a preview; nothing changes by itself.
"""

from __future__ import annotations

from dataclasses import replace

from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.errors import UserError
from bot.events import Salon
from bot.events.record.agenda_lines import read_agenda, speaker_meta, talk_meta
from bot.events.record.models import Speaker
from bot.expressions import Expression
from bot.markdown import escape_text, is_plain
from bot.messages import Reply, Role
from handlers.salon_asked import nearest
from handlers.salon_choice import handle_of
from handlers.salons.agenda import add_talks
from handlers.salons.talk_hours import (
    as_row,
    lasting,
    places_changed,
    preview_rows,
    retimed,
    rows_of,
    shifted,
)
from handlers.salons.talk_words import (
    ADD,
    ADD_TIMED,
    ASKS,
    CANNOT,
    CHANGE_PLACES,
    HOURS_BEHIND,
    LASTS,
    NAME_WRONG,
    NEW_ORG,
    NO_NAME,
    NO_TALK,
    REMOVE,
    REMOVE_BARE,
    RETIME,
    RETITLE,
    SHIFT,
    SPEAKER,
    SWAP,
)

router = Router("talk_changes")

_MOST_CHARACTERS = 100
_MAY_BE_NAME = Expression("[\u4e00-\u9fff]{2,3}(?:[（(].*[）)])?")
_HOURS = ((RETIME, retimed), (LASTS, lasting), (SHIFT, shifted))
_CLEAR = 4  # characters of a title that stand for it: 杭州 may as well be the salon's


def adds_talk(text: str) -> bool:
    """Whether the text adds a talk, with or without its hours."""
    timed = ADD_TIMED.fullmatch(text)
    if ASKS.search(text) or NO_TALK.search(text):
        return False
    return bool(ADD.fullmatch(text) or (timed and timed["to"]))


def changes_talk(text: str, salon: Salon) -> bool:
    """Whether the text orders something of one of its talks."""
    patterns = (*REMOVE, REMOVE_BARE, *SWAP, RETITLE, RETIME, SHIFT, NEW_ORG, *NAME_WRONG)
    if swap := CHANGE_PLACES.fullmatch(text):
        both = (_named(swap["which"], salon), _named(swap["other"], salon))
        return None not in both
    found = (one.fullmatch(text) for one in patterns)
    return any(said and _named(said["which"], salon) is not None for said in found)


def calls_off_speaker(text: str, salon: Salon) -> bool:
    """「取消张三」, of whom it is not clear what."""
    said = REMOVE_BARE.fullmatch(text)
    return said is not None and any(
        said["which"] == speaker.name for talk in salon.talks for speaker in talk.speakers
    )


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS)
async def change_as_people_say(request: Request, services: Services) -> Reply | None:
    text = request.text.strip()
    ahead = nearest(services)
    if not ahead or ASKS.search(text):
        return None
    salon = ahead[0]
    if said := ADD.fullmatch(text):
        who = f"{said['who']}（{said['org']}）" if said["org"] else said["who"]
        timed = HOURS_BEHIND.fullmatch(said["new"])
        title = timed["title"] if timed else said["new"]
        hours = said["new"][len(title) :].strip('》」”" ，,') if timed else ""
        added = [talk_meta(talk) for talk in read_agenda(f"{hours} {title} 讲师：{who}")]
        handle = handle_of(salon, services)
        how = f"还没有写几点；要写，发「加议程 {handle} 14:00-14:45 题目 讲师（单位）」"
        notes = [] if timed else [how]
        rows = await services.editing.talks(salon)
        return await preview_rows(salon, [*rows, *added], "加议程预览", request, services, notes)
    if (said := ADD_TIMED.fullmatch(text)) and said["to"] and not NO_TALK.search(text):
        line = f"{said['from']}-{said['to']} {said['title']}"
        arguments = f"{salon.id} {line}"
        return await add_talks(request.with_arguments(arguments), services)
    for pattern, at_other_hours in _HOURS:
        if (said := pattern.fullmatch(text)) and (row := _named(said["which"], salon)) is not None:
            return await at_other_hours(salon, row, said, request, services)
    if (said := NEW_ORG.fullmatch(text)) and (row := _named(said["which"], salon)) is not None:
        who = f"{said['which']}（{_plain(said['new'])}）"
        return await _swapped(salon, row, said["which"], who, request, services)
    if (said := RETITLE.fullmatch(text)) and (row := _named(said["which"], salon)) is not None:
        return await _retitled(salon, row, said["new"], request, services)
    for pattern in NAME_WRONG:
        if (said := pattern.fullmatch(text)) and (row := _named(said["which"], salon)) is not None:
            name = _plain(said["new"])
            who = said["which"]
            return await _swapped(salon, row, who, name, request, services, same_person=True)
    if said := CHANGE_PLACES.fullmatch(text):
        one, other = _named(said["which"], salon), _named(said["other"], salon)
        if one is not None and other is not None and one != other:
            return await places_changed(salon, one, other, request, services)
    for pattern in SWAP:
        if (said := pattern.fullmatch(text)) and (row := _named(said["which"], salon)) is not None:
            name = _plain(said["new"])
            return await _swapped(salon, row, said["which"], name, request, services)
    return await _one_less(text, salon, request, services)


async def _one_less(text: str, salon: Salon, request: Request, services: Services) -> Reply | None:
    """A speaker who cannot come, or a talk that is to go."""
    if (said := CANNOT.fullmatch(text)) and (row := _named(said["which"], salon)) is not None:
        return _what_instead(said["which"], salon.talks[row].title)
    if (said := REMOVE_BARE.fullmatch(text)) and any(
        said["which"] == talk.title for talk in salon.talks
    ):
        text = f"{said['which']}删掉"
    for pattern in REMOVE:
        if (said := pattern.fullmatch(text)) and (row := _named(said["which"], salon)) is not None:
            rows = await rows_of(salon, services)
            del rows[row]
            return await preview_rows(salon, rows, "去掉议程预览", request, services)
    return None


def _what_instead(who: str, title: str) -> Reply:
    who = escape_text(who)
    return Reply(
        markdown=f"{who} 讲的是「{escape_text(title)}」，还没有改。"
        f"换人发「{who}换成 名字（单位）」，不讲了发「把{who}那个删掉」。",
        title=f"{who}来不了",
        follow_ups=(f"把{who}那个删掉",),
    )


def _named(words: str, salon: Salon) -> int | None:
    """The only talk that a speaker's name or its title names; None where none or several."""
    words = words.strip('《》「」“”" ')
    if len(words) < 2:
        return None
    of_speaker = [n for n, t in enumerate(salon.talks) if any(words == s.name for s in t.speakers)]
    of_title = [n for n, t in enumerate(salon.talks) if words in t.title]
    exact = [n for n in of_title if salon.talks[n].title == words]
    found = of_speaker or exact or (of_title if len(words) >= _CLEAR else [])
    return found[0] if len(found) == 1 else None


async def _retitled(
    salon: Salon, index: int, new: str, request: Request, services: Services
) -> Reply:
    rows = await rows_of(salon, services)
    rows[index] = {**as_row(rows[index]), "title": _plain(new)}
    return await preview_rows(salon, rows, "改议程预览", request, services)


async def _swapped(
    salon: Salon,
    index: int,
    old: str,
    new: str,
    request: Request,
    services: Services,
    *,
    same_person: bool = False,
) -> Reply | None:
    """Another speaker in the place of one, or the same one with another name, or another title
    where the words are the old one; None for a part of it. Raises UserError for what is nobody's
    name, or may be a name as well as a title."""
    speakers, said = salon.talks[index].speakers, SPEAKER.fullmatch(new)
    if old not in [one.name for one in speakers]:
        if old != salon.talks[index].title or same_person:
            return None
        if speakers and _MAY_BE_NAME.fullmatch(new):
            raise UserError(
                f"「{escape_text(new)}」是讲师还是题目？什么也没有改。换讲师发「{speakers[0].name}换成"
                f"{escape_text(new)}」，换题目发「{old}的题目改成 {escape_text(new)}」。"
            )
        return await _retitled(salon, index, new, request, services)
    if said is None or NO_NAME.search(said["name"]):
        raise UserError(
            f"「{escape_text(new)}」不像人名，什么也没有改。换人这样写：{old}换成王五（某某公司）；"
            f"换时间这样写：{old}的分享改到 15:00-15:45。"
        )
    before = next(one for one in speakers if one.name == old)
    fresh = Speaker(said["name"], said["org"] or "")
    if same_person:
        fresh = replace(before, name=fresh.name, org=fresh.org or before.org)
    now = [speaker_meta(fresh if one is before else one) for one in speakers]
    rows = await rows_of(salon, services)
    rows[index] = {**as_row(rows[index]), "speakers": now}
    return await preview_rows(salon, rows, "换讲师预览", request, services)


def _plain(words: str) -> str:
    """Raises UserError for what would link or mark up in everybody's agenda."""
    if not is_plain(words):
        raise UserError("题目、名字和单位里不能有链接、@所有人 和排版符号，请只写文字。")
    return words
