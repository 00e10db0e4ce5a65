"""What the model of the day does not have: a step that other events have, a talk of the pool
that has no hour of its own, hours when nothing is planned, and days other than its own."""

from __future__ import annotations

from bot.events.answers.agenda.items import (
    PARTS,
    TIME,
    around_noon,
    asks_time,
    is_open,
    named_items,
)
from bot.events.answers.agenda.notes import line
from bot.events.answers.agenda.whose import about_day, whose
from bot.events.book.topics import alike, closest, share_of, terms_of
from bot.events.reading.asking import Question
from bot.events.reading.turns import topic
from bot.events.record.models import Agenda, AgendaItem
from bot.events.replies import SalonReply, bullets, joined, period
from bot.events.words.names import Kind
from bot.events.words.vocabulary import Word
from bot.events.words.wording import tidy
from bot.expressions import Expression

HOURS = Expression("几点|what time")
_DRAW = Expression("抽奖|开奖")
_ASKS_STEP = Expression("什么|啥|谁|干嘛|哪个|哪一?[项步]")
_BESIDE = (Word.AFTER, Word.BEFORE, Word.NEXT, Word.PREVIOUS)
_OF_ITS_OWN = {Word.CLOCK, Word.DATE, Word.WEEKDAY}
_ELSEWHERE = (Word.TRAINING, Word.CHAPTER, Word.HOWTO, Word.PRIVATE)
_EMPTY = Expression(
    "(?:空|留|闲)(?:着|出来?|下来?|档|白|余|闲|了)+|空(?=多久|几个?|多长|多少)|(?:自由活动|机动)(?:时间)?"
)
_NOON = Expression("中午|午间|午休|午饭")
_WHEN = Expression("几点|什么时[候间]|啥时|何时|多久|多长|分钟|哪个时[间段]|排在|安排在")
_OF_KIND = Expression("一般|通常|来讲|去讲|上台|的话|[能可]以?讲|哪[类种方]|什么类|方向")
_MOSTLY = 0.7
_PART = Expression("(?:环节|时间|部分|阶段|时段)$")
_COUNTS = Expression("几[个道项]|多少[个道项]?")
# 是不是每场都这样, 固定的吗, 通用吗
_EVERYWHERE = Expression(
    "通用|固定|哪一?[场期次]的|谁的|统一|一样|相同|不变|雷同|(?:每|各|所有|全部|历)(?:一?[场期次站届]|个?城市|地).{0,4}(?:都|是|用|这)|照(?:着|搬)|套用"
    "|(?:有|会)(?:变化|调整|改动|出入)|为准"
)
_OF_MODEL = Expression("模板|样例|议程|流程|日程|时间表|安排")


def of_gap(question: Question) -> list[AgendaItem]:
    """中午歇多久, 下午空着的那段干嘛用: what stands around it, or is left open."""
    empty = _EMPTY.search(question.text)
    asks = (empty or question.has(Word.GAP)) and question.has(*PARTS)
    left = [piece for piece in question.rest if not (empty and piece in empty[0])]
    if not asks or left or question.is_scoped:
        return []
    items = question.book.agenda.items
    if question.says(_NOON):
        return around_noon(items)
    return [item for item in items if empty and is_open(item) and question.has(Word.AFTERNOON)]


def absent_step(question: Question) -> SalonReply | None:
    """问答环节有多久, 抽奖前面是什么: the whole day, where no item of it is one."""
    if not question.is_clear or set(question.facts) - _OF_ITS_OWN - {Word.SPEAKERS}:
        return None
    if question.is_scoped or question.has(*_ELSEWHERE):
        return None
    said = question.said(Word.STEP)
    draw = _DRAW.search(question.text)
    beside = question.has(*_BESIDE) and question.says(_ASKS_STEP)
    if not said and draw and beside and not question.has(Word.DATE):
        said = [draw[0]]
    items = question.book.agenda.items
    titles = " ".join(tidy(item.title) for item in items)
    if said and question.has(Word.PAGES) and not draw:
        return None
    if not said or any(_PART.sub("", word) in titles for word in said):
        return None
    return _without(said[0], question.book.agenda)


def absent_form(question: Question) -> SalonReply | None:
    """圆桌几点开始, 有没有圆桌这一环, where no item of the day is one."""
    forms = question.named(Kind.FORM)
    listed = question.has(Word.AGENDA) and question.has(Word.EXISTS)
    asks = (listed or asks_time(question)) and question.is_clear
    return _without(forms[0], question.book.agenda) if asks and len(forms) == 1 else None


def _without(said: str, agenda: Agenda) -> SalonReply:
    head = f"里面没有单独写「{said}」，{'议程' if agenda.salon else '全天'}是："
    markdown = joined([whose(agenda), head, bullets(map(line, agenda.items))])
    return SalonReply(markdown, "沙龙时间安排", about_day(agenda))


