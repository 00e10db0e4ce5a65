"""From a message to what the record says: the one door to the salons for free text.

``None`` means the message is not about salons, and knowledge answers. Pure: no clock, no
I/O, the same input gives the same reply.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.events.answers.in_turn import ANSWERS
from bot.events.answers.telling import PARTS
from bot.events.asking import SURE, TELLING, Question
from bot.events.calendar import SalonBook
from bot.events.dialects import in_plain_words
from bot.events.elsewhere import leans_on_page, speaks_of_database
from bot.events.garnish import WordKinds, without_garnish
from bot.events.names import Kind
from bot.events.page_topics import debated, person_topic
from bot.events.reading import Reading, read
from bot.events.replies import SalonReply
from bot.events.restated import restated
from bot.events.turns import after_page, topic_of
from bot.events.vocabulary import Word
from bot.events.wording import tidy
from bot.messages import Turn

__all__ = ["SalonReply", "answer_question"]

# With one of these a message that is otherwise understood is about salons.
_OURS = TELLING | SURE | {Word.RECAP, Word.CLOCK}
_OF_PARTS = (Word.AGENDA, Word.CHAPTER, Word.TRAINING)
_ENDS = (Word.BEGIN, Word.END, Word.CLOCK)
_OPERATIONS = (
    Word.WHICH, Word.MOST, Word.LEAST, Word.RANK, Word.TOP, Word.SUM, Word.AVERAGE,
    Word.HOLD, Word.DURATION,
)  # fmt: skip
_COMMON = {Word.WEEKDAY, Word.STATUS, Word.DATE}  # asked of anything
# What hardly anything but these pages tells; 免费 or 影响 may be said of anything.
_OF_PAGES = re.compile(
    "书.{0,3}[谁哪].{0,3}[捐送给赠出来]|(?:现场|当场|提前.{0,2}|前一天)抽|几楼|哪一?层|门牌|哪条路|[发得有送拿]个?(?:啥|什么|哪些)(?:奖|礼|衣服|书)|(?:报名|参会|会务|入场|参加)费|地铁|公交|打车|自驾|(?<![集人社])群(?![集发体])|二维码|文化衫|t恤|礼物|招聘|招人|岗位|赠书|送.{0,4}书|[奖礼]品|[抽开领得获]奖|[集点]赞|课件|讲义"
    "|朋友圈|内推|投.{0,4}简历|赞[够满]|人人有|[想能谈找求怎么有].{0,8}合作|合作.{0,6}[谁找谈吗么]|来(?:听|参[加会])|听众|(?:我司|我们|公司|学校).{0,3}有.{0,3}场地|分享.{0,4}照片"
    "|停车|住宿|茶歇|下午茶|[管包供].{0,2}[饭餐]|盒饭|发奖|午[饭餐](?![之以]?后)"
    "|多久.{0,2}[办搞开来].{0,2}[一1][次回场期]|频率.{0,2}[是多]|为[啥什何].{0,4}[办搞](?:这|沙龙|活动)|书单|来客"
)
_ASKING = re.compile(
    "谁|哪|什么|啥|几|多少|吗|么|不|有没有?|怎|何|求|发|给|甩|丢|扔|贴|晒|亮|[来整][个张份]|拉|进|加|全称|名|想|谈|还是|多久|呢"
)
_OURS_BY_NAME = re.compile("沙龙|活动|聚会|巡回|天天.上|培训|课|教程|salon|meetup|training|course")
# The lessons of every week, where no series of live sessions is in the record.
_WEEKLY_LIVE = re.compile(
    "每(?:[周星]期?|个?礼拜|个星期).{0,4}(?:直播|有课)|群里?.{0,4}每(?:[周星]期?|个?礼拜|个星期)|每(?:[周星]期?|个?礼拜|个星期).{0,3}群里?|(?:直播|上课).{0,4}每[周星]|(?:周|星期|礼拜)几.{0,2}直播|直播.{0,6}(?:周|星期|礼拜)几"
)
_GIFT = "(?:[礼奖赠]品|书|文化衫|t恤|纪念品)"
_GIVEN_BY = re.compile(
    f"{_GIFT}.{{0,4}}(?:谁|哪).{{0,2}}(?:来|送|给|出|提供|赞助)"
    f"|谁.{{0,2}}(?:送|赠|出|提供|赞助).{{0,3}}{_GIFT}"
)
_WAY = re.compile("地铁|公交|打车|自驾|怎么(?:去|走|过去)|几楼|哪一?层|门牌|哪条路")
# What is asked in many ways without its own name, which is what pages call it by.
_PLAINLY = (
    (re.compile("多久.{0,2}[办搞开来]|频率|季度|月度|每个?月"), "沙龙的频率"),
    (_WAY, "沙龙地点 怎么去"),
    (re.compile("(?:报名|参会|会务|入场|参加)费"), "沙龙要钱吗 免费"),
    (_WEEKLY_LIVE, "新版培训 每周直播"),
    (re.compile("(?:课|培训).*(?:链接|网址|地址|哪.{0,2}看|平台)"), "培训在线视频"),
    (re.compile("[管包供].{0,2}[饭餐]|下午茶|盒饭|午餐"), "午饭 茶歇"),
    (re.compile("(?:课|培训).*(?:学到|学会|收获|收益|受益)"), "培训 学完的收益"),
    (re.compile("图(?:个|的是|的)?[啥什]|初衷|宗旨|动机|为[啥什何].{0,4}[办搞]"), "沙龙的目的"),
    (
        re.compile(
            "(?:[礼奖赠]品|书|文化衫|t恤|纪念品).{0,4}(?:谁|哪).{0,2}(?:来|送|给|出|提供|赞助)|谁.{0,2}(?:送|赠|出|提供|赞助).{0,3}(?:[礼奖]品|书|文化衫)"
        ),
        "沙龙赠书",
    ),
    (re.compile("[上龙动会]是个?(?:什么|啥)(?:$|东|玩|活|组)"), "沙龙是什么活动"),
)
# In a chat a space between characters is a comma: 下午几点散 我要赶车.
CLAUSES = re.compile(r"[，,。；;！!？?~～…\n]+|(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])")
# 2呢, 编号2的, 2和3: of what was listed in the turn before.
_BARE_NUMBERS = re.compile(
    r"那?(?:编号|序号|第)?(\d{1,2})(?:(?:和|跟|、|,|，)(\d{1,2}))?号?[的呢吧啊呀]*[?？。]?"
)
_ASIDES = re.compile(r"[，,。；;（）()]")
_KNOWN = re.compile(
    "(?:我|咱|都|大家|这个|已经|倒是|当然)(?:已经|倒是|也|早就)?(?:知道|晓得|清楚|查到)"
)
_THEIRS = (Word.HOWTO, Word.PAGES, Word.PRIVATE)
_WHO = (Kind.PERSON, Kind.COMPANY)
_FEW = 4  # clauses
_SHORT, _BARE = 8, 6  # characters
_LATIN = re.compile("[a-z]{2}")


def answer_question(
    book: SalonBook,
    text: str,
    history: Sequence[Turn],
    now: datetime,
    zone: ZoneInfo,
    kinds: WordKinds | None = None,
) -> SalonReply | None:
    """What the record says to ``text`` in its conversation, or None. ``kinds`` tells the
    parts of speech; with it, verbs and particles that no vocabulary has do no harm."""
    today = now.astimezone(zone).date()
    topic = topic_of(history) or person_topic(book, history)
    if topic and (bare := _BARE_NUMBERS.fullmatch(text.strip())):
        text = "和".join(f"第{number}个" for number in bare.groups() if number)
    text = restated(text, book.names, kinds)
    reading = _without_known(book, text, today) if book.salons else None
    if reading is None or _of_lessons(book, reading) or speaks_of_database(reading):
        return None

    def question_of(reading: Reading) -> Question:
        return Question(book, reading, today, topic)

    if reply := debated(book, reading, history):
        return reply
    if after_page(history) and leans_on_page(question_of(reading)):
        return None
    if reply := reply_to(question_of(reading)):
        return reply
    plainer = without_garnish(reading, kinds) if kinds and reading.rest else None
    if plainer and _is_ours(question := question_of(plainer)) and (reply := reply_to(question)):
        return reply
    clauses = [clause for clause in CLAUSES.split(text) if clause.strip()]
    parts = [part for clause in clauses if (part := read(book, clause, today))]
    for part in parts if len(parts) > 1 else ():
        others = [other for other in parts if other is not part]
        if any(map(_asks_itself, others)):
            continue
        if _asks_alone(alone := question_of(part)) and (reply := reply_to(alone)):
            return reply
    return None


def _without_known(book: SalonBook, text: str, today: date) -> Reading | None:
    """「第二少的是哪场（最少的我知道是某地）」: what somebody knows already is no part of a
    ranking, though it names a salon."""
    pieces = [piece for piece in _ASIDES.split(text) if piece.strip()]
    asked = [piece for piece in pieces if not _KNOWN.search(piece)]
    if asked and len(asked) < len(pieces):
        reading = read(book, "，".join(asked), today)
        if reading and reading.has(Word.RANK, Word.MOST, Word.LEAST):
            return reading
    return read(book, text, today)


def _of_lessons(book: SalonBook, reading: Reading) -> bool:
    """每周直播几点开始: no one salon's, and nothing of the record unless a series is."""
    weekly = _WEEKLY_LIVE.search(reading.text) is not None
    named = bool(reading.ordinals or reading.named(Kind.CITY, Kind.REGION))
    return weekly and not named and len(book.salons) == len(book.standalone)


