"""Questions on speakers, companies, talks and recordings that say it in a roundabout way."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.events.book.calendar import SalonBook
from tests.unit.events.pages import ask, make_book, missing, told, write_page


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        # a link, or a part of one
        ("example.org/dali/am 是哪期的", ["第 2 期 · 大理", "上午场"]),
        ("dali/pm 对应哪个城市", ["第 2 期 · 大理", "下午场"]),
        ("https://example.org/dali/pm 这是哪场", ["下午场"]),
        ("dali/noon 是哪场的回放", ["没有这个链接"]),
        # a name that sounds like one of the lists
        ("仓山银行来过吗", ["苍山银行参加过 1 期"]),
        ("青铜来过几次", ["青铜数据参加过 2 期"]),
        ("清同参会了没", ["没有「清同」", "读音相近", "青铜数据"]),
        # who came up how often, who else
        ("谁讲过两次以上", ["石破天：2 期"]),
        ("谁上台不止一回", ["石破天：2 期"]),
        ("青铜数据来讲过几个人", ["石破天"]),
        ("除了石破天还有谁讲过", ["段正淳"]),
        ("石破天那场还有谁讲", ["第 1 期 · 洛阳", "第 3 期 · 洛阳"]),
        ("石破天上过台吗", ["逻辑复制踩坑记"]),
        ("分区表那个题排第几", ["第 3 期", "第 1 个议题"]),
        # what was missed
        ("大理那场错过了 能补吗", ["回放 2 条"]),
        ("没赶上大理那期 怎么补看", ["回放 2 条"]),
        ("列存那场错过了想补", ["大理", "回放 2 条"]),
        # the talks of two salons
        ("第2期比第1期多讲了哪个题", ["列存在物流里的实践"]),
        ("大理讲了但喀什没讲的有哪些议题", ["列存在物流里的实践"]),
        ("第3期有哪些议题第2期没有", ["《分区表的一万种死法》"]),
        # 企业圆桌 is one name
        ("没有企业圆桌的是哪些场", ["没有圆桌记录的有 2 期"]),
        ("企业圆桌办过几期", ["有圆桌的有 2 期"]),
        ("哪几场没写胜负", ["没有胜负"]),
        # counted on
        ("第1期后面还有几场", ["第 2 期 · 大理", "第 5 期 · 泉州"]),
        ("第5期后面还有吗", ["之后的沙龙还没有记录"]),
    ],
)
def test_what_is_asked_indirectly(book: SalonBook, question: str, parts: list[str]) -> None:
    assert missing(book, question, parts) == []


@pytest.mark.parametrize(
    ("earlier", "question", "parts"),
    [
        (["石破天是哪家的"], "他们家还有谁讲过", ["青铜数据讲过的，记录里只有石破天"]),
        (["段正淳讲了什么"], "这家还有别人讲过吗", ["苍山银行讲过的，记录里只有段正淳"]),
        (["段正淳是谁"], "他单位还有其他讲师吗", ["只有段正淳"]),
        (["段正淳是谁"], "他们公司去过哪几场", ["苍山银行参加过 1 期"]),
        (["大理有回放吗"], "第二条打不开 再发下", ["下午场"]),
        (["大理有回放吗"], "上午那条失效了", ["上午场"]),
        (["大理有回放吗"], "打不开", ["上午场", "下午场"]),
        (["第1期"], "下下期呢", ["第 3 期 · 洛阳"]),
        (["段正淳是谁"], "他单位", ["单位：苍山银行"]),
        (["段正淳讲了什么", "哪家的"], "那家来过几次", ["苍山银行参加过 1 期"]),
        (["报名不到一百的有哪些"], "一共几场", ["一共 2 期"]),
        (["没有回放的是哪几期"], "有的呢", ["有回放的有 1 期", "大理"]),
        (["办过哪些城市"], "哪个最多", ["洛阳"]),
    ],
)
def test_a_follow_up_leans_on_the_turn_before(
    book: SalonBook, earlier: list[str], question: str, parts: list[str]
) -> None:
    assert missing(book, question, parts, *earlier) == []


@pytest.mark.parametrize(
    "message",
    [
        "psql 打不开",
        "连接失效了怎么办",
        "https://www.postgresql.org/docs/ 讲的什么",
        "pg_class.relname 是什么",
    ],
)
def test_links_and_broken_things_of_a_database_are_left_alone(
    book: SalonBook, message: str
) -> None:
    assert ask(book, message) is None


@pytest.fixture(scope="module")
def listed(record: Path, tmp_path_factory: pytest.TempPathFactory) -> SalonBook:
    """The same people, in lists, with what a talk is to tell, and a page with links."""
    root = tmp_path_factory.mktemp("listed")
    for page in record.rglob("*.md"):
        target = root / page.relative_to(record)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(page.read_bytes())
    write_page(
        root,
        "people/xu.md",
        {"title": "虚竹", "name": "虚竹", "orgs": ["逍遥软件"], "lists": ["历届演讲嘉宾"],
         "template_talks": ["《冷热分层》"]},
        "## 分享\n\n- 《冷热分层》：冷数据难管；与归档表的区别；分层后成本降七成",
    )  # fmt: skip
    write_page(
        root,
        "people/xiao.md",
        {"title": "萧远山", "name": "萧远山", "orgs": ["雁门数据"], "lists": ["往期讲师介绍"]},
        "萧远山来自雁门数据。",
    )
    write_page(
        root,
        "training/videos.md",
        {"title": "课程录像"},
        "- [录像目录](https://example.org/lessons/88)",
    )
    return make_book(root)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("往期讲师介绍里有没有虚竹", ["不在「往期讲师介绍」里", "在「历届演讲嘉宾」里"]),
        ("讲师名单里有萧远山吗", ["在「往期讲师介绍」里", "不在「历届演讲嘉宾」里"]),
        ("石破天在不在嘉宾名单里", ["石破天不在「", "历届演讲嘉宾", "往期讲师介绍"]),
        ("历届演讲嘉宾都有谁", ["「历届演讲嘉宾」 1 位", "虚竹"]),
        ("虚竹会讲跟归档表的区别么", ["会讲到", "与归档表的区别"]),
        ("虚竹会提到冷数据难管吗", ["会讲到"]),
        ("哪场讲过冷数据难管", ["虚竹", "《冷热分层》"]),
        ("example.org/lessons/88 是哪期的回放", ["课程录像", "不是哪一期沙龙的回放"]),
    ],
)
def test_lists_pages_and_links_of_the_record(
    listed: SalonBook, question: str, parts: list[str]
) -> None:
    assert missing(listed, question, parts) == []


def test_a_link_of_a_page_is_not_called_a_recording_unasked(listed: SalonBook) -> None:
    assert "回放" not in told(listed, "example.org/lessons/88 是什么")
