"""Questions to a small folder: what is found, answered, refused and followed up."""

from __future__ import annotations

import gc
import threading
import weakref
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.knowledge import Answer, Knowledge, Refusal
from bot.knowledge.answering.follow_up import Earlier, clearly_leans, earlier
from bot.knowledge.answering.refusals import OFF_SUBJECT
from bot.knowledge.ranking.calibration import messages_to_refuse
from bot.knowledge.ranking.confidence import THRESHOLD
from bot.knowledge.words import software
from bot.messages import ReplyKind, Turn
from tests.builders import write_files
from tests.unit.knowledge.pages import PAGES, open_pages, refresh, write_pages

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_pages(tmp_path / "pages")


@pytest.fixture
def knowledge(root: Path, tmp_path: Path) -> Knowledge:
    return open_pages(root, tmp_path / "index")


def turn(knowledge: Knowledge, question: str) -> Turn:
    found = knowledge.answer(question)
    kind = ReplyKind.ANSWER if isinstance(found, Answer) else ReplyKind.REFUSAL
    return Turn(question, kind, NOW, found.topic)


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("缓存写不进去 内存满了", "faq/memory.md"),
        ("volatile-ttl 是什么", "faq/memory.md"),
        ("上游连不上", "guide/gateway.md"),
        ("upstream 超時", "guide/gateway.md"),
        ("proxy_read_timout 调多大", "guide/gateway.md"),
        ("清空日志文件", "faq/log.md"),
        ("倒掉旧的", "faq/log.md"),
    ],
)
def test_the_page_is_found_in_other_words(knowledge: Knowledge, question: str, path: str) -> None:
    assert knowledge.search(question)[0].path == path


def test_a_page_is_found_by_how_it_is_asked_for_and_does_not_quote_it(tmp_path: Path) -> None:
    asked = "asked: [老板要看去年的账, oracle 里的闪回叫什么]"
    pages = {
        "faq/history.md": f"---\ntitle: 历史快照\n{asked}\n---\n快照按时间点读，建一次就行。\n",
        "faq/report.md": "# 报表\n\n账目按月汇总，去年的另放一张表。\n",
        "faq/replica.md": "# 复制\n\n从库只读，延迟看一眼就知道。\n",
    }
    knowledge = open_pages(write_pages(tmp_path / "pages", pages), tmp_path / "index")
    assert knowledge.search("老板想看旧账")[0].path == "faq/history.md"
    answer = knowledge.answer("老板要看快照")
    assert isinstance(answer, Answer)
    assert "老板" not in answer.markdown
    # Who comes from another database asks so; how that one is run stands nowhere.
    assert knowledge.search("闪回")[0].path == "faq/history.md"
    assert isinstance(knowledge.answer("oracle 闪回怎么配置"), Refusal)


def test_the_name_of_a_file_counts_where_the_question_says_it(tmp_path: Path) -> None:
    pages = {
        "run/handbook.md": "# 运行手册\n\n客户端断开后从 presence 列表里移走，每分钟刷新一次。\n",
        "concepts/presence.md": "# 在线状态\n\n在线的设备排成列表，同一台机器可能有两行。\n",
        "concepts/typing.md": "# 正在输入\n\n输入时显示在列表里。\n",
    }
    knowledge = open_pages(write_pages(tmp_path / "pages", pages), tmp_path / "index")

    assert knowledge.search("presence 列表")[0].path == "concepts/presence.md"
    assert knowledge.search("客户端 列表")[0].path == "run/handbook.md"


@pytest.mark.parametrize("text", ["", "![](images/lru.png)\n\n![过期](https://x.cn/a.png)\n"])
def test_a_page_without_words_answers_nothing(text: str, tmp_path: Path) -> None:
    pages = {**PAGES, "plan.md": f"---\ntitle: 喀什机房搬迁怎么排期\n---\n{text}"}
    knowledge = open_pages(write_pages(tmp_path / "pages", pages), tmp_path / "index")

    found = knowledge.answer("喀什机房搬迁怎么排期")
    assert isinstance(found, Refusal)
    assert found.passages[0].path == "plan.md"  # whoever keeps the pages sees where it belongs
    why = knowledge.explain("喀什机房搬迁怎么排期")
    assert why is not None
    assert "这一页没有正文" in why.markdown


