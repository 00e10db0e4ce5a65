"""Whether a message speaks of a database in words that salons have, too: 培训环境, 报名表的
主键, 某地机房的回放."""

from __future__ import annotations

from bot.events.reading.asking import TELLING, Question
from bot.events.reading.message import Reading
from bot.events.words.vocabulary import Word
from bot.events.words.wording import tidy
from bot.expressions import Expression

_PLACE = (
    "统计信息|机房|(?:培训|测试|生产|线上|开发|预发|灰度)(?:环境|库|集群|机)"
    "|节点|实例|[主从备]库|集群"
)
_IN_A_TABLE = "字段|主键|外键|索引|分区|去重|建表|加列|加锁|锁表|触发器|约束|序列|关联|表结构"
_SALON_WORD = (
    "(?:报名|签到|合作伙伴|伙伴|议程|议题|课程|学生|嘉宾|讲师|场次|会话|主题|培训|活动|公司|企业|城市|回放|视频|赞助|registration"
    "|session|video|talk|speaker)s? ?"
)
_TABLE = f"{_SALON_WORD}(?:数据|信息|记录)?表"
# 停车场表怎么设计: whatever the table is of.
_DESIGNED = "表(?:结构)?(?:该|要|应该)*(?:怎么|如何|咋)样?[去来]?(?:设计|建(?!议)|拆|分|存|优化)"
_OF_DATABASE = Expression(
    rf"{_PLACE}|{_TABLE}.{{0,6}}(?:怎么|如何|咋|{_IN_A_TABLE}|设计|多少行|几行|sql|慢|大)"
    r"|(?:video|session|视频|字段).{0,4}(?:字段|类型|太[大多长])|学习(?:路[线径]|顺序|方法)|自学"
    r"|(?:两|2) ?个?(?:日期|时间戳?|字段|列)(?!段|的?(?:沙龙|活动))"
    # a product and PostgreSQL: what companies have words for
    r"|[和跟与同] ?(?:pg|postgres(?:ql)?|pgsql) ?[是有]?(?:什么|啥|哪些)?的?(?:关系|区别|不同)"
    r"|(?:pg|postgres(?:ql)?|pgsql) ?[和跟与同] ?.{1,8}(?:关系|区别|不同)"
    # what PostgreSQL costs, and no salon on it
    r"|(?:pg|postgres(?:ql)?|pgsql) ?(?:数据库|本身|商用|使用|用)?"
    r"(?:[是也都得]|需?要不?要?|需不需要)?(?:免费|[收要花交付]钱|[收付]费)"
)
# Words of a database that leave no doubt, whatever stands beside them.
_SURELY = Expression(
    f"{_DESIGNED}|活动的?(?:连接|会话|进程|事务|语句|查询|sql)|多少人(?:连|在用|在线用|登[录陆]|访问)"
    "|来(?:几|两|一|点|些|了?多少)个?(?:参数|例子|数据|语句|sql|命令)|存(?:到|进|在)?(?:数据)?[库表]"
    # 每个城市报名人数的 sql 怎么写, 只能报名一次用什么约束: of tables of their own
    "|(?:sql|语句|查询)(?:该|要|应该)*(?:怎么|如何|咋)样?写|[用写]一?[条个句]?sql(?! ?[a-z])"
    "|[用加建](?:什么|啥|哪种|个)?(?:唯一|检查|排他)?约束|扣减(?:怎么|如何|咋)"
    f"|{_TABLE}(?:怎么|如何|咋)样?(?:关联|连接|join|查|去重|加)|谁(?:登[录陆]|访问)"
    "|(?:hash|merge|left|right|inner|outer|full|cross|lateral|loops?) ?join"
)
# Nouns of a database beside what is asked of salons, too: 几点, 名额, 报名.
_NOUN = Expression(
    "慢(?:查询|sql|日志|的)|变慢|事务|死锁|锁(?:等待|表)|并发|秒杀|扣减|库存|(?:会话|连接)(?!在哪)"
    "|[建加]索引|(?<![a-z])sql(?![a-z])|语句|数据库(?:是|现在)?几点|维护.{0,3}(?:几点|什么时候)|(?<=几点)怎么查"
    "|(?:名额|报名|人数).{0,4}(?:怎么|如何|咋)(?:扣|防|去重|加锁|控制)"
    "|(?:名额|报名).{0,2}(?:重复|超卖|去重)"
)
_OF_RECORD = (
    Word.REPLAYS, Word.INTERACTION, Word.WINNER, Word.RECAP, Word.COMPANIES, Word.SPONSOR,
    Word.AGENDA, Word.TRAINING, Word.CITY, Word.WHO,
)  # fmt: skip
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
# What is asked of a talk, and hardly of its subject.
_OF_TALK = (
    Word.SPEAKERS, Word.TALKS, Word.TELL, Word.WHO, Word.REFERENCE, Word.DISCUSSED, Word.AGENDA,
    Word.ORG, Word.INTERACTION, Word.NEXT, Word.PREVIOUS, Word.WHICH,
)  # fmt: skip
_SAYS_TALK = Expression("谁|讲|分享|[那这]个|题目|听|主持")
_TOLD_OF = Expression("讲(?:一?下|讲|一讲)|说说|介绍一?下")  # 讲下分区表
_ITS_HOUR = Expression(r"(.{3,}?)(?:是|在)?几点(?:开始|结束)?[的了呢啊]?[?？]?")
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
_BESIDE = Expression(
    rf"[\u3400-\u9fff]{{1,4}}?的?(?={_DESIGNED})"
    f"|{_SALON_WORD}(?=(?:数据|信息|记录)?表|字段|环境|库)|活动的?(?=连接|会话|进程|事务|语句|查询|sql)"
    "|从?几点(?:开始)?[的有]?|来了?多少(?=数据)|视频(?=存)|线上还是线下(?=[建加]索引)"
)


