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

# What has a time of its own on the day or in the training.
_OF_DAY = (
    Word.MORNING, Word.AFTERNOON, Word.AGENDA, Word.TRAINING, Word.CHAPTER, Word.POOL,
    Word.GIVE, Word.TELL, Word.UPCOMING,
)  # fmt: skip
# 议程表 is a table, whatever is in it.
_BESIDE = Expression(f"{_SALON_WORD}(?=(?:数据|信息|记录)?表|字段|环境|库)")


def leans_on_page(question: Question) -> bool:
    """多久跑一次, 什么时候开始, after a page of another subject: when something is, and
    nothing to show that a salon is meant."""
    if not question.has(Word.DURATION, Word.DATE, Word.CLOCK) or question.is_scoped:
        return False
    if (question.is_strong and not question.is_vague) or "几点" in question.reading.text:
        return False
    named = bool(question.reading.names) or bool(question.reading.clock_times)
    return not named and not question.has(*TELLING, *_OF_DAY)


def speaks_of_database(reading: Reading) -> bool:
    """False where the message says that it means a salon or a talk all the same."""
    return bool(_OF_DATABASE.search(reading.text)) and not reading.has(*_ASKED_OF_SALONS)


def in_database_words(text: str) -> str:
    """A message that speaks of a database, without the words that salons have, too."""
    return _BESIDE.sub("", text)
