"""What speaks against an answer: daily life, favours, numbers, nouns known only in pieces."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.folder import scan
from bot.knowledge import Answer, Knowledge, Refusal
from bot.knowledge.question.lone_words import is_explained
from bot.knowledge.words import everyday, software
from bot.settings import Limits
from tests.unit.knowledge.pages import open_pages, write_pages

PAGES = {
    "faq/paging.md": """---
title: 深分页越翻越慢
aliases: [分页怎么写]
source: https://example.org/paging
---
分页的 SQL 用 `LIMIT` 写，越往后越慢，每一页最多 500 行。

```sql
SELECT id FROM t ORDER BY id LIMIT 10;
```
""",
    "faq/projection.md": """---
title: 投影和选择
---
投影只取几列，选择只取几行。两种运算 AND、OR 都能组合。
""",
    "faq/push.md": """---
title: 把变更推到 Kafka 等地方
aliases: [laravel、vue 里怎么收]
source: https://example.org/push
---
变更可以推到 Kafka，一共三种办法，数据多少都可以设。用 Kafka 先建主题，Kafka 里一个主题一张表。

- Laravel 里用 `pg_notify`。
""",
    "faq/columns.md": """---
title: 列存和行存
source: https://example.org/columns
---
统计慢就换列存。

## ClickHouse 什么时候用

百亿行再用 ClickHouse。

## 先用自己的

```sql
CREATE TABLE t (id int) USING columnar;
```
""",
    "guide/design.md": """---
title: 一个业务的表怎么设计
source: https://example.org/design
---
名词各建一张表，关系写成外键。
""",
    "guide/group.md": """---
title: 交流群怎么加
source: https://example.org/20180121
---
交流群扫二维码加入，入群以后可以提问，组长写周报。

## 交流群没有记录的事

