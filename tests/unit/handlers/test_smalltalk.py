"""Smalltalk is only what is nothing else."""

from __future__ import annotations

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.messages import ReplyKind
from handlers.questions.smalltalk import asks_ability, chatter, small_talk, without_greeting

NOW = datetime(2026, 11, 29, 9, 5, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("你好呀", "你好"),
        ("Hello everyone", "你好"),
        ("大家早上好！", "早上好"),
        ("新人报到，请多关照", "欢迎"),
        ("谢谢大佬 🙏", "不客气"),
        ("明白了，谢谢", "不客气"),
        ("太厉害了👍", "谢谢"),
        ("拜拜，我下班了", "再见"),
        ("祝大家新年快乐～", "快乐"),
        ("你叫什么名字？", "机器人"),
        ("你用的什么模型", "机器人"),
        ("试了还是不行", "报错原文"),
        ("你是 deepseek 吗", "机器人"),
        ("你是 ai 吗", "机器人"),
        ("我想吐槽你", "抱歉"),
        ("哈哈哈哈 我装上了", "随时"),
        ("终于跑通了！", "随时"),
        ("我该怎么称呼你", "机器人"),
        ("怎么称呼", "机器人"),
        ("该叫你什么呀", "机器人"),
        ("你都会些什么呀", "机器人"),
        ("嗯嗯，知道了", "好的"),
        ("答非所问", "抱歉"),
        ("你这个回答不对", "抱歉"),
        ("哈哈哈哈笑死", "好的"),
        ("你是谁开发的", "机器人"),
        ("这个机器人怎么用", "帮助"),
        ("你的数据从哪来", "知识库"),
        ("都这么晚了 还没休息呀", "你好"),
        ("睡醒了没", "你好"),
        ("先去开会啦，晚点再来请教", "再见"),
        ("问完了，我回去研究一下", "好的"),
        ("比我们领导还懂哈哈", "夸奖"),
        ("666，牛批", "夸奖"),
        ("绝绝子", "夸奖"),
        ("你是真人还是机器银", "机器人"),
        ("侬是啥人", "机器人"),
        ("这回答真的很详细", "夸奖"),
        ("抱歉 发错群了", "好的"),
        ("唉", "好的"),
        ("先收藏了", "好的"),
        ("人呢", "我在"),
        ("下午好呀各位", "下午好，"),
        ("睡了 晚安", "晚安，"),
        ("今天好累啊", "歇一歇"),
        ("有个问题想请教一下", "直接把问题发出来"),
        ("请问", "直接把问题发出来"),
        ("感激不尽", "不客气"),
        ("nihao", "你好"),
        ("泥嚎", "你好"),
        ("xie xie", "不客气"),
        ("么么哒", "谢谢喜欢"),
        ("你几岁了", "机器人"),
        ("闭嘴吧", "抱歉"),
        ("一起加油鸭", "快乐"),
        ("what's your name", "机器人"),
    ],
)
def test_smalltalk_gets_a_short_friendly_word(text: str, word: str) -> None:
    reply = small_talk(text, NOW)
    assert reply is not None
    assert reply.kind is ReplyKind.SMALLTALK
    assert word in reply.markdown
    assert len(reply.markdown) <= 200


@pytest.mark.parametrize("hello", ["", "hello ", "Hi，", "喂 ", "大家好，"])
@pytest.mark.parametrize(
    "asks",
    ["有人在不", "有人没", "有木有人", "有没有人在", "有人在线吗", "有谁在", "anybody here?"],
)
def test_who_is_there_is_a_greeting(hello: str, asks: str) -> None:
    reply = small_talk(hello + asks, NOW)
    assert reply is not None
    assert "你好" in reply.markdown


@pytest.mark.parametrize("text", ["有人讲过吗", "有谁", "hello 有人遇到过死锁吗"])
def test_who_did_something_is_a_question(text: str) -> None:
    assert small_talk(text, NOW) is None