def asked_of_pages(
    book: SalonBook,
    text: str,
    today: date,
    kinds: WordKinds | None,
    passes: Callable[[Reading], bool] = lambda reading: not reading.rest,
) -> str:
    """The message, or the clause of it, of which every word is understood and which asks for
    what the salons' pages tell (what it costs, the prizes, the group) and not for their
    data; empty when there is none. ``passes`` tells what may stay unexplained."""
    text = in_plain_words(text, book.names)
    plain_text = tidy(text)
    if not any(said.search(plain_text) for said in (_OF_PAGES, _OURS_BY_NAME, _WEEKLY_LIVE)):
        return ""
    pieces = [piece for piece in CLAUSES.split(text) if piece.strip()]
    asking = (p for p in (text, *pieces[:_FEW]) if _asks_of_pages(book, p, today, kinds, passes))
    asked = next(asking, "")
    plain = (word for said, word in _PLAINLY if asked and said.search(asked))
    return " ".join((asked, *plain))


def _asks_of_pages(
    book: SalonBook,
    text: str,
    today: date,
    kinds: WordKinds | None,
    passes: Callable[[Reading], bool],
) -> bool:
    reading = read(book, text, today)
    if reading is None or (reading.has(Word.PRIVATE) and not reading.has(Word.PAGES)):
        return False
    if speaks_of_database(reading):
        return False
    asked = reading.has(Word.PAGES, Word.TRAINING, Word.OVERVIEW, Word.ROLE)
    asked = asked or (reading.has(Word.ADDRESS) and bool(_WAY.search(reading.text)))
    sure = reading.has(Word.SALON, Word.TRAINING) or bool(_OF_PAGES.search(reading.text))
    if _of_lessons(book, reading):
        asked = sure = True
    bare = len(reading.text) <= _BARE  # 群的二维码
    if not asked or not sure or not (bare or _ASKING.search(reading.text)):
        return False
    plainer = without_garnish(reading, kinds) if kinds else None
    return passes(plainer or reading)