群号、管理员都没有记录。
""",
}


@pytest.fixture
def knowledge(tmp_path: Path) -> Knowledge:
    return open_pages(write_pages(tmp_path / "pages", PAGES), tmp_path / "index")


def feature(knowledge: Knowledge, question: str, name: str) -> float:
    return knowledge.answerer.look(question).confidence.features[name]


def test_daily_life_counts_by_its_share_of_the_question() -> None:
    assert everyday.share("午饭吃什么", ()) == 1.0
    long = everyday.share("午饭前要把订单表里上个月的数据全部归档到另一个库", ())
    assert 0.0 < long < 0.5
    assert everyday.share("死锁怎么查", ()) == 0.0


def test_a_page_named_after_it_deals_with_daily_life() -> None:
    assert everyday.share("午饭在哪吃", ("会场的午饭", "签到")) == 0.0
    assert everyday.share("午饭在哪吃", ("签到",)) == 1.0


def test_daily_life_is_no_subject_of_pages_that_mention_it(knowledge: Knowledge) -> None:
    assert feature(knowledge, "周报", "everyday") == 1.0
    assert feature(knowledge, "交流群的周报", "everyday") < 1.0


def test_a_wish_for_sql_is_no_favour_where_the_page_shows_some(knowledge: Knowledge) -> None:
    assert feature(knowledge, "帮我写个分页 sql", "favour") == 0.0
    assert feature(knowledge, "帮我写个分页的周报", "favour") == 1.0
    assert feature(knowledge, "帮我写个投影的 sql", "favour") == 1.0  # no SQL is shown there
    assert isinstance(knowledge.answer("帮我写个分页的周报"), Refusal)


def test_numbers_and_english_particles_are_no_subject(knowledge: Knowledge) -> None:
    assert feature(knowledge, "500 and or", "subject") == 0.0
    assert feature(knowledge, "投影", "subject") > 0.0


def test_a_noun_known_only_in_pieces_is_not_known(knowledge: Knowledge) -> None:
    assert feature(knowledge, "投影仪 分页", "fragments") > 0.0
    assert feature(knowledge, "投影 分页", "fragments") == 0.0


def test_of_what_has_no_record_no_address_is_cited(knowledge: Knowledge) -> None:
    untold = knowledge.answer("交流群的群号")
    assert isinstance(untold, Answer)
    assert "没有记录" in untold.markdown
    assert "出处：交流群怎么加" in untold.markdown
    assert "https://" not in untold.markdown
    told = knowledge.answer("交流群怎么加入")
    assert isinstance(told, Answer)
    assert "https://example.org/20180121" in told.markdown


def handbook(product: str, pages: int, naming: int) -> dict[str, str]:
    """So many pages, of which some name a product."""
    said = [f"用 {product} 时要注意" if place < naming else "照常做" for place in range(pages)]
    return {f"{n}.md": f"# 第 {n} 件事\n\n办这件事{text}。\n" for n, text in enumerate(said)}


MIRRORS = {"mirrors.md": "# 镜像加速\n\n拉镜像很慢时配置加速器，重启 docker 生效。\n"}


@pytest.mark.parametrize(("pages", "naming", "own"), [(6, 5, True), (6, 2, False), (16, 3, False)])
def test_what_a_handbook_is_about_is_no_other_software(
    tmp_path: Path, pages: int, naming: int, own: bool
) -> None:
    folder = write_pages(tmp_path / "pages", {**handbook("docker", pages, naming), **MIRRORS})
    knowledge = open_pages(folder, tmp_path / "index")
    elsewhere = feature(knowledge, "docker 拉镜像很慢", "other_software")
    assert (elsewhere == 0.0) is own


def test_each_folder_has_a_subject_of_its_own(tmp_path: Path) -> None:
    docker = write_pages(tmp_path / "docker", {**handbook("docker", 6, 5), **MIRRORS})
    large = write_pages(tmp_path / "large", handbook("kafka", 60, 1))
    knowledge = Knowledge(tmp_path / "index", [large, docker], vectors=False)
    knowledge.refresh(scan([large, docker], Limits(), starter=large))
    snapshot = knowledge.answerer.snapshot
    places = {document.root: place for place, document in enumerate(snapshot.documents)}
    assert snapshot.is_about(places[str(docker)], "docker")
    assert not snapshot.is_about(places[str(large)], "docker")
    assert not snapshot.is_about(places[str(large)], "nowhere")


def test_a_parameter_that_the_page_explains_is_a_question_by_itself(tmp_path: Path) -> None:
    pages = {
        "faq/io.md": "# IO 统计怎么看\n\n按进程看。\n\n## 要开 track_io_timing\n\n默认不计时。\n",
        "faq/standby.md": "# 备库查询被取消\n\n打开 hot_standby_feedback 就不取消了；\n"
        "hot_standby_feedback 会让主库膨胀。另见 wal_receiver_timeout。\n",
        "faq/cost.md": "# 自动清理太慢\n\nautovacuum_vacuum_cost_delay 调小，"
        "autovacuum_vacuum_cost_delay 默认 2 毫秒。膨胀，膨胀。\n",
    }
    knowledge = open_pages(write_pages(tmp_path / "pages", pages), tmp_path / "index")
    for asked in (
        "track_io_timing",
        "hot_standby_feedback 是什么",
        "autovacuum_vacuum_cost_delay",
    ):
        assert feature(knowledge, asked, "lone") == 0.0
        assert isinstance(knowledge.answer(asked), Answer)
    assert feature(knowledge, "膨胀", "lone") == 1.0  # no identifier
    text = "".join(pages.values())
    assert is_explained(["hot_standby_feedback"], (), "", text, ())
    assert is_explained(["wal_receiver_timeout"], ("wal_receiver_timeout 设多少",), "", "", ())
    assert not is_explained(["wal_receiver_timeout"], (), "", text, ())  # in passing
    assert not is_explained(["vacuum_cost_delay"], (), "", text, ())  # a piece of another


@pytest.mark.parametrize(
    ("word", "heading", "explained"),
    [
        ("harpoon", "harpoon 是什么，能干什么", True),
        ("鲸鱼", "harpoon、鲸鱼是什么", True),
        ("冻结", "冻结（freeze）是什么意思", True),
        ("膨胀", "表膨胀是什么原因", False),
        ("密码", "默认密码是什么", False),  # of one kind
        ("形式", "这场是什么形式", False),
        ("harpoon", "harpoon 怎么装", False),
    ],
)
def test_a_word_alone_asks_what_it_is_where_a_heading_says_so(
    word: str, heading: str, explained: bool
) -> None:
    assert is_explained([word], [heading], "", "", ()) is explained


@pytest.mark.parametrize(
    ("word", "heading", "explained"),
    [
        ("乐观锁", "逻辑复杂时:悲观锁和乐观锁", True),
        ("nowait", "nowait 和 skip locked 的区别", True),
        ("nowait", "nowait_queue 怎么配", False),  # a piece of another
        ("锁", "悲观锁和乐观锁", False),  # short words stand in many
    ],
)
def test_a_word_of_the_subject_alone_is_answered_where_the_passage_is_headed_by_it(
    word: str, heading: str, explained: bool
) -> None:
    assert is_explained([word], (), heading, "", [word]) is explained
    assert not is_explained([word], (), heading, "", ())


def test_a_word_for_the_kind_of_answer_is_not_missed(tmp_path: Path) -> None:
    pages = {
        "faq/paging.md": "# 深分页越翻越慢\n\n前面的行都要先数过去，越往后越慢。\n",
        "faq/power.md": "# 停电\n\n停电的原因要问供电局，原因很多。\n",
    }
    knowledge = open_pages(write_pages(tmp_path / "pages", pages), tmp_path / "index")
    assert feature(knowledge, "深分页越翻越慢的原因", "held") == 1.0
    assert feature(knowledge, "深分页越翻越慢的原因", "off_subject") == 0.0
    assert feature(knowledge, "停电的原因", "held") == 1.0


@pytest.mark.parametrize("wait", ["10ms", "5min", "3s", "100w"])
def test_a_number_with_its_unit_is_an_amount_and_no_name(knowledge: Knowledge, wait: str) -> None:
    assert feature(knowledge, f"分页要 {wait} 越翻越慢", "missing_names") == 0.0
    assert feature(knowledge, f"分页要 {wait} 越翻越慢", "unknown_names") == 0.0


@pytest.mark.parametrize(
    "question", ["停车场的表怎么设计", "小区门禁系统要几张表", "点餐小程序的数据库怎么设计"]
)
def test_whose_tables_are_designed_is_an_example(knowledge: Knowledge, question: str) -> None:
    assert feature(knowledge, question, "everyday") == 0.0
    assert feature(knowledge, question, "unknown_words") == 0.0
    assert isinstance(knowledge.answer(question), Answer)


def test_a_value_of_a_tool_is_not_on_a_page_that_names_the_tool(knowledge: Knowledge) -> None:
    assert feature(knowledge, "kafka 分区数设多少", "of_a_tool") == 1.0
    assert feature(knowledge, "变更推到 kafka 有几种办法", "of_a_tool") < 0.5


def test_code_beside_another_database_is_not_its_own(knowledge: Knowledge) -> None:
    assert feature(knowledge, "clickhouse 怎么建表 create table", "of_a_tool") == 1.0


@pytest.mark.parametrize(
    ("title", "name", "called"),
    [
        ("pgpool-ii 读写分离", "pgpool", True),
        ("有了 hikaricp 还要不要", "hikari", True),
        ("php、laravel 连 pg", "laravel", False),
        ("从 sql server 迁移到 pg", "sqlserver", True),
        ("mysql、sql server 连 pg", "sqlserver", False),
        ("重启 postgresql server", "sqlserver", False),
    ],
)
def test_another_spelling_of_a_tool_is_no_second_tool(title: str, name: str, called: bool) -> None:
    assert software.is_called(title, name) is called


def test_a_page_called_by_a_name_in_two_words_deals_with_it_in_one() -> None:
    page = software.Page(("从 sql server 迁移到 pg",), "", "")
    assert software.deals_with(page, "sqlserver", "sqlserver 的 getdate")


@pytest.mark.parametrize(
    ("question", "liked"),
    [
        ("mysql 的 find_in_set", True),
        ("mysql 的find_in_set()函数", True),
        ("mysql 的 find_in_set 怎么装", False),
        ("mysql 的 gtid", False),
        ("oracle 的 find_in_set", False),
        ("mysql 的 set", False),  # a piece of another name
        ("mysql 的 sql", False),  # which tags of pages have
    ],
)
def test_who_names_what_another_database_has_asks_for_its_like(question: str, liked: bool) -> None:
    names = ("逗号分隔的字段怎么拆开", "find_in_set 对应写法", "sql")
    page = software.Page(names, "拆成数组再比。", "")
    assert software.deals_with(page, "mysql", question) is liked


@pytest.mark.parametrize("text", ["how to restart the postgresql server", "mysql server 的数据"])
def test_a_server_of_another_database_is_not_the_one_called_sql_server(text: str) -> None:
    assert "sqlserver" not in software.named(text, ())
    assert software.named("sql server 的 top", ()) == ["sqlserver"]


def test_software_is_told_of_as_it_is_written() -> None:
    assert software.only_of("jenkins 构建失败", ["jenkin", "构建", "失败"]) == "jenkins"
