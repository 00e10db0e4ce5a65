"""Messages told at length: what is surely about salons is answered, the rest is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from bot.events.answers.talks import by_subject as talks
from bot.events.book.calendar import SalonBook
from bot.events.loose import answer_loosely
from bot.events.questions import answer_question
from bot.events.reading import message as reading, situation
from bot.events.reading.message import Reading
from bot.events.reading.situation import situation_of
from bot.events.words.regions import regions_of
from bot.messages import ReplyKind, Turn
from tests.unit.events.pages import AFTERWARDS, NOW, SHANGHAI, missing, told, word_kinds


def loosely(
    book: SalonBook, text: str, *earlier: str, surely: bool = False, names: Sequence[str] = ()
) -> str:
    """What the second look says; empty for nothing."""
    history: list[Turn] = []
    for message in earlier:
        reply = answer_question(book, message, history, NOW, SHANGHAI, word_kinds)
        assert reply is not None, message
        history.append(Turn(message, ReplyKind.EVENT, NOW, reply.topic))
    assert answer_question(book, text, history, NOW, SHANGHAI, word_kinds) is None, text
    now = situation_of(book, history, NOW, SHANGHAI)
    found = answer_loosely(now, text, word_kinds, surely=surely, renamed=lambda _: names)
    return found.markdown if found else ""


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("牡丹云跟你们沙龙熟不熟呀，看见招牌觉得眼熟", "洛阳"),
        ("2024年5月那个月密集得很，都跑了哪些地方", "大理"),
    ],
)
def test_reasons_around_a_question_are_passed_over(
    book: SalonBook, question: str, part: str
) -> None:
    assert part in loosely(book, question)


@pytest.mark.parametrize(
    "message",
    [
        "大理今天会不会下雨",
        "苍山银行信用卡额度怎么提",
        "洛阳机房周末断电演练谁值班",
        "2024年的订单归档到冷库报磁盘满",
        "帮我写一首关于秋天的诗",
        "第2期工程招标公告",
        "洛阳那次停电数据丢了没",
        "上千张分区表复制前想要个体检报告",
        "大理站点连不上主库",
    ],
)
def test_what_only_shares_a_word_with_the_record_is_left_alone(
    book: SalonBook, message: str
) -> None:
    assert loosely(book, message) == ""


def test_a_name_that_the_record_lacks_is_never_passed_over(book: SalonBook) -> None:
    assert "大理" not in loosely(book, "大理沙龙那次 kubernetes 集群演示有录像吗 麻烦")


def test_where_a_page_could_answer_more_must_speak_for_salons(book: SalonBook) -> None:
    said = "2024年5月那个月密集得很，都跑了哪些地方"
    assert loosely(book, said)
    assert loosely(book, said, surely=True) == ""


def test_a_talk_is_found_by_another_name_of_its_subject(book: SalonBook) -> None:
    said = "有没有老师分享过 replication"
    assert loosely(book, said) == ""
    assert "石破天" in loosely(book, said, names=["有没有老师分享过 复制"])


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("西北去过没有", ["喀什"]),
        ("西北和大理各办过几场", ["第 2 期", "第 4 期"]),
        ("东北去过吗", ["记录里没有东北的沙龙"]),
        ("一共办了多少场 去了多少个城市", ["4 期", "有 3 个"]),
        ("既有录像又有圆桌的是哪几期", ["1 期", "大理"]),
        ("哪场来的大学最多", ["第 1 期", "第 3 期"]),
        ("报名最多的前两场", ["120 人", "75 人"]),
        ("周六办的有哪几场", ["5 期"]),
        ("最近一年办过几场", ["喀什"]),
        ("2024年和2025年哪年办得多", ["2024 年 2 期", "2025 年 2 期"]),
        ("洛阳和喀什各去了几次", ["洛阳 2 期", "喀什 1 期"]),
        ("段正淳哪家公司的，在哪一站讲的", ["苍山银行", "大理"]),
        ("一般中午休息多长时间", ["10:00–14:00", "240 分钟"]),
        ("前两章一共多久", ["合计 195 分钟"]),
        ("今年还有沙龙吗", ["泉州"]),
        ("这周四有直播吗", ["没有安排", "泉州"]),
        ("2025年11月是不是停了一个月", ["没有"]),
        ("next meetup when?", ["泉州"]),
        ("how many salons were held in 2025", ["2 期"]),
        ("who spoke at the second salon", ["段正淳"]),
        ("which companies attended salon 3", ["白马大学"]),
        ("was there a salon in May 2024?", ["大理"]),
    ],
)
def test_classes_of_questions(book: SalonBook, question: str, parts: list[str]) -> None:
    assert missing(book, question, parts) == []


@pytest.mark.parametrize(
    ("earlier", "question", "part"),
    [
        (("2025年办了几场",), "哪场人最多", "第 3 期"),
        (("2024年办了几场",), "哪场人最少", "第 1 期"),
        (("第2期在哪",), "后面两期分别在哪", "喀什"),
        (("2024年办了几场",), "前一场谁赞助的", "牡丹云"),
        (("第1期报名多少", "第3期呢"), "两个加起来", "160 人"),
        (("大理那场第一个议题谁讲的",), "他还讲过什么", "时序压缩"),
        (("大理那场谁讲的",), "他是哪个公司的", "苍山银行"),
    ],
)
def test_constraints_are_carried_on(
    book: SalonBook, earlier: tuple[str, ...], question: str, part: str
) -> None:
    assert part in told(book, question, *earlier)


def test_regions_are_told_by_city_or_province() -> None:
    assert "川渝" in set(regions_of(["成都", "四川"]))
    assert "沪深" in set(regions_of(["上海"]))
    assert not list(regions_of(["某地"]))


@pytest.mark.parametrize("question", ["大理 死锁", "大理 磁盘满了", "大理 备份失败"])
def test_what_stands_beside_a_city_may_be_the_question_itself(
    book: SalonBook, question: str
) -> None:
    assert loosely(book, question, "大理那场有多少人") == ""


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("喀什那场落在星期几？看看当时我为啥没空", "2025 年 12 月 20 日"),
        ("第2期谁赞助的？老板问我为什么没去", "洱海空间"),
        ("第4期是周几呀？我好像那天在加班，为什么没通知", "周六"),
    ],
)
def test_one_clause_is_answered_beside_another_that_nothing_answers(
    book: SalonBook, question: str, part: str
) -> None:
    assert part in loosely(book, question)
    assert loosely(book, question, surely=True) == ""


def test_the_clauses_of_what_a_page_answers_are_not_read_in_vain(
    book: SalonBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []

    def read(book: SalonBook, message: str, today: date) -> Reading | None:
        looked_at.append(message)
        return reading.read(book, message, today)

    monkeypatch.setattr(situation, "read", read)
    text = "库里的表膨胀得厉害，怎么才能收缩，要停机吗"
    now = situation_of(book, [], NOW, SHANGHAI)
    assert not answer_loosely(now, text, word_kinds, surely=True)
    assert looked_at == [text]


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("大理场的摄影师是谁", "摄影师"),
        ("喀什那场下雨了吗", "下雨"),
        ("第2期有多少媒体报道", "媒体报道"),
    ],
)
def test_what_no_record_of_a_salon_has_is_said_so(
    book: SalonBook, question: str, what: str
) -> None:
    assert f"没有写到「{what}」" in loosely(book, question)


@pytest.mark.parametrize(
    ("question", "what"),
    [("大理那场花了多少钱", "花费"), ("第2期的成本多少", "花费"), ("第2期的主持人是谁", "主持人")],
)
def test_what_a_salon_cost_and_who_hosted_it_is_not_recorded(
    book: SalonBook, question: str, what: str
) -> None:
    assert f"第 2 期大理的记录里没有写到「{what}」" in told(book, question)


def test_the_words_of_titles_stand_in_the_order_of_the_message(
    book: SalonBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Reading] = []
    monkeypatch.setattr(talks, "answer", lambda question: asked.append(question.reading))
    situation = situation_of(book, [], NOW, SHANGHAI)
    text = "有没有人讲过压缩、时序、物流、列存、分区表、踩坑、复制、逻辑，我好跟老板说"
    answer_loosely(situation, text, word_kinds)

    assert len(asked[0].gaps) > 5
    assert list(asked[0].gaps) == sorted(asked[0].gaps)  # and not as a set has them


@pytest.mark.parametrize("question", ["介绍一下大理那场", "大理那场怎么样"])
def test_who_asks_for_all_of_a_salon_is_told_it(book: SalonBook, question: str) -> None:
    assert "洱海空间" in told(book, question)


def test_a_talk_is_told_with_what_else_is_asked_of_its_salon(book: SalonBook) -> None:
    answer = told(book, "段正淳讲了什么，有回放吗", now=AFTERWARDS)
    assert "列存在物流里的实践" in answer
    assert "dali/am" in answer
    assert "企业圆桌" not in answer