def of_pool(question: Question) -> SalonReply | None:
    """待定议题有几个, 里面阿里云的有哪几个, 用户来讲的话一般讲哪类题."""
    pool = question.book.agenda.topic_pool
    own = _of_host(question) or (_pooled(question) if question.has(Word.POOL) else [])
    if not pool or not (question.has(Word.POOL) or own):
        return None
    shown = own or pool
    whose = f"（{_host(own[0])}的）" if _of_host(question) else ""
    counted = f" {len(shown)} 个" if question.says(_COUNTS) or own else ""
    markdown = joined([f"待定议题库{whose}{counted}：", bullets(shown), _when_open(question)])
    items = question.book.agenda.items
    index = next((str(at) for at, item in enumerate(items) if is_open(item)), "")
    return SalonReply(markdown, "待定议题", topic("agenda", item=index, pool="yes"))


def _host(topic_: str) -> str:
    """「PG 服务商」 of 「PG 服务商《数据库应用…》」."""
    return topic_.partition("《")[0].strip()


def _of_host(question: Question) -> list[str]:
    """The topics of one kind of speaker: 用户来讲的话一般讲哪类题."""
    pool = question.book.agenda.topic_pool
    if question.has(Word.POOL) or (question.topic.get("pool") and question.continues):
        named = question.named(Kind.COMPANY, Kind.SPONSOR)
        return [one for one in pool if any(tidy(n) in tidy(_host(one)) for n in named)]
    told = question.has(Word.TELL, Word.TALKS, Word.GIVE, Word.DISCUSSED)
    asks = told and question.says(_OF_KIND)
    if not asks or question.is_scoped or question.companies or question.named(Kind.PERSON):
        return []
    said: set[str] = set().union(*map(terms_of, question.rest))
    return closest(pool, lambda one: share_of(said, terms_of(_host(one))), _MOSTLY)


def hour_of_pooled(question: Question) -> SalonReply | None:
    """某某讲的那个安排在几点, where it only stands in the pool: that it has no hour yet."""
    asks = question.has(*TIME) or question.says(_WHEN)
    asks = asks or (question.has(Word.DATE) and bool(question.named(Kind.PERSON)))
    if question.is_scoped or not asks or question.has(Word.TRAINING, Word.CHAPTER):
        return None
    found = _pooled(question)
    if not found:
        return None
    head = "在待定议题库里，没有单独的时间："
    markdown = joined([whose(question.book.agenda), head, bullets(found), _when_open(question)])
    return SalonReply(markdown, "待定议题", topic("agenda"))


def _pooled(question: Question) -> list[str]:
    """The topics of the pool, and of no item, that are somebody's or have most of the words."""
    pool, items = question.book.agenda.topic_pool, question.book.agenda.items
    if names := question.named(Kind.PERSON):
        people = question.book.people_of(names)
        listed = {speaker.name for item in items for speaker in item.speakers}
        titles = [] if listed & set(names) else [t for p in people for t in p.template_talks]
        return [one for one in pool if any(alike(one, title) for title in titles)]
    said = {term for piece in question.rest for term in terms_of(piece) if len(term) > 1}
    found = [one for one in pool if said and len(said & terms_of(one)) >= _MOSTLY * len(said)]
    return [] if not question.has(Word.POOL) and named_items(question, items) else found


def _when_open(question: Question) -> str:
    left = [item for item in question.book.agenda.items if is_open(item) and item.start]
    if not left:
        return ""
    return f"待定议题排在 {period(left[0].start, left[-1].end)}，各题没有单独的时间。"


def of_every_salon(question: Question) -> SalonReply | None:
    """每场都是这个流程吗, 模板是不是各地通用: that there is one model, and no day's own."""
    text = question.text
    asks = _OF_MODEL.search(text) and _EVERYWHERE.search(text)
    ours = question.has(Word.AGENDA, Word.EVERY, Word.SALON)
    if not asks or not ours or question.has_salon_name:
        return None
    said = {
        at
        for found in (_EVERYWHERE, _OF_MODEL)
        for m in found.finditer(text)
        for at in range(*m.span())
    }
    gaps = ((a, b) for a, b in question.reading.gaps if text[a:b].strip())
    if not all(said.issuperset(range(a, b)) for a, b in gaps):
        return None
    head = (
        "记录里只有一份模板，没有写日期，各期可能不同；"
        "各期当期的时间表没有记录，不能说每场都一样。模板是："
    )
    markdown = joined([head, bullets(map(line, question.book.agenda.items))])
    return SalonReply(markdown, "沙龙时间安排", topic("agenda"))
