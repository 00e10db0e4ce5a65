"""What a folder is about: its name leads to no page, and tells one folder from another."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.folder import scan
from bot.knowledge import Knowledge
from bot.knowledge.answering.refusals import OFF_SUBJECT
from bot.knowledge.words import software
from bot.settings import Limits
from tests.unit.knowledge.pages import open_pages, write_pages


def handbook(product: str, pages: Mapping[str, str], others: int = 8) -> dict[str, str]:
    """These pages, and ``others`` that name the product, so many that it is their subject."""
    about = {
        f"about-{n}.md": f"# 第 {n} 章\n\n{product} 的第 {n} 章，写给装过 {product} 的人。\n"
        for n in range(others)
    }
    return {**about, **{f"{name}.md": text for name, text in pages.items()}}


CONTAINERS = {
    "clean": "# 磁盘占满时怎么清理\n\n先看谁占得多，再清理不用的镜像。\n",
    "clean-docker": "# docker_clean 和 docker_purge\n\ndocker_clean 清理 docker，docker_purge 清 "
    "docker 的缓存；docker、docker、docker 都行。\n",
    "restart": "# 怎么重启\n\n重启用 systemctl restart，docker 就起来了。\n",
}
QUEUES = {"restart": "# 怎么重启\n\n重启 kafka 前先迁走分区，重启后再迁回来。\n"}


def first(knowledge: Knowledge, question: str) -> str:
    return knowledge.search(question, 1)[0].path


@pytest.mark.parametrize("name", ["docker", "Docker"])
def test_the_name_of_the_subject_leads_to_no_page(tmp_path: Path, name: str) -> None:
    folder = write_pages(tmp_path / "pages", handbook("docker", CONTAINERS))
    knowledge = open_pages(folder, tmp_path / "index")
    asked, named = (
        knowledge.answerer.look(f"{said} 磁盘占满 清理").ranking for said in ("", name)
    )
    assert named.documents[0].document == asked.documents[0].document
    assert named.documents[0].score == pytest.approx(asked.documents[0].score, rel=0.01)


def test_what_a_third_of_the_pages_name_is_looked_for(tmp_path: Path) -> None:
    some = {f"frame-{n}": f"# 框架 {n}\n\n框架 {n} 也能配翻译。\n" for n in range(40)}
    pages = CONTAINERS | some | {
        "library": "# 翻译库怎么配\n\n翻译库怎么配：翻译库先装，再配翻译库。\n",
        "docker-library": "# docker 里翻译库怎么配\n\n在 docker 里，翻译库写进镜像再配。\n",
    }  # fmt: skip
    folder = write_pages(tmp_path / "pages", handbook("docker", pages, 16))
    knowledge = open_pages(folder, tmp_path / "index")
    assert first(knowledge, "翻译库怎么配") == "library.md"
    assert first(knowledge, "docker 翻译库怎么配") == "docker-library.md"


def test_by_itself_it_is_looked_for(tmp_path: Path) -> None:
    folder = write_pages(tmp_path / "pages", handbook("docker", CONTAINERS))
    assert first(open_pages(folder, tmp_path / "index"), "docker") == "clean-docker.md"


def test_it_is_looked_for_where_nothing_else_is_asked(tmp_path: Path) -> None:
    pages = {
        "pool": "# 连接池的短板\n\n连接池的短板是多一跳。短板不止一处，短板要知道。\n",
        "weak": "# docker 还有哪些短板\n\ndocker 的短板是存储。\n",
    }
    folder = write_pages(tmp_path / "pages", handbook("docker", pages))
    knowledge = open_pages(folder, tmp_path / "index")
    assert first(knowledge, "docker 有什么短板") == "weak.md"


def test_it_is_left_out_of_what_is_compared_by_meaning(tmp_path: Path) -> None:
    folder = write_pages(tmp_path / "pages", handbook("docker", CONTAINERS))
    builder = open_pages(folder, tmp_path / "index").answerer.builder
    assert builder.build("Docker 怎么 清理").sentence == "怎么 清理"
    assert builder.build("docker").sentence == "docker"
    assert builder.build("kafka 怎么清理").sentence == "kafka 怎么清理"


def test_no_page_has_to_hold_it(tmp_path: Path) -> None:
    folder = write_pages(tmp_path / "pages", handbook("docker", CONTAINERS))
    answerer = open_pages(folder, tmp_path / "index").answerer
    look = answerer.look("docker 怎么重启")
    assert answerer.snapshot.documents[look.ranking.documents[0].document].path == "restart.md"
    features = look.confidence.features
    assert features["held"] == 1.0
    assert features["missing_names"] == 0.0


def test_it_tells_one_folder_from_another(tmp_path: Path) -> None:
    docker = write_pages(tmp_path / "docker", handbook("docker", CONTAINERS))
    kafka = write_pages(tmp_path / "kafka", handbook("kafka", QUEUES))
    knowledge = Knowledge(tmp_path / "index", [kafka, docker], vectors=False)
    knowledge.refresh(scan([kafka, docker], Limits(), starter=kafka))
    snapshot = knowledge.answerer.snapshot
    about = {name: snapshot.implied[snapshot.terms[name]] for name in ("docker", "kafka")}
    assert about == {"docker": 11, "kafka": 9}
    for name, folder in (("docker", docker), ("kafka", kafka)):
        found = knowledge.answerer.look(f"{name} 怎么重启").ranking.documents[0].document
        assert snapshot.documents[found].root == str(folder)


def test_a_version_is_its_number(tmp_path: Path) -> None:
    pages = {"new": "# 20 版的新功能\n\n第 20 版多了缓存挂载。\n"}
    folder = write_pages(tmp_path / "pages", handbook("docker", CONTAINERS | pages, 16))
    knowledge = open_pages(folder, tmp_path / "index")
    assert first(knowledge, "docker20 新功能") == "new.md"
    look = knowledge.answerer.look("docker20 新功能")
    assert look.confidence.features["missing_names"] == 0.0
    assert look.confidence.features["unknown_names"] == 0.0


def test_software_is_known_by_a_name_that_ends_in_s() -> None:
    assert software.named("kubernetes 怎么部署", {"kubernete"}) == ["kubernete"]
    assert software.named("windows 蓝屏", {"window"}) == ["window"]
    assert software.named("window 函数怎么写", {"window"}) == []


def test_chatter_over_a_few_pages_on_postgresql_hears_what_is_answered(tmp_path: Path) -> None:
    """As over the shipped ones, although the lists know few words of so few pages."""
    folder = write_pages(tmp_path / "pages", handbook("PostgreSQL", CONTAINERS, others=30))
    knowledge = open_pages(folder, tmp_path / "index")
    assert knowledge.is_on_postgres
    assert not knowledge.answerer.builder.listed
    for chatter in ("写给妈妈的信", "楼下奶茶店的人几点关门"):
        assert knowledge.answer(chatter).markdown == OFF_SUBJECT
