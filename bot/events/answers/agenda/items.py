"""Which items of the agenda a message means: by name, speaker, hour, order, or neighbour."""

from __future__ import annotations

from collections.abc import Sequence

from bot.events.answers.agenda.hours import asks_side, at_hours
from bot.events.book.topics import terms_of
from bot.events.reading.asking import Question
from bot.events.reading.turns import kept
from bot.events.record.models import AgendaItem
from bot.events.words.names import Kind
from bot.events.words.numbers import ITEM_UNITS, Ordinals
from bot.events.words.vocabulary import Word
from bot.events.words.wording import tidy
from bot.expressions import Expression

PARTS = {Word.MORNING: "上午", Word.AFTERNOON: "下午"}
TIME = (Word.CLOCK, Word.DURATION)
TOLD = (Word.TELL, Word.TALKS, Word.SPEAKERS, Word.GIVE, Word.WHO, Word.ROLE)
# Words for the whole day, which name no item of it.
_WHOLE_DAY = (
    "议程", "日程", "流程", "安排", "时间表", "agenda", "schedule", "节目", "行程", "环节",
    "模板", "示例", "样例", "定", "早到晚", "整场",
)  # fmt: skip
# Other words for what an agenda calls by one name.
_SAME = {
    "signin": "签到", "checkin": "签到", "报到": "签到", "入场": "签到", "进场": "签到",
    "扫码": "签到", "集体照": "合影", "晚": "签到", "拍": "合影", "签": "签到",
    "开场白": "开场", "开幕": "开场", "合照": "合影", "大合照": "合影", "大合影": "合影",
}  # fmt: skip
_BREAK = ("午休", "休息", "午间", "饭", "午餐", "歇")
_OPENING = ("开场", "开幕")  # 下午开场 is no item of the day, but how the afternoon begins
ALL_DAY = Expression("一天|全天|整天|一整天|从早到晚|整场")
_WHOLE_END = Expression("散|收工|完事|全")
_PRONOUN = Expression("[他她](?!们)")
_EMPTY = Expression("(?:中间|中午|之间|午间).{0,2}(?:空|歇|隔|休|停).{0,3}(?:多|几|长)")
_BETWEEN = Expression("[之中]间.{0,3}(?:多|几|空|歇|隔|休)")
_BY_THEN = Expression("几点[之以]?前")  # 辩论几点前到
_WHOSE_SIDE = Expression("(?:谁|什么|啥|哪一?[个项]?(?:环节|议题|节目)?)的?[后前]")  # 排在谁后面
_COUNTED = Expression(
    "(?<![第前后])(?:几|多少)(?:个|项|场|段|位|道)?(?!点|分(?!享)|小时|钟|时|天)(?=环节|议题|分享|主题|报告|演讲|题|讲|人|$)"
)
_FIXED = Expression("(?<!没)(?<!未)(?:确定|定下来|定好|敲定)了?的")
_EACH = Expression("[每各]|一般|通常|平均")
_EXCEPT = Expression("除|[之以]外")
_ENOUGH = 0.4


def chosen(question: Question) -> list[AgendaItem]:
    """The items that are meant; empty when the message speaks of something else."""
    items = question.book.agenda.items
    within = [item for item in items if _in_part(question, item)]
    if asks_of_each(question):
        return [item for item in within if item.speakers]
    names = question.named(Kind.PERSON)
    if not names and question.has(*PARTS) and question.says(_PRONOUN):
        names = [s.name for item in former(question) for s in item.speakers]  # 他下午还讲吗
    if names:
        own = [i for i in within if any(s.name in names for s in i.speakers)]
        if question.says(_EXCEPT) and not step_of(question):
            return [i for i in within if i.speakers and i not in own]  # 除了某某还有谁
        if question.has(Word.LONGEST, Word.SHORTEST):
            return _extreme(question, own)
        own = [item for item in own if item.minutes == _length(question)] or own
        own = [item for item in named_items(question, own) if item in own] or own
        return _beside(question, items, own, step_of(question)) if step_of(question) else own
    if asks_noon(question):
        return around_noon(items)
    if asks_side(question) and subject(question):
        return named_items(question, items)
    begins = question.has(*PARTS) and question.has(Word.BEGIN) and question.has(Word.EXISTS)
    if question.reading.clock_times and not begins:  # 下午是不是两点开始: when it does
        return at_hours(question, items, within)
    if asks_time(question) and (own := former_items(question)):
        return _extreme(question, own) if question.has(Word.LONGEST, Word.SHORTEST) else own
    anchors = named_items(question, within)
    if not anchors and subject(question):
        return []
    if step := step_of(question):
        steps = [(_beside(question, items, [one], step), one) for one in anchors]
        # 合影前面那个数据库优化: what stands there is named, too.
        both = [found for found, _ in steps if found and found[0] in anchors]
        return both[0] if both else _beside(question, items, anchors, step)
    return anchors or _by_order(question, within) or _by_end(question, within)


