"""Practical questions before a salon: 停车, 发票, 能带朋友吗, 迟到了还能进吗, is it free.

What the salon's own page says of the matter is told first, then what the salons' pages say.
Where neither says anything, that is said with whom to ask: near to these words there is
always some page of something else.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.events import Salon
from bot.events.answers.coming_facts import where as where_to
from bot.events.reading.elsewhere import names_database, says_salon
from bot.events.reading.turns import after_page, speaks_of_lessons
from bot.events.replies import bullets, headline, joined, short_name, talk_line
from bot.events.words.word_files import sections_of
from bot.expressions import Expression, made_of
from bot.markdown import escape_text
from bot.messages import Reply, ReplyKind, Role
from handlers.questions.ask import answer_question
from handlers.salon_asked import ASIDES, is_ahead, meant, nearest
from handlers.salon_choice import about, handle_of

router = Router("practical", "到场须知")


@dataclass(frozen=True, slots=True)
class Matter:
    """Something of the day that people need to know. ``said``: a pattern of how it is asked
    for, ``told``: of how a page tells it. ``asked``: what is asked of the pages in its place,
    where they go by other words. ``surely``: no database has it."""

    name: str
    said: str
    told: str
    asked: str
    surely: bool


def _read_matters() -> tuple[tuple[Matter, ...], str]:
    """What ``practical.txt`` tells, and the words that may stand beside it."""
    macros: dict[str, str] = {}
    matters: list[Matter] = []
    for name, lines in sections_of("practical.txt", "handlers.coming"):
        filled = [_MACRO.sub(lambda m: macros[m[1]], line) for line in lines]
        tags = {tag: rest for tag, colon, rest in (s.partition(": ") for s in filled) if colon}
        said = "|".join(s for s in filled if s != _UNSURE and s.split(": ")[0] not in tags)
        if name.startswith("="):
            macros[name[1:]] = said
        else:
            about_it = (tags["told"], tags.get("page", ""), _UNSURE not in filled)
            matters.append(Matter(name, said, *about_it))
    return tuple(matters), macros["words"]


_UNSURE, _MACRO = "unsure", Expression(r"\{([a-z]+)\}")
_COMPANY, _LATE, _WAY = "带人", "迟到早退", "路线"
_MATTERS, _VERBS = _read_matters()
# Whence, which is no salon: 离上海远吗, 从上海过去多久.
_FROM = Expression(
    r"(?:从|离|距离?|由)[\u3400-\u9fff]{2,4}?(?:市|站|[那这]边)*(?=[远近多过出坐开打怎有要到]|$)"
)
_FAR = Expression("[远近]|多久")
_ASKED = {matter: Expression(matter.said) for matter in _MATTERS}
_TOLD = {matter: Expression(matter.told) for matter in _MATTERS}
_WORD = Expression(
    rf"{'|'.join(matter.said for matter in _MATTERS)}|{_VERBS}|{ASIDES}|[?？!！。，,~～\s]"
)
_ASKS = Expression(
    r"[?？吗么嘛]|[没不]$|([\u4e00-\u9fff])不\1|怎|咋|如何|哪|多[少久远长]|什么|啥|谁|几|能|可以|有没|要不|需不|用不|管|包|提供|要带|需要|好[停进]"
    r"|^(?:is|are|do|does|can|could|may|will|who|what|how)\b|any"
)
# 怎么查身份证: of what stands in a database.
_OF_DATA = Expression("(?:怎么|如何|咋)(?:查|存|校验|脱敏|加密|设计|显示|隐藏)")
_BRIEF = 4  # characters of a matter that is said alone: 停车
_LONGEST = 40  # characters
_SALON_PAGES = ("salon/", "training/", "events/")
_UNKNOWN = Expression("没有?(?:记录|写|提到?|说明)|未(?:记录|写)")
_SENTENCE = Expression(r"[^。！？\n]*[。！？]?")
_MARK = Expression(r"^\s*(?:[-*]|\d+\.)\s+|\[([^\[\]]*)\]\([^)]*\)")
_MOST = 3  # sentences
_SOURCES = "\n\n出处："  # below it titles are named, which tell nothing


@router.dialogue(role=Role.MEMBER, longest=_LONGEST)
async def tell_practical(request: Request, services: Services) -> Reply | None:
    """None for whatever says anything else, or means a salon that is over."""
    text = request.text.strip()
    low = text.lower()
    matter = next((one for one, asked in _ASKED.items() if asked.search(low)), None)
    if matter is None or names_database(low):
        return None
    elsewhere = after_page(request.history) or speaks_of_lessons(request.history)
    elsewhere = elsewhere or _OF_DATA.search(low) is not None
    if elsewhere and not (matter.surely or says_salon(text)):
        return None
    if matter.name == _WAY:
        request = dataclasses.replace(request, text=_FROM.sub("", text))
    said = await meant(request, services)
    rest = said.rest.lower() or low
    asks = _ASKS.search(low) or _ASKS.search(rest) or len(rest) <= _BRIEF
    if not asks or not made_of(_WORD, rest):
        return None
    salon = said.single
    over = said.named and (salon is None or not is_ahead(salon, services))
    if over and not (matter.name == _WAY and _FAR.search(low)):
        return None  # how far a city is, no days between salons tell
    if salon is None or not (over or is_ahead(salon, services)):
        salon = next(iter(nearest(services)), None)
    own = _own(salon, matter) if salon else []
    if salon and own:
        return _from_page(salon, own, matter)
    return await _from_pages(salon, matter, request, services)


def _own(salon: Salon, matter: Matter) -> list[str]:
    """What the salon's page tells of the matter, in its agenda or its text."""
    told = _TOLD[matter]
    breaks = [talk_line(t) for t in salon.talks if not t.speakers and told.search(t.title)]
    return breaks + list(_sentences((part.text for part in salon.sections), matter))


