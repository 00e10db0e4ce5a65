"""新建活动: in one message, or step by step through the template of a salon.

Where the organizer stands is kept in the store; a restart goes on with the same step.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from bot.chat.context import Request, Services
from bot.chat.dialogues import Dialogue
from bot.chat.router import Router
from bot.errors import UserError
from bot.events.editing.planned_words import planned_fields
from bot.events.editing.salon_fields import EXAMPLES, FIELDS, read_field, read_when, salon_id
from bot.events.editing.times import from_day
from bot.events.record.page_edits import new_page
from bot.events.replies import joined
from bot.events.words.declining import declines
from bot.events.words.regions import cities_in
from bot.expressions import Expression
from bot.messages import Reply, Role
from handlers.draft_codes import gives_up
from handlers.salons.previews import preview, unused, with_known_names
from handlers.salons.steps import (
    BACK,
    STEPS,
    WAIT,
    asks_step,
    no_answer,
    not_taken,
    put_right,
    skips_rest,
    step_back,
    takes_up,
    told_at,
)

router = Router("salon creation")

_TOPIC, _GIVEN_UP = "salon.new", "salon.given_up"
_BRIEF = 40
_REQUIRED = ("标题", "时间")
_ASK = {
    "标题": "活动叫什么？",
    "时间": "什么时候？写哪一天和起止时间。",
    "城市": "在哪个城市？",
    "场地": "在哪个场地？",
    "地址": "详细地址是？",
    "议程": "议程是？一行一项：起止时间、题目、讲师（单位）。",
    "赞助": "哪家赞助？",
    "直播": "直播链接是？",
    "名额": "限多少人报名？超过的排候补。",
}
_ASKING = Expression(r"[?？]|吗\s*$|怎么|如何|什么|要求|条件|流程")


def _template(arguments: str) -> bool:
    """Nothing, fields, or a title to begin with; a question is none of them."""
    return bool(re.search(r"[:：]", arguments)) or not _ASKING.search(arguments)


@router.command(
    "新建活动",
    aliases=("新建沙龙", "创建活动"),
    role=Role.ORGANIZER,
    help="建一场活动：一步一步来，或者一条消息写全",
    usage="新建活动 标题：… 时间：… 城市：…",
    takes=_template,
)
async def create_salon(request: Request, services: Services) -> Reply:
    """A preview when title and time are given, else the first step that is missing. Whoever
    stands in one already goes on there: nothing that was said is lost."""
    words = request.arguments.strip()
    if not words and (begun := await _begun(request, services)) is not None:
        return begun
    said, unread = planned_fields(words, services.now(), services.zone)
    values, notes = _checked(said, services)
    if not all(field in values for field in _REQUIRED):
        return unused(unread, await _ask(values, 0, request, services))
    await services.dialogues.end(request.message)
    return unused(unread, await _preview(values, notes, request, services))


async def _begun(request: Request, services: Services) -> Reply | None:
    """The step at which the sender stands; None where there is none, or nothing was said."""
    dialogue = await services.dialogues.current(request.message, services.now())
    if dialogue is None or dialogue.topic != _TOPIC or dialogue.source == request.source:
        return None
    step, values = int(dialogue.state["step"]), dict(dialogue.state["values"])
    if step == len(STEPS) or not values:
        return None
    done = f"接着刚才没建完的那一场（{_noted(values)}）。要从头来，先发「算了」"
    return await _ask(values, step, request, services, done=done)


@router.continues(_TOPIC, longest=None)
async def continue_creation(
    request: Request, services: Services, dialogue: Dialogue
) -> Reply | None:
    """The next step of whoever is making a salon; None for everybody else, and for a
    question asked in between."""
    step, values = int(dialogue.state["step"]), dict(dialogue.state["values"])
    text = request.text.strip()
    if dialogue.source == request.source:  # taken up again after a stop: it has acted
        if step == len(STEPS):
            return await _preview(values, [], request, services)
        return _question(step, values, request, services)
    if step == len(STEPS):
        await services.dialogues.end(request.message)
        return None
    if not text or no_answer(STEPS[step], text, values, request, services):
        return None
    word = text.strip("。.!！ ")
    if asks_step(word) or WAIT.fullmatch(word):
        wait = "" if asks_step(word) else "好，不急：半小时以内接着发就行"
        return await _ask(values, step, request, services, done=wait, back=True)
    if gives_up(word) and not {*"用改都"} & {*word}:  # 不用了, 不改了 are of the step
        off = Dialogue(_GIVEN_UP, {"step": step, "values": values}, request.source)
        await services.dialogues.save(request.message, off, services.now())
        return Reply.text("好的，不建了，什么也没有保存。半小时以内想接着建，发「接着建」。")
    if (to := step_back(word, step, values)) is not None:
        done = "好，回到上一步" if to == step - 1 else f"好，重新说{STEPS[to]}"
        on = 0 if word in BACK else max(step, _goes_on(dialogue))
        return await _ask(values, to, request, services, done=done, back=True, on=on)
    return await _answered(step, values, text, _goes_on(dialogue), request, services)


@router.continues(_GIVEN_UP, longest=_BRIEF)
async def take_up_again(request: Request, services: Services, dialogue: Dialogue) -> Reply | None:
    """「接着建」, from whoever had given it up."""
    if not takes_up(request):
        return None
    step, values = int(dialogue.state["step"]), dict(dialogue.state["values"])
    return await _ask(values, step, request, services, back=True)


def _goes_on(dialogue: Dialogue) -> int:
    """The step from which somebody went back to one before."""
    return int(dialogue.state.get("on", 0))


async def _answered(
    step: int, values: dict[str, str], text: str, on: int, request: Request, services: Services
) -> Reply:
    """Take down what was said; then the first step of which nothing is known, or the preview."""
    field, notes, done = STEPS[step], list[str](), ""
    try:
        said = put_right(field, text, values, services) or told_at(field, text, values, services)
        if said.keys() == {field} and declines(text):
            said = {field: ""}
        if done := not_taken(field, text, said, services):
            return await _ask(values, step, request, services, done=done, back=True, on=on)
        rest = skips_rest(text)
        fresh, notes = _checked({k: v for k, v in said.items() if v and not rest}, services)
    except UserError as error:  # whoever has forgotten the dialogue must find out
        skip = "" if field in _REQUIRED else "没有就发「跳过」，"
        return Reply(
            markdown=f"{error}\n\n（正在建活动，这一步问的是{field}；{skip}不建了就发「算了」。）",
            title=f"新建活动：{field}",
            follow_ups=_ways_on(step),
        )
    gone = "、".join(name for name, words in said.items() if not words)
    values = {k: v for k, v in values.items() if said.get(k, v)} | fresh
    if needed := [name for name in _REQUIRED if name not in values and (rest or name in gone)]:
        raise UserError(
            f"「{needed[0]}」不能跳过，比如：{EXAMPLES[needed[0]]}；不建了就发「算了」。"
        )
    done = _noted(fresh) if fresh else f"好，{gone}先不写"
    if field not in said and not rest:  # 「下周六在苏州办」 is no title: it is asked for again
        return await _ask(
            values, step, request, services, done=done, back=True, notes=notes, on=on
        )
    after = max(step + 1, on)
    if not rest and not all(name in values for name in STEPS[after:]):
        return await _ask(values, after, request, services, done=done, notes=notes)
    reply = await _preview(values, notes, request, services)
    # It ends with the next message: until then this one may come again.
    end = Dialogue(_TOPIC, {"step": len(STEPS), "values": values}, request.source)
    await services.dialogues.save(request.message, end, services.now())
    return reply


def _checked(said: Mapping[str, str], services: Services) -> tuple[dict[str, str], list[str]]:
    """The fields that were said, each of them readable. A time is kept as understood, so
    that 明晚 stays the same evening; what was decided for the writer is in the notes."""
    now, zone = services.now(), services.zone
    values: dict[str, str] = {}
    notes: list[str] = []
    for field, words in said.items():
        if field == "报名截止" and "时间" in said:
            words = from_day(words, read_when(said["时间"], now, zone).day)
        read_field(field, words, now, zone)
        values[field] = words
        if field == "时间":
            parsed = read_when(words, now, zone)
            values[field] = parsed.understood
            notes += [parsed.note] if parsed.note else []
    return values, notes


async def _ask(
    values: Mapping[str, str],
    step: int,
    request: Request,
    services: Services,
    *,
    done: str = "",
    back: bool = False,
    notes: list[str] | None = None,
    on: int = 0,
) -> Reply:
    """Stand at the step from now on, and put its question. Fields that are given already
    are passed over on the way forward. ``done``: what became of the message before; ``on``:
    the step that comes next where this one lies behind it."""
    while not back and STEPS[step] in values and step + 1 < len(STEPS):
        step += 1
    state: dict[str, Any] = {"step": step, "values": dict(values), "on": on}
    dialogue = Dialogue(_TOPIC, state, request.source)
    await services.dialogues.save(request.message, dialogue, services.now())
    reply = _question(step, values, request, services, done)
    noted = [f"{'；'.join(notes)}。"] if notes else []
    return dataclasses.replace(reply, markdown=joined([*noted, reply.markdown]))


def _noted(values: Mapping[str, str]) -> str:
    words = "；".join(f"{field}：{said}" for field, said in values.items())
    return f"记下了，{words}".replace("\n", "；")[:130]


def _question(
    step: int, values: Mapping[str, str], request: Request, services: Services, done: str = ""
) -> Reply:
    field = STEPS[step]
    example, ways = EXAMPLES[field], _ways_on(step)
    if field == "标题" and (title := _title_like_the_last(values, services)):
        example, ways = title, (title, *ways)
    lines = [f"**新建活动 {step + 1}/{len(STEPS)}：{_ASK[field]}**", f"比如：{example}"]
    given = {name: said for name, said in values.items() if name != field}
    if done or given:
        lines.insert(0, done or _noted(given))
    if request.message.is_group and not given:
        lines.append("群里每次回复都要 @我。")
    return Reply(markdown="\n\n".join(lines), title=f"新建活动：{field}", follow_ups=ways)


def _title_like_the_last(values: Mapping[str, str], services: Services) -> str:
    """The title of the last salon with the number and the city of this one; empty where either
    is not given, or no salon is called by both."""
    city, digits = values.get("城市"), re.sub(r"\D", "", values.get("期号", ""))
    for last in reversed(services.salons.book.standalone):
        theirs = rf"(?<!\d){last.number}(?!\d)"
        if digits and city and last.city in last.title and re.search(theirs, last.title):
            return re.sub(theirs, digits, last.title).replace(last.city or city, city)
    return ""


def _ways_on(step: int) -> tuple[str, ...]:
    """What may be said at a step besides its answer."""
    skip = () if STEPS[step] in _REQUIRED else ("跳过",)
    return (*skip, *(("上一步",) if step else ()), "算了")


async def _preview(
    values: Mapping[str, str], notes: list[str], request: Request, services: Services
) -> Reply:
    """Build the page from all fields and show it; nothing is saved but the draft."""
    now, zone = services.now(), services.zone
    meta: dict[str, Any] = {}
    for field in FIELDS:
        if field in values:
            meta |= read_field(field, values[field], now, zone)
    known = with_known_names(meta, services)
    meta = {key: value for key, value in known.items() if value is not None}
    if "城市" not in values and (cities := cities_in(meta["title"])):
        meta["city"] = cities[0]
    book = services.salons.book
    taken = {salon.id for salon in book.salons}
    meta["id"] = salon_id(
        meta["date"], meta.get("city", ""), meta.get("number"), taken.__contains__
    )
    meta["status"] = "planned"
    page = new_page(meta, f"## 概况\n\n{meta['title']}。")
    change = services.editing.creation(meta["id"], page)
    same_day = [salon.title for salon in book.on_day(change.salon.held_on)]
    if same_day:
        notes = [*notes, f"同一天还有：{'、'.join(same_day)}"]
    return await preview("新活动预览", change, request, services, notes)