def _length(question: Question) -> int | None:
    """90分钟 of what somebody tells."""
    return question.reading.number_of(Word.DURATION) if "分" in question.text else None


def named_items(question: Question, items: Sequence[AgendaItem]) -> list[AgendaItem]:
    """The items that the message names, or names as they were called at some salon."""
    wanted = subject(question)
    if question.has(Word.POOL) and (left := [item for item in items if is_open(item)]):
        return left
    if not wanted:
        return []
    if same := [item for item in items if item.title in wanted.split()]:
        return same
    if any(word in wanted for word in _BREAK):
        breaks = [item for item in items if any(word in item.title for word in _BREAK)]
        return breaks or around_noon(question.book.agenda.items)
    entries = question.book.topics.find(wanted, question.rest, _ENOUGH)
    titles = {tidy(entry.title) for entry in entries}
    own = [item for item in items if tidy(item.title) in titles]
    return own or (_contained(items, entries[0].title) if entries else [])


def asks_noon(question: Question) -> bool:
    """中间空多久, while the day is spoken of."""
    between = all(map(question.has, PARTS)) and question.says(_BETWEEN)
    return between or (question.matter == "agenda" and question.says(_EMPTY))


def around_noon(items: Sequence[AgendaItem]) -> list[AgendaItem]:
    """What the break stands between, the parts of the day."""
    morning, afternoon = ([i for i in items if i.part == part] for part in PARTS.values())
    return [*morning[-1:], *afternoon[:1]]


def _by_order(question: Question, items: Sequence[AgendaItem]) -> list[AgendaItem]:
    """第二个, 最长的, or the item that the turn before was about."""
    if found := orders(question):
        told = [item for item in items if item.speakers] if question.has(*TOLD) else list(items)
        number = found[0].numbers[0]
        at = number - 1 if number > 0 else number
        if number == -1:
            return _last_of(told, items)
        return [told[at]] if -len(told) <= at < len(told) else []
    if question.has(Word.LONGEST, Word.SHORTEST):
        return _extreme(question, items)
    if question.has(Word.FIRST, Word.LAST) and question.has(*TOLD, *PARTS):
        of_talks = question.has(Word.TELL, Word.TALKS, Word.SPEAKERS, Word.GIVE, Word.WHO)
        whole = question.has(Word.AGENDA) or not of_talks  # 下午最后一个环节, 早上最早干嘛
        told = [item for item in items if item.speakers or whole]
        return told[:1] if question.has(Word.FIRST) else _last_of(told, items)
    ends_it = question.has(Word.END) and not question.says(_WHOLE_END)
    if ends_it and not question.has(*PARTS) and (before := former(question)):
        return before
    asks_who = question.has(*TOLD) and question.matter == "agenda"
    if (asks_time(question) or asks_who) and not question.has(*PARTS, Word.BEGIN, Word.END):
        return former(question)
    return []


def _last_of(told: Sequence[AgendaItem], items: Sequence[AgendaItem]) -> list[AgendaItem]:
    """The last that is told, and behind it what is still left open."""
    behind = items[items.index(told[-1]) + 1 :] if told else ()
    return [*told[-1:], *filter(is_open, behind)]


def _by_end(question: Question, items: Sequence[AgendaItem]) -> list[AgendaItem]:
    """How the day or its part begins or ends; else the whole of it."""
    both = question.has(Word.BEGIN) and question.has(Word.END)
    if both or "几点到几点" in question.text:
        return [*items[:1], *items[-1:]]
    if question.has(Word.END):
        return list(items[-1:])
    if question.has(Word.DURATION) and not question.has(Word.BEGIN, Word.CLOCK):
        return list(items)  # 一场要多久
    if question.has(Word.BEGIN) or (asks_time(question) and not question.has(*TOLD)):
        return list(items[:1] if question.has(*PARTS) else items[:2])
    if question.says(_FIXED) or (
        question.has(Word.SPEAKERS, Word.WHO) and question.has(Word.AGENDA)
    ):
        return [item for item in items if item.speakers] or list(items)
    return list(items)


def former(question: Question) -> list[AgendaItem]:
    """The item of the turn before."""
    index = question.topic.get("item", "")
    return list(question.book.agenda.items[int(index) :][:1]) if index.isdecimal() else []


