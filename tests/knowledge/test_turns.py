"""Short messages one after the other, over the shipped pages: a question of its own gets its
page whatever was asked before, and half of one stays with the subject."""

from __future__ import annotations

import pytest

from bot.knowledge import Knowledge
from bot.messages import Turn
from tests.bench.measures import SHIPPED, open_knowledge
from tests.bench.turns import after, turn


@pytest.fixture(scope="module", params=[False, True], ids=["by words", "with vectors"])
def knowledge(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Knowledge:
    # The vectors of pages that are as they were are kept from one run to the next.
    index_dir = tmp_path_factory.mktemp("index")
    if request.param:
        index_dir = request.config.cache.mkdir("page-vectors")
    return open_knowledge([SHIPPED], index_dir, vectors=request.param)


@pytest.mark.parametrize(
    ("before", "question", "page"),
    [
        ("自增id怎么弄", "怎么看有哪些表", "faq/list-tables.md"),
        ("vacuum full 会锁表吗", "怎么加注释", "faq/comments.md"),
        ("怎么看版本", "怎么删库", "faq/database-in-use.md"),
        ("表膨胀怎么查", "怎么重启数据库服务", "faq/start-stop.md"),
        ("jsonb 和 json 有什么区别", "死锁怎么排查", "faq/deadlock-detected.md"),
        ("只读事务里不能写怎么回事", "主库挂了怎么切", "guide/failover-pg-rewind.md"),
        ("vacuum full 是什么", "支持 upsert 吗", "faq/merge-statement.md"),
    ],
)
def test_a_question_of_its_own_gets_its_page(
    knowledge: Knowledge, before: str, question: str, page: str
) -> None:
    assert after(knowledge, before, question).topic["page"] == page


@pytest.mark.parametrize(
    ("before", "question", "page"),
    [
        ("postgis 怎么装", "那 pgvector 呢", "guide/pgvector.md"),
        ("PostGIS 怎么装", "换成 timescaledb 呢", "faq/timescaledb.md"),
        ("pg_dump 怎么备份", "那 pg_basebackup 呢？", "guide/pg-basebackup.md"),
        ("怎么用 python 批量插入", "那 go 呢", "faq/go-drivers.md"),
        ("流复制怎么搭", "那逻辑复制呢", "guide/logical-replication.md"),
        # Not of its kind, and of two no telling which: asked of the subject.
        ("怎么建索引", "那分区表呢", "guide/create-index.md"),
        ("varchar 和 text 区别", "那 char 呢", "faq/varchar-vs-text.md"),
    ],
)
def test_the_same_is_asked_of_another_name(
    knowledge: Knowledge, before: str, question: str, page: str
) -> None:
    assert after(knowledge, before, question).topic.get("page") == page


def test_what_the_page_before_has_no_word_of_is_looked_up(knowledge: Knowledge) -> None:
    said = after(knowledge, "延迟大怎么办", "那怎么切换")
    assert said.topic["page"] != "faq/replication-lag.md"


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("表膨胀怎么查", "有没有不锁表的办法"),
        ("vacuum full 会锁表吗", "要多大空间"),
        ("vacuum full 会锁表吗", "多久跑一次"),
        ("表膨胀怎么查", "给个sql"),
        ("连接数满了怎么办", "能调大吗"),
        ("触发器怎么写", "怎么禁用"),
    ],
)
def test_half_of_a_question_stays_with_the_subject(
    knowledge: Knowledge, before: str, question: str
) -> None:
    subject = knowledge.answer(before).topic["page"]
    assert after(knowledge, before, question).topic["page"] == subject


def test_the_last_answer_is_what_is_asked_on(knowledge: Knowledge) -> None:
    turns: list[Turn] = []
    for question in ("怎么改密码", "怎么看表多大", "为啥"):
        said = knowledge.answer(question, turns)
        turns.append(turn(question, said))
    assert turns[-1].topic["page"] == turns[-2].topic["page"] == "faq/object-size.md"


def test_what_was_answered_by_itself_is_what_is_asked_on(knowledge: Knowledge) -> None:
    said = after(knowledge, "自增id怎么弄", "删了几千万行数据磁盘没变小")
    assert said.topic["asked"] == "删了几千万行数据磁盘没变小"


@pytest.mark.parametrize(
    ("before", "question"),
    [("误 drop 了表", "有昨晚的备份"), ("误删数据了怎么恢复", "有 wal 归档")],
)
def test_what_one_has_is_answered_by_the_page_before(
    knowledge: Knowledge, before: str, question: str
) -> None:
    subject = knowledge.answer(before).topic["page"]
    assert after(knowledge, before, question).topic["page"] == subject


@pytest.mark.parametrize(
    ("before", "question", "heading"),
    [
        ("流复制怎么搭", "备库能写吗", "备库（从库）能不能写"),
        ("复制槽怎么管", "怎么删槽", "怎么建和怎么删复制槽"),
    ],
)
def test_a_section_that_is_called_so_comes_first(
    knowledge: Knowledge, before: str, question: str, heading: str
) -> None:
    assert after(knowledge, before, question).topic["heading"].endswith(heading)


def test_other_software_is_compared_where_the_page_tells_of_it(knowledge: Knowledge) -> None:
    said = after(knowledge, "隔离级别默认是啥", "mysql 呢")
    assert "MySQL" in said.markdown
    assert said.topic["page"] == "faq/isolation-levels.md"


def test_the_beginning_of_a_page_is_not_said_twice(knowledge: Knowledge) -> None:
    begins = "还没提交就马上"
    assert begins in knowledge.answer("误删数据了怎么恢复").markdown
    assert begins not in after(knowledge, "误删数据了怎么恢复", "没有备份").markdown