def _from_page(salon: Salon, told: list[str], matter: Matter) -> Reply:
    lines = bullets(escape_text(sentence) for sentence in told[:_MOST])
    return Reply(
        markdown=joined([f"**{headline(salon)}**", lines]),
        title=f"{matter.name}：{short_name(salon)}"[:30],
        kind=ReplyKind.EVENT,
        topic=about(salon),
        sources=(salon.path,) if salon.path else (),
    )


async def _from_pages(
    salon: Salon | None, matter: Matter, request: Request, services: Services
) -> Reply | None:
    """What a page of the salons answers, as far as it says anything of the matter; else that
    nothing does."""
    asked = dataclasses.replace(request, text=matter.asked) if matter.asked else request
    reply = await answer_question(asked, services)
    not_told = Reply(
        markdown=_not_told(salon, matter, services),
        title=f"{matter.name}没有记录",
        kind=ReplyKind.REFUSAL,
        topic=about(salon) if salon else {},
    )
    if reply.kind is not ReplyKind.ANSWER or not reply.sources:
        return not_told
    told = list(_sentences([reply.markdown.partition(_SOURCES)[0]], matter))
    # A reply of two pages may tell of the matter in the other one's words; what it only
    # points to, whether PostgreSQL itself costs anything, tells nothing.
    source = _source_in(reply.markdown)
    quoted = reply.sources[: max(source.count("]("), 1)]
    recorded = bool(told) and all(page.startswith(_SALON_PAGES) for page in quoted)
    if recorded and not any(map(_UNKNOWN.search, told)):
        return reply
    # A page was found, and not one of this: whoever keeps the pages should know.
    await services.feedback.note_unanswered(
        request.text, request.message.conversation_id, services.now(), reply.sources[0]
    )
    if not recorded:
        return not_told
    return dataclasses.replace(
        not_told,
        markdown=joined([not_told.markdown, source]),
        kind=ReplyKind.ANSWER,  # a page that says so is one
        topic={**reply.topic, **not_told.topic},
        sources=reply.sources[:1],
    )


def _not_told(salon: Salon | None, matter: Matter, services: Services) -> str:
    """That it is nowhere told, whom to ask, and what is known all the same."""
    where = f"{short_name(salon)}的活动页和沙龙资料里都" if salon else "沙龙资料里"
    said = f"{matter.name}：{where}没有记录，我不知道，请直接问组织者。"
    if salon is None:
        return f"{said}近期也还没有安排活动。"
    if matter.name == _COMPANY:
        order = f"报名 {handle_of(salon, services)}"
        return f"{said}要来的每个人都要自己报名：请对方发「{order}」。"
    if matter.name == _WAY and is_ahead(salon, services):
        return f"{said}{where_to(salon)}，可以按它导航。"
    if matter.name == _LATE:
        return f"{said}签到从开始前一小时到结束一直有效，迟到了也能签。"
    return said


def _source_in(markdown: str) -> str:
    """The line of an answer that names its page."""
    return next((line for line in markdown.splitlines() if line.startswith(_SOURCES.strip())), "")


def _sentences(texts: Iterable[str], matter: Matter) -> Iterable[str]:
    """The sentences that tell of the matter, without their marks."""
    for text in texts:
        for match in _SENTENCE.finditer(text):
            sentence = _MARK.sub(r"\1", match[0]).strip()
            if not sentence.startswith("**") and _TOLD[matter].search(sentence):
                yield sentence
