"""Whether a message speaks of a database in words that salons have, too: 培训环境, 报名表的
主键, 某地机房的回放."""

from __future__ import annotations

from bot.events.asking import TELLING, Question
from bot.events.reading import Reading
from bot.events.vocabulary import Word
from bot.expressions import Expression

_PLACE = (
    "统计信息|机房|(?:培训|测试|生产|线上|开发|预发|灰度)(?:环境|库|集群|机)"
    "|节点|实例|[主从备]库|集群"
)
_IN_A_TABLE = "字段|主键|外键|索引|分区|去重|建表|加列|加锁|锁表|触发器|约束|序列|关联|表结构"
_SALON_WORD = (
    "(?:报名|签到|合作伙伴|伙伴|议程|课程|学生|嘉宾|讲师|场次|会话|主题|培训|活动|公司|企业|回放|视频|赞助|registration"
    "|session|video|talk|speaker)s? ?"
)
_TABLE = f"{_SALON_WORD}(?:数据|信息|记录)?表"
_OF_DATABASE = Expression(
    rf"{_PLACE}|{_TABLE}.{{0,6}}(?:怎么|如何|咋|{_IN_A_TABLE}|设计|多少行|几行|sql|慢|大)"
    r"|(?:video|session|视频|字段).{0,4}(?:字段|类型|太[大多长])"
    r"|(?:两|2) ?个?(?:日期|时间戳?|字段|列)(?!段|的?(?:沙龙|活动))"
    # a product and PostgreSQL, a way to learn: what companies and beginnings have words for
    r"|[和跟与同] ?(?:pg|postgres(?:ql)?|pgsql) ?[是有]?(?:什么|啥|哪些)?的?(?:关系|区别|不同)"
    r"|学习(?:路线|顺序|路径|方法)|自学|怎么入门"
)
# What a talk may have been about is asked for as a talk.
_ASKED_OF_SALONS = (
    Word.SALON, Word.SPEAKERS, Word.GIVE, Word.TELL, Word.TALKS, Word.WHICH, Word.REFERENCE,
    Word.DISCUSSED, Word.CHAPTER, Word.UNIT,
)  # fmt: skip

# 取消 is of statements as of salons.
_WHEN_OR_WHERE = (Word.DURATION, Word.DATE, Word.CLOCK, Word.REPLAYS, Word.STATUS)
# What has a time of its own on the day or in the training.
_OF_DAY = (
    Word.MORNING, Word.AFTERNOON, Word.AGENDA, Word.TRAINING, Word.CHAPTER, Word.POOL,
    Word.GIVE, Word.TELL, Word.UPCOMING,
)  # fmt: skip
# Right after a page of another subject, what is meant is a salon only with one of these.
_SAYS_SALON = Expression(
    "沙龙|活动|聚会|报(?!警|错|告|表)|名额|讲师|嘉宾|议题|签到|参加|直播|现场|候补|[空座席坑]位|位[子置]"
    r"|[那这哪几一二三四五六七八九十两下上每本首\d][期场届](?!景|合)"
)
# 在哪看 is read as a wish for a recording, which these ask for by name.
_SAYS_RECORDING = Expression(
    "回[放看顾]|录|视频|补|重[播看温]|播|影像|存档|错过|赶上|video|replay|record"
)
# 议程表 is a table, whatever is in it.
_BESIDE = Expression(f"{_SALON_WORD}(?=(?:数据|信息|记录)?表|字段|环境|库)")


def leans_on_page(question: Question) -> bool:
    """多久跑一次, 几点跑, 在哪看, after a page of another subject: when or where something is,
    and nothing to show that a salon is meant."""
    reading, text = question.reading, question.reading.text
    if not (question.has(*_WHEN_OR_WHERE) or "几点" in text):
        return False
    if says_salon(text) or (question.is_strong and not question.is_vague):
        return False
    # 上次几点刷的 and 从几点开始 name no salon; 下次什么时候, with nothing else, does.
    if question.is_scoped and (reading.whens or (question.has(Word.NEXT) and not reading.rest)):
        return False
    named = bool(reading.names or reading.ordinals or reading.slices or reading.clock_times)
    said = TELLING if _SAYS_RECORDING.search(text) else TELLING - {Word.REPLAYS}
    return not named and not question.has(*said, *_OF_DAY)


def says_salon(text: str) -> bool:
    """Whether a message has a word that hardly stands for anything but a salon."""
    return _SAYS_SALON.search(text) is not None


def speaks_of_database(reading: Reading) -> bool:
    """False where the message says that it means a salon or a talk all the same."""
    return bool(_OF_DATABASE.search(reading.text)) and not reading.has(*_ASKED_OF_SALONS)


def in_database_words(text: str) -> str:
    """A message that speaks of a database, without the words that salons have, too."""
    return _BESIDE.sub("", text)