@pytest.mark.parametrize(
    "text", ["现在几点了？", "今天周几", "今儿是星期几来着", "请问今天几号", "what time is it now"]
)
def test_the_time_is_told_where_the_group_lives(text: str) -> None:
    reply = small_talk(text, NOW)
    assert reply is not None
    assert reply.kind is ReplyKind.SMALLTALK
    assert reply.markdown == "现在是 09:05，今天 2026 年 11 月 29 日，星期日（Asia/Shanghai）。"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("有没有真人", "转接不了"),
        ("转人工", "转接不了"),
        ("怎么联系管理员", "转接不了"),
        ("有人会 pg 吗", "发在群里"),
        ("讲个笑话", "不会"),
        ("今天天气怎么样？", "不会"),
        ("晚上吃啥", "不会"),
    ],
)
def test_what_a_bot_cannot_give_is_declined_with_a_way_out(text: str, word: str) -> None:
    reply = small_talk(text, NOW)
    assert reply is not None
    assert reply.kind is ReplyKind.REFUSAL
    assert word in reply.markdown
    assert "群友" in reply.markdown


@pytest.mark.parametrize(
    "text",
    [
        "存天气数据的表怎么分区",
        "装好了 不知道密码",
        "我装上了 pgvector 然后呢",
        "数据模型用什么画",
        "谁开发的",
        "今天几号开场",
        "现在几点签到",
        "怎么取今天是周几",
        "这个函数是谁写的",
        "有没有人工主键和自然主键的区别",
        "这条 SQL 的执行计划不对",
        "你好，怎么看锁等待",
        "早上好，备库延迟怎么查",
        "history 表太大了",
        "hi 我的库连不上了",
        "谢谢，那怎么配置呢",
        "好的，那上海呢",
        "在吗？vacuum full 会锁表吗",
        "你知道 MVCC 吗",
        "比分区表快",
        "索引走了没有",
        "我的库醒了没",
        "比我们库快多了",
        "no",
        "热备",
        "不用",
        "手滑删了表",
        "根本没用上索引",
        "别回滚",
        "",
        "你" * 100,
    ],
)
def test_a_question_is_no_smalltalk(text: str) -> None:
    assert small_talk(text, NOW) is None


def test_a_greeting_before_a_question_is_dropped() -> None:
    assert without_greeting("你好，怎么看锁等待") == "怎么看锁等待"
    assert without_greeting("请问 一下 vacuum") == "一下 vacuum"
    assert without_greeting("你好") == "你好"
    assert without_greeting("在吗？想问个问题 怎么看锁等待") == "怎么看锁等待"
    assert without_greeting("谢谢，那怎么配置") == "谢谢，那怎么配置"
    assert without_greeting("你好 请问个问题 怎么看锁等待") == "怎么看锁等待"


def test_what_is_said_over_and_over_is_read_in_no_time() -> None:
    """Where two pieces of an expression can be one, each repetition doubled the time."""
    began = time.process_time()
    assert small_talk("这个" * 20, NOW) is None
    assert without_greeting("这个" * 500 + "，怎么看锁") == "这个" * 500 + "，怎么看锁"
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("早安神仙们", "早安"),
        ("谢谢解答", "不客气"),
        ("提前祝各位节日快乐", "快乐"),
        ("谢谢各位老师的精彩讲解", "不客气"),
        ("小机器人真不错", "夸奖"),
    ],
)
def test_of_what_names_nothing_a_part_is_enough(text: str, word: str) -> None:
    assert small_talk(text, NOW) is None
    reply = chatter(text, "PostgreSQL 的问题")
    assert reply is not None
    assert reply.kind is ReplyKind.SMALLTALK
    assert word in reply.markdown


@pytest.mark.parametrize("text", ["你最喜欢谁", "小象会唱歌不", "你推荐哪个手机"])
def test_who_asks_us_of_something_else_hears_what_we_answer(text: str) -> None:
    assert small_talk(text, NOW) is None
    reply = chatter(text, "PostgreSQL 的问题")
    assert reply is not None
    assert reply.kind is ReplyKind.REFUSAL
    assert "PostgreSQL 的问题可以问我" in reply.markdown


@pytest.mark.parametrize(
    "text",
    [
        "手表进水了",
        "好吃的火锅店推荐",
        "周末去哪玩",
        "加班没加班费合法吗",
        "猫两天不吃饭了",
        "qwer",
    ],
)
def test_life_beside_databases_is_no_smalltalk(text: str) -> None:
    assert chatter(text, "PostgreSQL 的问题") is None


def test_only_a_question_after_our_abilities_may_go_on_with_a_salon() -> None:
    assert asks_ability("都有啥")
    assert not any(asks_ability(text) for text in ("谢谢啦", "好的", "厉害", "表膨胀怎么办"))