def former_items(question: Question) -> list[AgendaItem]:
    """讲多久, 几点开始, after a talk or whoever gave it: their items, where there are any."""
    if question.matter not in ("talk", "person") or not question.continues:
        return []
    if question.is_scoped or question.has(*PARTS) or subject(question):
        return []
    items, talk = question.book.agenda.items, question.topic.get("talk", "")
    if same := [item for item in items if talk and tidy(item.title) == talk]:
        return same
    names = kept(question.topic, "person")
    return [item for item in items if any(s.name in names for s in item.speakers)]


def asks_time(question: Question) -> bool:
    return question.has(*TIME) or "几点" in question.text


def asks_of_each(question: Question) -> bool:
    """每个演讲多少分钟, 议题一般讲多久."""
    of_talks = question.has(Word.TALKS, Word.GIVE, Word.SPEAKERS) and question.says(_EACH)
    plain = all(_EACH.fullmatch(piece) for piece in question.rest)
    return of_talks and plain and question.has(Word.DURATION)


def asks_count(question: Question) -> bool:
    """一共几个分享, 有几项."""
    return question.says(_COUNTED)


def orders(question: Question) -> list[Ordinals]:
    units = ITEM_UNITS + ("场" if question.has(*PARTS) else "")
    return [o for o in question.reading.ordinals if not o.unit or o.unit in units]


def _in_part(question: Question, item: AgendaItem) -> bool:
    wanted = [part for word, part in PARTS.items() if question.has(word)]
    if not wanted and orders(question) and not question.has(Word.AGENDA):
        wanted = [part for part in [question.topic.get("part", "")] if part]  # 那第二个呢
    return not wanted or item.part in wanted or not item.part


def subject(question: Question) -> str:
    """What the asked part of the day is about, in the message's own words."""
    words = question.said(Word.AGENDA)
    words += [_SAME[image] for image in _SAME if image in question.text and "合" in image]
    named = [
        next((item for other, item in _SAME.items() if other in word.replace(" ", "")), word)
        for word in words
        if not any(general in word for general in _WHOLE_DAY)
    ]
    if question.has(Word.AFTERNOON) and not question.has(Word.MORNING):
        named = [word for word in named if not word.startswith(_OPENING)]
    titles = {item.title for item in question.book.agenda.items}
    named += [word for word in question.said(Word.PAGES) if word in titles]  # 茶歇
    forms = question.named(Kind.FORM)
    return " ".join([*named, *forms, question.topic_words()]).strip()


def is_open(item: AgendaItem) -> bool:
    """Whether the model leaves to each salon what is told then."""
    return "待定" in item.title


def _contained(items: Sequence[AgendaItem], title: str) -> list[AgendaItem]:
    """The items whose title mostly stands in ``title``."""
    words = terms_of(title)
    shares = [(len(words & terms_of(i.title)) / max(len(terms_of(i.title)), 1), i) for i in items]
    best = max((share for share, _ in shares), default=0.0)
    return [item for share, item in shares if share == best and best > _ENOUGH]


def step_of(question: Question) -> int:
    """开场之后 is one further, 合影之前 one back."""
    step = 0
    if question.text.startswith(("以前", "从前")):
        return step  # 以前有辩论吗: what is stepped from stands before it
    if question.has(Word.AFTER, Word.NEXT):
        step = 1
    elif question.has(Word.BEFORE, Word.PREVIOUS):
        if question.says(_BY_THEN):
            return 0
        step = -1
    return -step if question.says(_WHOSE_SIDE) else step


def _beside(
    question: Question, items: Sequence[AgendaItem], anchors: Sequence[AgendaItem], step: int
) -> list[AgendaItem]:
    anchors = anchors or former(question)
    if not anchors:
        return []
    at = items.index(anchors[0]) + step
    return [items[at]] if 0 <= at < len(items) else []


def after_the_last(question: Question) -> AgendaItem | None:
    """辩论完了还有啥: the last item, where the message asks for what comes after it."""
    items = question.book.agenda.items
    anchors = named_items(question, items) or former(question)
    return items[-1] if step_of(question) > 0 and anchors == [items[-1]] else None


def _extreme(question: Question, items: Sequence[AgendaItem]) -> list[AgendaItem]:
    of_talks = question.has(Word.TELL, Word.TALKS, Word.SPEAKERS, Word.GIVE)
    whole = question.has(Word.AGENDA) and not of_talks
    told = [i for i in items if i.minutes is not None and (i.speakers or whole)]
    if not told:
        return []
    pick = max if question.has(Word.LONGEST) else min
    best = pick(item.minutes or 0 for item in told)
    return [item for item in told if item.minutes == best]
