"""Articles that pages link to, asked for by words of their titles."""

from __future__ import annotations

import pytest

from bot.events.book.calendar import SalonBook
from tests.unit.events.pages import ask, make_book, told, write_page

# Each title with the words of it that people would type.
TITLES = {
    "《Taming PostgreSQL》": "taming",
    "《PostgreSQL 12 preview - 渔网索引提速十倍》": "渔网索引提速十倍",
    "《替 PostgreSQL 说句公道话 - 浅析《WHY WE LEFT》》": "公道话",
    "《[转] 灯塔日志解析工具 pg_lighthouse》": "pg_lighthouse",
    "《鲸鱼表压测(99万tpm) - use harpoon by Somebody-Lab》": "99万tpm",
}
URLS = {title: f"https://example.org/blog/{n}.md" for n, title in enumerate(TITLES)}
WORDINGS = ("{}那篇的地址", "{} 那篇 blog", "有没有{}的文章", "{}那篇链接发我", "{}的原文在哪")


def _line(title: str) -> str:
    url = URLS[title]
    return f"- {title}（[链接]({url})）" if "[" in title else f"- [{title}]({url})"


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> SalonBook:
    root = tmp_path_factory.mktemp("articles")
    write_page(
        root,
        "events/one.md",
        {"id": "one", "number": 1, "title": "第 1 期 洛阳", "date": "2024-03-09", "city": "洛阳"},
    )
    for number, title in enumerate(TITLES):
        meta = {"title": f"第 {number} 道题"}
        write_page(root, f"faq/q{number}.md", meta, f"## 相关文章\n\n{_line(title)}")
    more = "\n".join(f"- [《海带表 {n}》](https://example.org/kelp/{n}.md)" for n in range(5))
    write_page(root, "faq/kelp.md", {"title": "海带"}, f"{more}\n- [手册](https://example.org/m)")
    return make_book(root)


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("wording", WORDINGS)
def test_it_is_found_by_words_of_its_title_alone(
    articles: SalonBook, title: str, wording: str
) -> None:
    reply = told(articles, wording.format(TITLES[title]))
    assert [url for url in URLS.values() if url in reply] == [URLS[title]]
    assert f"第 {list(TITLES).index(title)} 道题" in reply  # where it is told of


@pytest.mark.parametrize("title", TITLES)
def test_with_its_whole_title_an_address_is_enough(articles: SalonBook, title: str) -> None:
    assert URLS[title] in told(articles, f"{title} 的链接")


@pytest.mark.parametrize(
    "message",
    [
        "那篇文章呢", "文章链接", "官方手册的地址",  # no title
        "索引的链接", "taming 怎么用", "渔网索引提速十倍",  # nobody asks for an article
        "渔网索引和鲸鱼表的文章",  # no title has all of it
        "海带表那篇文章",  # a subject of many
    ],
)  # fmt: skip
def test_what_names_no_article_is_left_to_the_pages(articles: SalonBook, message: str) -> None:
    assert ask(articles, message) is None