def reply_to(question: Question) -> SalonReply | None:
    reply = next((reply for answer in ANSWERS if (reply := answer(question))), None)
    if reply is None:
        return reply
    # The salons before are kept for 「差几天」, which means the last two.
    kept = {"earlier": before} if (before := question.topic.get("salons", "")) else {}
    now = set(reply.topic.get("salons", "").split())
    there = [s.id for city in question.named(Kind.CITY) for s in question.book.in_city(city)]
    if len(now) == 1 and now < set(there):
        kept["among"] = " ".join(there)  # 上次在杭州: one of those there
    for key in ("salons", "among"):
        several = question.topic.get(key, "").split()
        if now and now < set(several):
            kept["among"] = " ".join(several)
            break
    return replace(reply, topic={**reply.topic, **kept})


def _asks_itself(other: Reading) -> bool:
    """Whether the clause beside one may be what is asked: it names somebody, or a subject
    in Latin letters, or asks what is not for the record."""
    if other.has(*_THEIRS) or other.named(*_WHO):
        return True
    return any(_LATIN.search(piece) for piece in other.rest)


def _asks_alone(question: Question) -> bool:
    """有没有非周末办的，我周末要带娃: one clause is a whole question about salons."""
    if not question.is_clear:
        return False
    if question.matter and (question.facts or question.has(*PARTS)):
        return True
    ends = question.has(Word.CLOCK) and question.has(Word.BEGIN, Word.END)
    if not (question.is_strong or question.is_scoped or question.has(*PARTS, *_OF_PARTS) or ends):
        named = question.named(*_WHO, Kind.FORM) or question.has(Word.WEEKDAY)
        if not named:
            return False  # 现在想改行 从哪看起
    if ends and len(question.reading.text) <= _SHORT:
        return True  # 几点散, beside a reason
    return _is_ours(question) and not (question.is_strong and question.is_vague)


def names_and_asks(question: Question) -> bool:
    """「某地那场是星期几？看看我为啥没空」: a clause that is a whole question about a salon
    that it names."""
    named = question.has_salon_name or bool(question.reading.ordinals)
    if not named or not question.is_clear or question.has(*_THEIRS):
        return False
    sure = question.is_strong and not question.is_vague and bool(question.facts)
    return sure or _asks_alone(question)


def _is_ours(question: Question) -> bool:
    """Whether there is more to show that salons are meant than words that could be garnish
    anywhere: salons, or a part of the day, and what is asked of them."""
    if question.has(*_THEIRS):
        return False
    if question.has(*_OF_PARTS):
        return True
    if question.has(*PARTS) and question.has(*_ENDS) and "几点" in question.reading.text:
        return True
    if question.has(Word.UPCOMING) and question.is_scoped:
        return True
    operates = question.has(*_OPERATIONS) or question.counts_salons
    asked = bool(set(question.facts) - _COMMON) or operates
    named = question.named(Kind.PERSON, Kind.COMPANY, Kind.FORM)
    if question.around and question.matter and set(question.facts) & (TELLING | SURE):
        return True  # 跟人次差这么多, after the signups of a salon
    if not asked or not (question.is_scoped or named or operates):
        return False
    if question.has(*_OURS) or named or question.has_salon_name:
        return True
    dated = bool(question.reading.whens) or question.has(Word.WEEKDAY)
    dated = dated and question.has(Word.TOTAL, Word.HOLD)
    return dated or (question.is_strong and not question.is_vague)