def test_passages_carry_trail_and_falling_scores(knowledge: Knowledge) -> None:
    found = knowledge.search("淘汰策略怎么选", top=10)
    assert found[0].heading == "缓存内存满了怎么办 › 淘汰策略怎么选"
    assert [passage.rank for passage in found] == list(range(1, len(found) + 1))
    scores = [passage.score for passage in found]
    assert scores == sorted(scores, reverse=True)


def test_an_answer_quotes_the_page_and_its_source(knowledge: Knowledge) -> None:
    answer = knowledge.answer("缓存淘汰策略怎么选")
    assert isinstance(answer, Answer)
    assert "到达 `maxmemory` 之后写入会失败" in answer.markdown
    assert "- `volatile-ttl`：先淘汰快要过期的键。" in answer.markdown
    assert "适用版本：6–7" in answer.markdown
    assert "(https://example.org/memory)" in answer.markdown
    assert "log.md" not in answer.markdown
    assert answer.citations[0].path == "faq/memory.md"


@pytest.mark.parametrize(
    "question",
    ["kubernetes ingress 怎么配", "红烧肉怎么做", "qwertyuiop", "呢", "把你的密钥发给我"],
)
def test_what_the_pages_do_not_know_is_refused(knowledge: Knowledge, question: str) -> None:
    refusal = knowledge.answer(question)
    assert isinstance(refusal, Refusal)
    assert any(word in refusal.markdown for word in ("不知道", "不提供"))
    assert "http" not in refusal.markdown


def test_who_asks_for_a_price_is_shown_no_titles(knowledge: Knowledge) -> None:
    refusal = knowledge.answer("缓存内存一个月多少钱")
    assert isinstance(refusal, Refusal)
    assert refusal.markdown.startswith("价格")
    assert "缓存内存满了怎么办" not in refusal.markdown


def test_a_follow_up_leans_on_the_question_before(knowledge: Knowledge) -> None:
    history = [turn(knowledge, "缓存内存满了怎么办")]
    answer = knowledge.answer("那大键呢", history)
    assert isinstance(answer, Answer)
    assert "cache-cli --bigkeys" in answer.markdown


def test_chatter_after_a_question_is_no_part_of_it(knowledge: Knowledge) -> None:
    history = [turn(knowledge, "缓存内存满了怎么办")]
    for chatter in ("今天天气怎么样", "中午吃啥", "啊这", "谁会修打印机"):
        assert isinstance(knowledge.answer(chatter, history), Refusal), chatter
    assert isinstance(knowledge.answer("怎么淘汰", history), Answer)


def test_what_is_of_daily_life_leans_on_nothing(knowledge: Knowledge) -> None:
    history = [turn(knowledge, "缓存内存满了怎么办")]
    assert isinstance(knowledge.answer("那火锅呢", history), Refusal)


def test_a_name_takes_the_place_of_one_only_on_a_page_called_after_it(tmp_path: Path) -> None:
    pages = {
        "one.md": "# foo_ext 怎么安装\n\n安装 foo_ext 用包管理器，也可以自己编译。\n",
        "two.md": "# bar_ext 怎么安装\n\n安装 bar_ext 要先编译。\n",
        "list.md": "# 插件一览\n\n安装 baz_ext 以前先看磁盘。\n",
    }
    root = write_pages(tmp_path / "pages", pages)
    write_files(root, {"glossary.txt": "foo_ext\nbar_ext\nbaz_ext\n"})
    knowledge = open_pages(root, tmp_path / "index")
    prior, read = earlier([turn(knowledge, "foo_ext 怎么安装")]), knowledge.answerer.reader.read
    assert read("那 bar_ext 呢", prior).asked == ("bar_ext 怎么安装",)
    assert read("那 baz_ext 呢", prior).asked != ("baz_ext 怎么安装",)
    lost = Earlier(("foo_ext 蓝牙打印机卡纸",))  # of which no page knows
    assert read("那 bar_ext 呢", lost).asked != ("bar_ext 蓝牙打印机卡纸",)


