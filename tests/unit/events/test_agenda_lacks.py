"""What the model of the day lacks, counts and compares, over an invented record."""

from __future__ import annotations

import pytest

from bot.events.book.calendar import SalonBook
from tests.unit.events.pages import AFTERWARDS, ask, missing, told


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        # steps that other events have
        ("问答环节有多久", ["没有单独写「问答环节」", "15:30–16:30"]),
        ("有提问时间吗", ["没有单独写「提问时间」"]),
        ("自由交流安排在几点", ["没有单独写「自由交流」"]),
        ("Q&A 有多长时间", ["没有单独写", "09:20–10:00"]),
        ("主持人是谁", ["没有单独写「主持人」"]),
        ("抽奖前面是什么环节", ["没有单独写「抽奖」"]),
        ("有没有圆桌这一环", ["没有单独写「圆桌」"]),
        # hours of no item, before the day and after it
        ("中午十二点半有安排么", ["09:20–10:00", "14:00–15:30", "中间 10:00–14:00"]),
        ("早上七点半门开了吗", ["09:00–09:20", "07:30 还没有开始"]),
        ("下午五点还在吗", ["15:30–16:30", "17:00 已经结束了"]),
        ("十点到会错过啥", ["09:00–09:20", "09:20–10:00"]),
        ("我九点半走能听到哪些", ["09:00–09:20", "09:20–10:00"]),
        ("下午三点走能听到哪些", ["09:00–09:20", "09:20–10:00", "14:00–15:30"]),
        ("上午九点半走会错过什么", ["09:20–10:00", "14:00–15:30", "15:30–16:30"]),
        ("下午两点半到会错过啥", ["09:00–09:20", "09:20–10:00", "14:00–15:30"]),
        ("辩论在三点前还是后", ["15:30–16:30"]),
        # what is left open
        ("中午空出来多久", ["10:00", "14:00", "240 分钟"]),
        ("下午空着的那段干嘛用", ["14:00–15:30", "迁移故事"]),
        ("备选议题有几个", ["1 个", "迁移故事", "14:00–15:30"]),
        ("哪些题时间没定", ["迁移故事"]),
        ("迁移故事几点讲", ["没有单独的时间", "14:00–15:30"]),
        ("用户来讲的话一般讲哪类题", ["用户", "迁移故事"]),
        # one day's model for all salons
        ("每场都是这个流程吗", ["只有一份模板", "09:00–09:20"]),
        ("议程是不是各地通用", ["只有一份模板"]),
        ("流程是固定的吗", ["只有一份模板"]),
        # counted, compared, spanned
        ("下午有几个环节", ["一共 2 项"]),
        ("全天一共几个环节", ["一共 4 项", "写了讲师的 1 项"]),
        ("社区近况和辩论哪个时间长", ["40 分钟", "60 分钟", "多 20 分钟"]),
        ("辩论比社区近况多讲几分钟", ["企业辩论赛更长，多 20 分钟"]),
        ("40分钟的是哪个", ["社区近况"]),
        ("讲一个小时的是哪个", ["企业辩论赛"]),
        ("从签到到散场一共多久", ["从 09:00 到 16:30，一共 7 小时 30 分钟"]),
        ("签到到辩论隔多久", ["中间从 09:20 到 15:30，一共 6 小时 10 分钟"]),
        ("社区近况在辩论前面吗", ["09:20–10:00", "15:30–16:30"]),
        # beside an item, without a measure word of salons
        ("签到后一个是什么", ["09:20–10:00"]),
        ("辩论前一个环节", ["14:00–15:30"]),
        ("辩论安排在最后吗", ["15:30–16:30"]),
        ("签到是谁负责的", ["没有写名字"]),
        ("签到在上午还是下午", ["09:00–09:20"]),
        ("活动是全天吗", ["全天从 09:00 到 16:30"]),
        ("最晚几点到", ["09:00–09:20"]),
        ("who speaks at 9:30", ["社区近况"]),
        ("王语嫣啥时候上台", ["09:20–10:00"]),
    ],
)
def test_what_the_model_has_and_lacks(book: SalonBook, question: str, parts: list[str]) -> None:
    assert missing(book, question, parts, now=AFTERWARDS) == []


@pytest.mark.parametrize(
    ("question", "item"),
    [("三点走会错过什么", "社区近况"), ("三点走能听到啥", "辩论")],
)
def test_who_leaves_misses_what_is_later(book: SalonBook, question: str, item: str) -> None:
    assert item not in told(book, question, now=AFTERWARDS)


@pytest.mark.parametrize(
    ("earlier", "question", "parts"),
    [
        (["几点签到", "之后呢"], "再往后呢", ["14:00–15:30"]),
        (["王语嫣几点讲"], "前一个呢", ["09:00–09:20"]),
        (["辩论几点"], "打多久", ["60 分钟"]),
        (["王语嫣讲什么"], "几点讲", ["09:20–10:00"]),
        (["王语嫣几点讲"], "哪个公司的", ["社区秘书长"]),
        (["签到几点"], "谁拍", ["没有写名字"]),
        (["下午两点呢"], "三点半呢", ["15:30–16:30"]),
        (["待定议题有哪些"], "谁来讲", ["14:00–15:30", "迁移故事"]),
    ],
)
def test_a_follow_up_steps_within_the_day(
    book: SalonBook, earlier: list[str], question: str, parts: list[str]
) -> None:
    assert missing(book, question, parts, *earlier, now=AFTERWARDS) == []


@pytest.mark.parametrize(
    "message",
    [
        "主从断了怎么补",
        "数据补得上吗",
        "从建表到上线要多久",
        "升级前第一件事是什么",
        "缓存和磁盘哪个时间长",
        "晚到的数据怎么处理",
        "凌晨三点的备份失败了",
        "B树索引有几层",
        "参数固定写在哪",
        "pgadmin 打不开",
    ],
)
def test_a_database_s_words_are_not_those_of_the_day(book: SalonBook, message: str) -> None:
    assert ask(book, message) is None


def test_a_salon_is_not_told_by_what_only_its_model_lacks(book: SalonBook) -> None:
    answer = told(book, "喀什那场几点开始")

    assert "当期的时间表没有记录" in answer