def leans_on_page(question: Question) -> bool:
    """多久跑一次, 几点跑, 在哪看, after a page of another subject: when or where something is,
    and nothing to show that a salon is meant."""
    reading, text = question.reading, question.text
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


def asks_of_subject(question: Question) -> bool:
    """分区表几点切, 逻辑复制在哪看, before a salon with a talk on that: its subject, and not a
    word of the talk. The whole of its title is one."""
    text, rest = question.text, question.rest
    if not rest or not question.ahead or question.reading.names or question.reading.ordinals:
        return False
    plain = _TOLD_OF.sub("", text)
    of_talk = question.has(*_OF_TALK) or (plain == text and question.has(Word.GIVE))
    if of_talk or says_salon(text) or _SAYS_TALK.search(plain) or _SAYS_RECORDING.search(text):
        return False
    titles = {tidy(talk.title) for salon in question.ahead for talk in salon.talks}
    about = {title for title in titles if any(_share(piece, title) for piece in rest)}
    if not about or any(title in text for title in about):
        return False
    hour = _ITS_HOUR.fullmatch(text)
    return not (hour and any(hour[1] in title for title in about))


def _share(piece: str, title: str) -> bool:
    """Two characters in a row of both."""
    return any(piece[at : at + 2] in title for at in range(len(piece) - 1))


def says_salon(text: str) -> bool:
    """Whether a message has a word that hardly stands for anything but a salon."""
    return _SAYS_SALON.search(text) is not None


def speaks_of_database(reading: Reading) -> bool:
    """False where the message says that it means a salon or a talk all the same."""
    text = reading.text
    if _SURELY.search(text):
        return True
    if reading.has(*_ASKED_OF_SALONS):
        return False
    noun = _NOUN.search(text) and not reading.names and not reading.has(*_OF_RECORD)
    return bool(_OF_DATABASE.search(text) or noun)


def names_database(text: str) -> bool:
    """The same of a message that is not read yet: 报名表怎么建, 秒杀名额怎么扣."""
    text = tidy(text)
    return any(said.search(text) for said in (_SURELY, _NOUN, _OF_DATABASE))


def in_database_words(text: str) -> str:
    """A message that speaks of a database, without the words that salons have, too."""
    return _BESIDE.sub("", text)