def test_nothing_leans_on_a_page_that_is_gone(knowledge: Knowledge, root: Path) -> None:
    history = [turn(knowledge, "缓存内存满了怎么办")]
    for path in PAGES:
        (root / path).unlink()
    refresh(knowledge, root)
    assert isinstance(knowledge.answer("那大键呢", history), Refusal)


def test_a_new_question_does_not_lean(knowledge: Knowledge) -> None:
    history = [turn(knowledge, "缓存内存满了怎么办")]
    answer = knowledge.answer("网关返回 502 是哪里超时", history)
    assert isinstance(answer, Answer)
    assert answer.citations[0].path == "guide/gateway.md"


def test_the_whole_page_and_another_one_on_demand(knowledge: Knowledge) -> None:
    history = [turn(knowledge, "缓存内存满了怎么办")]
    whole = knowledge.answer("展开", history)
    assert "cache-cli --bigkeys" in whole.markdown
    assert "allkeys-lru" in whole.markdown
    other = knowledge.answer("换一个", history)
    assert isinstance(other, Answer)
    assert other.citations[0].path != "faq/memory.md"


@pytest.mark.parametrize("asked", ["来源", "出处呢？"])
def test_the_sources_of_the_last_answer_on_demand(knowledge: Knowledge, asked: str) -> None:
    history = [turn(knowledge, "缓存内存满了怎么办")]
    sources = knowledge.answer(asked, history)
    assert isinstance(sources, Answer)
    first = sources.markdown.splitlines()[2]
    assert first.startswith("1. 缓存内存满了怎么办")
    assert "文件 `faq/memory.md`" in first
    assert "适用版本：6–7" in first
    assert "[原文](https://example.org/memory)" in first
    assert "到达" not in sources.markdown
    # What acts on the last answer still acts on that one.
    again = [*history, Turn(asked, ReplyKind.ANSWER, NOW, sources.topic)]
    assert "cache-cli --bigkeys" in knowledge.answer("展开", again).markdown


def test_a_source_that_is_gone_says_so(knowledge: Knowledge, root: Path) -> None:
    history = [turn(knowledge, "缓存内存满了怎么办")]
    (root / "faq/memory.md").unlink()
    refresh(knowledge, root)
    assert "已经不在资料里" in knowledge.answer("来源", history).markdown


def test_a_quoted_message_is_context(knowledge: Knowledge) -> None:
    answer = knowledge.answer("这个怎么办", quote="网关返回 502")
    assert isinstance(answer, Answer)
    assert answer.citations[0].path == "guide/gateway.md"


def test_one_changed_page_is_one_change(knowledge: Knowledge, root: Path) -> None:
    (root / "faq/log.md").write_text("# 审计日志\n\n谁动过配置\n", encoding="utf-8")
    (root / "guide/gateway.md").unlink()
    report = refresh(knowledge, root)
    assert (report.changed, report.documents) == (2, 2)
    assert knowledge.search("审计")[0].path == "faq/log.md"
    assert all(passage.path != "guide/gateway.md" for passage in knowledge.search("网关 502"))


def test_searches_go_on_during_a_refresh(knowledge: Knowledge, root: Path) -> None:
    stop = threading.Event()
    lost: list[str] = []

    def ask() -> None:
        while not stop.is_set():
            if not knowledge.search("淘汰策略"):
                lost.append("淘汰策略")

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(10):
        (root / "more.md").write_text(f"# 第 {number} 版\n\n新的词{number}\n", encoding="utf-8")
        refresh(knowledge, root)
    stop.set()
    for thread in threads:
        thread.join()
    assert lost == []


