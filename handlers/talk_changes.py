"""One talk of the next salon, in organizers' own words: 「把张三那个删掉」, 「张三换成王五」,
「张三的题目改成《…》」, 「加一个分享：张三讲《…》」.

Only where the words name exactly one talk of it. Each is a preview; nothing changes by itself.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.errors import UserError
from bot.events import Salon
from bot.events.agenda_lines import minutes_between, read_agenda, talk_meta
from bot.events.replies import headline
from bot.expressions import Expression
from bot.markdown import escape_text
from bot.messages import Reply, Role
from handlers.agenda import add_talks
from handlers.salon_asked import nearest
from handlers.salon_choice import handle_of
from handlers.salon_differences import preview_change

router = Router("talk_changes")

_MOST_CHARACTERS = 100
_CLEAR = 4  # characters of a title that stand for it: 杭州 may as well be the salon's
_ASKS = Expression(r"[?？]|吗\s*$|怎么|如何|什么|能不能|可不可以")
# Patterns.
_PLEASE = r"(?:请|麻烦|帮我|把|将|那|我们|咱们|[，,\s])*"
_TALK = r"(?:的?(?:那个|那场|那项|这个)?(?:分享|演讲|议题|议程|题目|主题|环节|报告))"
_WHICH = r"(?P<which>[^，,。；;：:\s]{1,30}?)"
_NEW = r"[《「“\"]?(?P<new>\S.*?)[》」”\"]?"
_END = r"(?:了|吧|掉|一下|[。.!！\s])*"
_REMOVE = (
    Expression(
        rf"{_PLEASE}{_WHICH}(?:{_TALK}|的?那[个场项]|的)?(?:给我|先|都)?(?:删|去|取消|拿|撤|划)(?:掉|除|下来)?{_END}"
    ),
    Expression(
        rf"{_PLEASE}(?:删掉?|删除|去掉|取消|拿掉|撤掉){_WHICH}(?:{_TALK}|的?那[个场项]){_END}"
    ),
)
_GONE = r"(?:来不了|去不了|有事|不来|不讲|讲不了|生病|请假|不能来|临时有事)了?"
_CANNOT = Expression(rf"{_PLEASE}(?:讲师|嘉宾)?{_WHICH}(?:临时|突然|可能|说)*{_GONE}{_END}")
_SWAP = (
    Expression(
        rf"{_PLEASE}(?:讲师|嘉宾)?{_WHICH}(?:临时|突然)?{_GONE}[，,。\s]*(?:就|那就|改|由|让|讲师)*(?:换成?|改成|改由|换为|由|让){_NEW}"
        rf"(?:来)?(?:讲|替|顶上?|代替|接替)?{_END}"
    ),
    Expression(
        rf"{_PLEASE}(?:讲师|嘉宾)?{_WHICH}(?:换成|换为|改成|改由){_NEW}(?:来)?(?:讲|分享)?{_END}"
    ),
)
_RETITLE = Expression(
    rf"{_PLEASE}{_WHICH}的?(?:那个|那场|分享|演讲)?的?(?:题目|标题|主题|议题|名字)(?:(?:改|换|变|定)(?:成|为|到|一下)|叫做?|改名(?:叫|为)?)[：:]?\s*{_NEW}{_END}"
)
_HOURS = r"(?P<from>\d{1,2}[:：]\d{2})(?:\s*[-–—~～到至]\s*(?P<to>\d{1,2}[:：]\d{2}))?"
# 「李四的分享改到 16:00-16:40」
_RETIME = Expression(
    rf"{_PLEASE}{_WHICH}{_TALK}?的?(?:时间)?(?:改|换|挪|移|调|推迟|提前)(?:整)?(?:到|成|为|在)\s*{_HOURS}{_END}"
)
_NEW_ORG = Expression(
    rf"{_PLEASE}{_WHICH}的?(?:单位|公司|头衔|来自)(?:改|换|变|写)(?:成|为|到)[：:]?\s*{_NEW}{_END}"
)
# 「加个茶歇 15:20-15:35」: the hours behind what is added.
_ADD_TIMED = Expression(
    rf"{_PLEASE}(?:再|还|也|中间)*(?:加|添|新增|增加|插)(?:上|了|入)?(?:一?[个场项段])?(?P<title>[^\s\d：:，,]{{2,20}}?)"
    rf"(?:在|[：:，,\s])*{_HOURS}{_END}"
)
_ADD = Expression(
    rf"{_PLEASE}(?:再|还|也)*(?:加|添|新增|增加|补)(?:上|了)?(?:一?[个场项位])?(?:分享|演讲|议题|议程|主题|讲师|嘉宾|环节)"
    r"[：:，,\s]*(?P<who>[^\s《「：:，,讲]{1,12}?)(?:[（(](?P<org>[^）)]{1,30})[）)])?"
    rf"\s*(?:来|要|会)?(?:讲|分享|主讲|[：:，,])\s*(?:的是|一下)?{_NEW}{_END}"
)
_NO_TALK = Expression("任务|分区|索引|字段|作业|时间段|[表列]")
_SPEAKER = Expression(
    r"\s*(?P<name>[^（()）\s]{1,20})\s*(?:[（(](?P<org>[^（()）]{1,40})[）)])?\s*"
)


def adds_talk(text: str) -> bool:
    """Whether the text adds a talk, with or without its hours."""
    timed = _ADD_TIMED.fullmatch(text)
    if _ASKS.search(text) or _NO_TALK.search(text):
        return False
    return bool(_ADD.fullmatch(text) or (timed and timed["to"]))


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS)
async def change_as_people_say(request: Request, services: Services) -> Reply | None:
    text = request.text.strip()
    ahead = nearest(services)
    if not ahead or _ASKS.search(text):
        return None
    salon = ahead[0]
    if said := _ADD.fullmatch(text):
        who = f"{said['who']}（{said['org']}）" if said["org"] else said["who"]
        new = [talk_meta(talk) for talk in read_agenda(f"{said['new']} 讲师：{who}")]
        handle = handle_of(salon, services)
        how = f"还没有写几点；要写，发「加议程 {handle} 14:00-14:45 题目 讲师（单位）」"
        rows = await services.editing.talks(salon)
        return await _changed(salon, [*rows, *new], "加议程预览", request, services, [how])
    if (said := _ADD_TIMED.fullmatch(text)) and said["to"] and not _NO_TALK.search(text):
        line = f"{said['from']}-{said['to']} {said['title']}"
        arguments = f"{salon.id} {line}"
        return await add_talks(request.with_arguments(arguments), services)
    if (said := _RETIME.fullmatch(text)) and (row := _named(said["which"], salon)) is not None:
        return await _retimed(salon, row, said["from"], said["to"], request, services)
    if (said := _NEW_ORG.fullmatch(text)) and (row := _named(said["which"], salon)) is not None:
        who = f"{said['which']}（{said['new']}）"
        return await _swapped(salon, row, said["which"], who, request, services)
    if (said := _RETITLE.fullmatch(text)) and (row := _named(said["which"], salon)) is not None:
        rows = await _rows(salon, services)
        rows[row] = {**_as_row(rows[row]), "title": said["new"]}
        return await _changed(salon, rows, "改议程预览", request, services)
    for pattern in _SWAP:
        if (said := pattern.fullmatch(text)) and (row := _named(said["which"], salon)) is not None:
            return await _swapped(salon, row, said["which"], said["new"], request, services)
    return await _one_less(text, salon, request, services)


async def _one_less(text: str, salon: Salon, request: Request, services: Services) -> Reply | None:
    """A speaker who cannot come, or a talk that is to go."""
    if (said := _CANNOT.fullmatch(text)) and (row := _named(said["which"], salon)) is not None:
        return _what_instead(said["which"], salon.talks[row].title)
    for pattern in _REMOVE:
        if (said := pattern.fullmatch(text)) and (row := _named(said["which"], salon)) is not None:
            rows = await _rows(salon, services)
            del rows[row]
            return await _changed(salon, rows, "去掉议程预览", request, services)
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


async def _rows(salon: Salon, services: Services) -> list[Any]:
    """The agenda as the page has it, a row for each talk: a place in one is a place in both."""
    rows = list(await services.editing.talks(salon))
    if len(rows) != len(salon.talks):
        raise UserError(
            f"{headline(salon)} 的议程里有没写题目的一行，改一项怕改错。"
            "请先在页面里补上题目，或者用「改活动」把议程整个重写。"
        )
    return rows


def _as_row(row: Any) -> dict[str, Any]:
    return dict(row) if isinstance(row, dict) else {"title": str(row)}


async def _swapped(
    salon: Salon, index: int, old: str, new: str, request: Request, services: Services
) -> Reply | None:
    """Another speaker in the place of one; None where the words named the title."""
    speakers, said = salon.talks[index].speakers, _SPEAKER.fullmatch(new)
    if old not in [one.name for one in speakers]:
        return None
    if said is None:
        raise UserError(f"换成谁没看懂，这样写：{old}换成王五（某某公司）")
    fresh = {"name": said["name"], **({"org": said["org"]} if said["org"] else {})}
    kept = [
        fresh if one.name == old else {"name": one.name, **({"org": one.org} if one.org else {})}
        for one in speakers
    ]
    rows = await _rows(salon, services)
    rows[index] = {**_as_row(rows[index]), "speakers": kept}
    return await _changed(salon, rows, "换讲师预览", request, services)


async def _retimed(
    salon: Salon, index: int, start: str, end: str | None, request: Request, services: Services
) -> Reply:
    """One talk at another time, as long as before where no end is said."""
    talk, begins = salon.talks[index], _clock(start)
    lasts = minutes_between(talk.start, talk.end) if talk.start and talk.end else 0
    day = datetime.combine(date(2000, 1, 1), begins)
    ends = _clock(end) if end else (day + timedelta(minutes=lasts)).time() if lasts else None
    rows = await _rows(salon, services)
    row = {**_as_row(rows[index]), "start": f"{begins:%H:%M}"}
    row.pop("end", None)
    rows[index] = row | ({"end": f"{ends:%H:%M}"} if ends else {})
    rows.sort(key=lambda one: str(one.get("start") or "99") if isinstance(one, dict) else "99")
    return await _changed(salon, rows, "改议程预览", request, services)


def _clock(words: str) -> time:
    hour, minute = (int(part) for part in words.replace("：", ":").split(":"))
    if hour > 23 or minute > 59:
        raise UserError(f"没有 {words} 这个时间，请写成 14:00 这样。")
    return time(hour, minute)


async def _changed(
    salon: Salon,
    rows: list[Any],
    heading: str,
    request: Request,
    services: Services,
    notes: list[str] | None = None,
) -> Reply:
    change = await services.editing.change(salon, {"talks": rows or None}, heading[:-2])
    return await preview_change(heading, salon, change, request, services, notes or [])