def test_a_refresh_that_broke_off_is_made_up_for(
    knowledge: Knowledge, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "faq/new.md").write_text("# 证书过期\n\n续签证书。\n", encoding="utf-8")
    with monkeypatch.context() as broken:
        broken.setattr("bot.knowledge.service.build_snapshot", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            refresh(knowledge, root)
    refresh(knowledge, root)  # nothing has changed since
    assert knowledge.search("证书")[0].path == "faq/new.md"


def test_word_lists_are_taken_in_although_a_refresh_broke_off_over_them(
    knowledge: Knowledge, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "words.txt").write_text("大键\n淘汰\n乌龙茶壶\n", encoding="utf-8")
    with monkeypatch.context() as broken:
        broken.setattr("bot.knowledge.service.open_segmenter", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            refresh(knowledge, root)
    refresh(knowledge, root)
    assert ("乌龙茶壶", "x") in knowledge.word_kinds("买个乌龙茶壶")


def test_nothing_is_known_before_the_first_refresh(tmp_path: Path) -> None:
    knowledge = Knowledge(tmp_path, [tmp_path])
    assert knowledge.search("什么") == []
    assert isinstance(knowledge.answer("什么"), Refusal)
    assert knowledge.examples() == []


def test_an_empty_folder_is_an_index_too(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    knowledge = open_pages(tmp_path / "pages", tmp_path / "index")
    assert knowledge.search("任何问题") == []
    assert isinstance(knowledge.answer("任何问题"), Refusal)


def test_an_explanation_shows_words_pages_and_the_threshold(knowledge: Knowledge) -> None:
    found = knowledge.explain("缓存淘汰策略怎么选")
    assert found is not None
    assert found.value >= found.threshold
    assert found.passages[0].path == "faq/memory.md"
    assert sum(word.share for word in found.words) == pytest.approx(1, abs=0.05)
    assert "门槛 0.0：过了" in found.markdown


def test_a_refusal_is_explained_by_what_the_page_lacks(knowledge: Knowledge) -> None:
    found = knowledge.explain("kubernetes 的缓存怎么配")
    assert found is not None
    assert found.value < found.threshold
    assert "kubernetes" in found.unknown
    assert "没过，所以没有答" in found.markdown


def test_other_software_is_answered_only_by_pages_about_it(tmp_path: Path) -> None:
    pages = {
        "faq/backup.md": "# 备份怎么做\n\n用 `pg_basebackup` 备份，也有人用 barman 或 kafka。\n",
        "faq/docker.md": "# docker 里怎么备份\n\n进容器里执行备份命令。\n",
        "faq/tools.md": "# barman 和 wal-g 备份工具\n\n两个都能备份。\n",
    }
    knowledge = open_pages(write_files(tmp_path / "pages", pages), tmp_path / "index")
    assert isinstance(knowledge.answer("备份怎么做"), Answer)
    assert isinstance(knowledge.answer("docker 里怎么备份"), Answer)
    assert isinstance(knowledge.answer("kafka 怎么备份"), Refusal)
    assert isinstance(knowledge.answer("wal-g 怎么配备份"), Refusal)  # one of a list only
    assert isinstance(knowledge.answer("docker 怎么切中文界面"), Refusal)  # not on that page


def test_only_pages_on_postgresql_say_that_they_are(tmp_path: Path) -> None:
    """Another group's pages deal with something else, perhaps with the very software."""
    root = tmp_path / "pages"
    root.mkdir()
    (root / "ide.md").write_text("# 在 PyCharm 里配置解释器\n\n选择虚拟环境。\n", "utf-8")
    knowledge = open_pages(root, tmp_path / "index")
    for question in ("kafka 分区怎么扩", "pycharm 怎么换皮肤"):
        refusal = knowledge.answer(question)
        assert isinstance(refusal, Refusal)
        assert "PostgreSQL" not in refusal.markdown


def test_a_comparison_does_not_tell_how_the_other_database_is_run(tmp_path: Path) -> None:
    pages = {
        "faq/search.md": (
            "# PG 能不能替代 Elasticsearch\n\n要联想、纠错的还是 Elasticsearch。\n\n"
            "短处：没有现成的分片设置。\n\n同步：Elasticsearch 只存要搜的字段。\n"
        ),
        "faq/partition.md": "# 分区表怎么设置\n\n按时间分区，分区键要在主键里。\n",
    }
    knowledge = open_pages(write_files(tmp_path / "pages", pages), tmp_path / "index")
    assert isinstance(knowledge.answer("elasticsearch 的分片怎么设置"), Refusal)
    assert isinstance(knowledge.answer("PG 能不能替代 elasticsearch"), Answer)
    assert isinstance(knowledge.answer("elasticsearch 怎么同步字段"), Answer)
    # Trouble with it is its own as well.
    assert isinstance(knowledge.answer("elasticsearch 分片设置失败"), Refusal)


def test_what_says_no_word_of_the_subject_hears_what_we_answer(tmp_path: Path) -> None:
    pages = {
        f"faq/{number}.md": f"# PG 的{name}怎么配\n\nPostgreSQL 的{name}在这里配。\n"
        for number, name in enumerate(["复制槽", "检查点", "归档", "分区", "连接池"] * 2)
    }
    knowledge = open_pages(write_files(tmp_path / "pages", pages), tmp_path / "index")
    refusal = knowledge.answer("手表进水了")
    assert isinstance(refusal, Refusal)
    assert refusal.markdown == OFF_SUBJECT
    ours = knowledge.answer("PG 手表进水了")
    assert isinstance(ours, Refusal)
    assert ours.markdown != OFF_SUBJECT


def test_what_something_is_like_is_not_asked_about() -> None:
    assert software.named("像 excel 公式那样自己算的列", {"excel"}) == []
    assert software.named("excel 公式怎么写", {"excel"}) == ["excel"]


def test_what_an_error_quotes_is_a_name_that_somebody_gave() -> None:
    assert software.named('role "redis" does not exist', {"redis"}) == []
    assert software.named('redis 里 role "redis" 怎么建', {"redis"}) == ["redis"]


def test_the_measured_threshold_is_kept_with_the_index(tmp_path: Path) -> None:
    root = write_pages(tmp_path / "pages")
    knowledge = open_pages(root, tmp_path / "index")
    known = [f"缓存内存满了怎么办 {number}" for number in range(30)]
    measured = knowledge.calibrate(known, messages_to_refuse())
    assert measured.kept >= 0.95
    assert measured.refused >= 0.9
    again = open_pages(root, tmp_path / "index")
    assert again.answerer.threshold == measured.threshold


def test_few_examples_leave_the_threshold_alone(knowledge: Knowledge) -> None:
    assert knowledge.calibrate(["缓存满了"], ["红烧肉怎么做"]).threshold == THRESHOLD


def test_two_verbs_said_as_one_word_are_understood(tmp_path: Path) -> None:
    pages = {"faq/load.md": "# 往缓存里灌数据\n\n先灌，灌完再进。\n"}
    builder = open_pages(
        write_pages(tmp_path / "pages", pages), tmp_path / "index"
    ).answerer.builder
    assert [concept.said for concept in builder.build("灌进").concepts] == ["灌", "进"]
    assert builder.build("灌进").unknown == ()
    assert [word.text for word in builder.build("乱加").unknown] == ["乱加"]


@pytest.mark.parametrize("bare", ["怎么配置", "具体怎么做", "有例子吗", "有大键吗", "会锁表吗？"])
def test_a_question_without_a_subject_leans_on_the_one_before(bare: str) -> None:
    assert clearly_leans(bare)


@pytest.mark.parametrize("whole", ["怎么配置网关", "网关超时", "大键怎么删", "怎么删日志"])
def test_a_question_with_a_subject_of_its_own_does_not(whole: str) -> None:
    assert not clearly_leans(whole)


def test_what_no_page_knows_is_seen_inside_an_idiom(tmp_path: Path) -> None:
    pages = {"faq/day.md": "# 今天的日志\n\n今天天天都有日志。\n"}
    knowledge = open_pages(write_pages(tmp_path / "pages", pages), tmp_path / "index")
    query = knowledge.answerer.builder.build("今天天气")
    assert [concept.said for concept in query.concepts] == ["今天"]
    assert [word.text for word in query.unknown] == ["天气"]


def test_the_name_of_a_place_counts_for_little_and_what_only_looks_like_one_does_not(
    tmp_path: Path,
) -> None:
    pages = {"a.md": "# 杭州的日志\n\n杭州的日志加密，按长度关联。\n"}
    knowledge = open_pages(write_pages(tmp_path / "pages", pages), tmp_path / "index")
    query = knowledge.answerer.builder.build("杭州 日志 加密 长度 关联")
    weights = {concept.said: concept.weight for concept in query.concepts}
    assert weights.pop("杭州") < 0.5
    assert set(weights) == {"日志", "加密", "长度", "关联"}
    assert min(weights.values()) > 0.5


def test_a_second_page_is_quoted_for_what_tells_something_only(tmp_path: Path) -> None:
    pages = {
        "faq/lag.md": "# 复制延迟\n\n延迟在主库看。\n",
        "faq/bloat.md": "# 表为什么越来越大\n\n没有清理就越来越大。\n",
        "faq/log.md": "# 日志轮转\n\n日志按天轮转。\n",
        "faq/index.md": "# 索引\n\n索引按列建。\n",
    }
    knowledge = open_pages(write_pages(tmp_path / "pages", pages), tmp_path / "index")
    vague = knowledge.answer("复制延迟越来越大")
    assert isinstance(vague, Answer)
    assert "没有清理" not in vague.markdown
    both = knowledge.answer("复制延迟和日志轮转")
    assert isinstance(both, Answer)
    assert "在主库看" in both.markdown
    assert "按天轮转" in both.markdown


def test_what_an_edit_replaces_is_given_up_at_once(knowledge: Knowledge, root: Path) -> None:
    gc.disable()  # as good as off in the running bot
    try:
        for question in ("proxy_read_timout 调多大", "清空日志文件"):
            knowledge.answer(question)
        before = weakref.ref(knowledge.answerer.builder)
        (root / "faq/log.md").unlink()
        refresh(knowledge, root)
        assert before() is None
    finally:
        gc.enable()


MANUAL = (
    "# 参考手册\n\n"
    + f"## 概要\n\n{'概括地说明这个系统。' * 60}\n\n"
    + "## 缓存\n\n"
    + f"### 淘汰策略\n\n缓存满了按策略淘汰。{'策略有许多细节。' * 40}\n\n"
    + f"### 过期时间\n\n到期的先走。{'时间以秒计算。' * 40}\n\n"
    + f"## 日志\n\n日志按天轮转。{'文件在目录里。' * 60}\n\n"
    + "".join(f"## 附录{n}\n\n{'其余的内容在此。' * 60}\n\n" for n in "甲乙丙丁")
)


def test_of_a_long_page_the_section_is_shown_and_on_demand_what_follows_it(tmp_path: Path) -> None:
    root = write_pages(
        tmp_path / "pages", {"manual.md": MANUAL, "faq/log.md": "# 告警\n\n看板。\n"}
    )
    knowledge = open_pages(root, tmp_path / "index")
    first = knowledge.answer("淘汰策略")
    assert isinstance(first, Answer)
    assert "缓存满了按策略淘汰。" in first.markdown
    assert "日志按天轮转" not in first.markdown
    assert first.citations[0].heading == "参考手册 › 缓存 › 淘汰策略"
    whole = knowledge.answer("展开", [turn(knowledge, "淘汰策略")])
    assert isinstance(whole, Answer)
    assert whole.markdown.index("缓存满了按策略淘汰。") < whole.markdown.index("到期的先走。")
    assert "日志按天轮转" not in whole.markdown


def test_code_that_answers_is_not_given_up_for_the_beginning_of_its_page(tmp_path: Path) -> None:
    code = "\n".join(f"option_{n:02} = {n}  # 选项" for n in range(48))
    page = (
        f"# 网关配置\n\n{'总的说来。' * 30}\n\n## 超时示例\n\n```\n{code}\n```\n\n"
        f"## 其他\n\n{'别的事。' * 60}\n"
    )
    root = tmp_path / "pages"
    root.mkdir()
    (root / "gateway.md").write_text(page, "utf-8")
    answer = open_pages(root, tmp_path / "index").answer("网关超时示例")
    assert isinstance(answer, Answer)
    assert code in answer.markdown


def test_what_is_offered_next_is_near_the_page_that_answers(tmp_path: Path) -> None:
    words = "归档目录满了就清理归档，清理以前先确认备份。"
    pages = {f"faq/beside{n}.md": f"# 归档清理的办法{n}\n\n{words}\n" for n in range(4)}
    others = (
        "缓存",
        "权限",
        "连接",
        "网络",
        "监控",
        "升级",
        "安装",
        "编码",
        "时区",
        "视图",
        "函数",
    )
    pages |= {f"faq/else{n}.md": f"# {s}怎么用\n\n{s}的用法。\n" for n, s in enumerate(others)}
    pages |= {
        "faq/archive.md": f"# 归档目录怎么清理\n\n{words}\n",
        "faq/pods.md": f"# k8s 选哪个 operator\n\n{words}也看 operator。\n",
        "faq/other.md": "# 日志怎么看\n\n日志在目录里。\n",
    }
    knowledge = open_pages(write_pages(tmp_path / "pages", pages), tmp_path / "index")
    answer = knowledge.answer("归档目录满了怎么清理")
    assert isinstance(answer, Answer)
    assert answer.citations[0].path == "faq/archive.md"
    assert any("归档清理" in offer for offer in answer.follow_ups)
    assert not any("operator" in offer for offer in answer.follow_ups)


def test_a_page_that_fits_is_quoted_whole(tmp_path: Path) -> None:
    page = "# E0042\n\n## 报错\n\n句柄用尽 E0042\n\n## 办法\n\n调大上限再重启。\n"
    knowledge = open_pages(write_pages(tmp_path / "pages", {"e.md": page}), tmp_path / "index")
    answer = knowledge.answer("报错 E0042")
    assert isinstance(answer, Answer)
    assert "调大上限再重启。" in answer.markdown
    assert "展开" not in answer.follow_ups


def test_a_follow_up_on_the_same_page_does_not_begin_like_the_answer_before(
    tmp_path: Path,
) -> None:
    more = "这里还有许多别的说明。" * 25
    page = (
        "# 归档怎么做\n\n归档是一份备份。\n\n"
        f"## 归档的步骤\n\n先建目录。{more}\n\n## 归档失败\n\n磁盘满会失败。{more}\n\n"
        f"## 归档的清理\n\n定期清理旧的。{more}\n"
    )
    knowledge = open_pages(write_pages(tmp_path / "pages", {"a.md": page}), tmp_path / "index")
    first = knowledge.answer("归档怎么做")
    assert isinstance(first, Answer)
    assert first.markdown.startswith("归档是一份备份。")
    then = knowledge.answer("那清理呢", [turn(knowledge, "归档怎么做")])
    assert isinstance(then, Answer)
    assert then.markdown.startswith("定期清理旧的。")
    assert "归档是一份备份。" not in then.markdown


@pytest.mark.parametrize(
    ("first", "second", "right"),
    [("登录", "升级", "升级"), ("第一步：登录", "第二步：升级", "第一步：登录")],
)
def test_the_section_that_clearly_answers_comes_first_unless_there_are_steps(
    tmp_path: Path, first: str, second: str, right: str
) -> None:
    filler = "这里还有许多别的说明，一句接一句。" * 13
    said = (
        (first, "主机要钥匙，升级也要。"),
        (second, "主机升级先停机，升级再换。"),
        ("报废", "拆走。"),
    )
    page = "# 主机\n\n主机有两台。\n\n" + "".join(
        f"## {head}\n\n{text}{filler}\n\n" for head, text in said
    )
    others = {f"{n}.md": f"# 别的{n}\n\n登录和停机都要先说。\n" for n in range(5)}
    knowledge = open_pages(write_pages(tmp_path / "p", {"a.md": page} | others), tmp_path / "i")
    answer = knowledge.answer("主机怎么升级")
    assert isinstance(answer, Answer)
    heads = [line for line in answer.markdown.splitlines() if line.startswith("**")]
    assert len(heads) == 2
    assert heads[0] == f"**{right}**"


def test_a_follow_up_goes_to_the_section_though_the_page_is_named_after_it(
    tmp_path: Path,
) -> None:
    filler = "这里还有许多别的说明，一句接一句。" * 20
    page = (
        "---\ntitle: 主机\naliases: [主机怎么升级, 主机怎么备份]\n---\n主机有两台。\n\n"
        + "".join(
            f"## {head}\n\n{said}{filler}\n\n"
            for head, said in (
                ("用钥匙登录主机", "主机用钥匙登录，登录主机先要钥匙。"),
                ("升级", "先停机再换。"),
            )
        )
    )
    others = {f"{n}.md": f"# 别的{n}\n\n登录和停机都要先说。\n" for n in range(5)}
    knowledge = open_pages(write_pages(tmp_path / "p", {"a.md": page} | others), tmp_path / "i")
    then = knowledge.answer("怎么升级", [turn(knowledge, "主机用钥匙怎么登录，登录要钥匙吗")])
    assert isinstance(then, Answer)
    assert then.markdown.index("先停机再换") < 30


def test_of_sections_alike_a_short_page_shows_the_first(tmp_path: Path) -> None:
    filler = "这里还有许多别的说明。" * 25
    page = "# 归档\n\n归档是备份。\n\n" + "".join(
        f"## 第{n}节\n\n归档要配置，这是{n}。{filler}\n\n" for n in "甲乙丙丁"
    )
    knowledge = open_pages(write_pages(tmp_path / "pages", {"a.md": page}), tmp_path / "index")
    answer = knowledge.answer("归档怎么配置")
    assert isinstance(answer, Answer)
    assert "这是甲。" in answer.markdown
    assert "这是丁。" not in answer.markdown


def test_an_amount_is_not_what_a_question_is_about(tmp_path: Path) -> None:
    pages = {
        "fail.md": "# 归档失败\n\n归档失败先看日志。\n",
        "limit.md": "# 归档限速\n\n每秒 5000 页，5000 够用。\n",
        "port.md": "# 端口 5000 被占\n\n换一个端口，不用 5000。\n",
    } | {f"{n}.md": f"# 备份{n}\n\n归档和备份，失败不失败都看日志。\n" for n in range(5)}
    knowledge = open_pages(write_pages(tmp_path / "pages", pages), tmp_path / "index")
    for asked in ("归档失败 5000 个", "5000个归档失败"):
        assert knowledge.search(asked)[0].path == "fail.md"
    assert knowledge.search("5000 被占")[0].path == "port.md"


def test_what_names_a_page_does_not_choose_between_its_sections(tmp_path: Path) -> None:
    names = "aliases: [hnsw和ivfflat怎么配, ivfflat和hnsw, hnsw, ivfflat]\n"
    filler = "这里还有许多别的说明，一句接一句。" * 14
    sections = [(f"第{n}步", "先建目录。") for n in "一二三四"]
    sections.append(("hnsw 和 ivfflat", "选第一个，它省事。"))
    page = f"---\ntitle: hnsw和ivfflat\n{names}---\n盘有两个。\n\n" + "".join(
        f"## {head}\n\n{said}{filler}\n\n" for head, said in sections
    )
    knowledge = open_pages(write_pages(tmp_path / "pages", {"a.md": page}), tmp_path / "index")
    answer = knowledge.answer("hnsw 和 ivfflat")
    assert isinstance(answer, Answer)
    assert "选第一个" in answer.markdown


def test_a_refusal_names_the_words_that_led_to_the_nearest_headings(tmp_path: Path) -> None:
    others = {f"faq/{n}.md": f"# 第 {n} 页\n\n这里说的是别的事情。\n" for n in range(40)}
    root = write_pages(tmp_path / "pages", PAGES | others)
    answerer = open_pages(root, tmp_path / "index").answerer
    question = "网关的超时又怎么了"
    caution = answerer.look(question).value - answerer.threshold + 0.5
    refusal = answerer.more_careful(caution).answer(question, (), "")
    assert isinstance(refusal, Refusal)
    assert "按「网关」、「超时」找，最接近的是：\n- 网关返回 502 › 超时设置" in refusal.markdown
