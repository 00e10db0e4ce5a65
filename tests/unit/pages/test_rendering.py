"""Markdown as DingTalk draws it, and nothing a person wrote as markup."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, strategies as st

from bot.pages.rendering import plain_text, render_markdown, render_text


def html(source: str) -> str:
    return render_markdown(source).html


def test_a_line_breaks_only_at_two_spaces_or_a_blank_line() -> None:
    assert html("一\n二") == "<p>一\n二</p>\n"
    assert html("一  \n二") == "<p>一<br>\n二</p>\n"
    assert html("一\n\n二") == "<p>一</p>\n<p>二</p>\n"


def test_documented_markup_is_drawn() -> None:
    drawn = html("# 标题\n\n> 引用\n\n- **粗** *斜*\n\n1. `代码`\n\n```sql\nselect 1;\n```")
    for part in ("<h1>标题", "<blockquote>", "<ul>", "<strong>粗", "<em>斜", "<ol>", "<code>代码"):
        assert part in drawn
    assert '<pre tabindex="0"><code>select 1;\n</code></pre>' in drawn


def test_a_table_needs_a_blank_line_before_it() -> None:
    rows = "| a | b |\n|:---|:---:|\n| 1 | 2 |"
    assert "<table>" not in html(f"如下\n{rows}")
    drawn = html(f"如下\n\n{rows}")
    assert "<table>" in drawn
    assert 'class="center"' in drawn
    assert "style=" not in drawn  # the policy of the page would refuse it


def test_a_dtmd_link_is_a_button_that_knows_its_text() -> None:
    drawn = html("[追问](dtmd://dingtalkclient/sendMessage?content=%E9%82%A3%20%22%3C%E5%91%A2)")
    assert '<button type="button" class="tap" data-send="那 &quot;&lt;呢">追问</button>' in drawn


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,1",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.com/x",
        "dtmd://dingtalkclient/other?content=x",
        "dingtalk://dingtalkclient/page/link?url=javascript%3Aalert(1)",
    ],
)
def test_a_link_to_anything_else_is_dead(address: str) -> None:
    drawn = html(f"[点我](<{address}>)")
    assert "<a" not in drawn
    assert "<button" not in drawn
    assert 'class="dead-link"' in drawn


def test_a_link_out_of_dingtalk_is_taken_apart() -> None:
    drawn = html("[看](dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Fa.b%2F&pc_slide=x)")
    assert 'href="https://a.b/"' in drawn
    assert 'rel="noopener noreferrer nofollow"' in drawn


def test_a_picture_is_a_link_and_never_fetched() -> None:
    drawn = html("![二维码](https://example.com/qr.png) ![](@lADPmedia)")
    assert "<img" not in drawn
    assert '<a class="picture" href="https://example.com/qr.png"' in drawn
    assert '<span class="picture">图片</span>' in drawn


def test_tags_stay_text_and_are_noticed() -> None:
    rendered = render_markdown("<script>alert(1)</script> 与 `a<b>`")
    assert "<script" not in rendered.html
    assert "&lt;script&gt;" in rendered.html
    assert rendered.raw_html
    assert not render_markdown("a < b and `x < y`").raw_html


def test_the_two_tags_that_clients_honour() -> None:
    assert html("一<br>二") == "<p>一<br>\n二</p>\n"
    assert html("<font color=#f00>红</font>") == "<p>红</p>\n"


def test_only_who_is_mentioned_lights_up() -> None:
    rendered = render_markdown("@陈小雨 @刘浩然 `@陈小雨`", {"陈小雨": "陈小雨"})
    assert rendered.html.count("mention") == 1
    assert '<span class="mention">@陈小雨</span> @刘浩然' in rendered.html


def test_an_id_is_not_found_inside_a_longer_one() -> None:
    assert "mention" not in render_markdown("@u0011", {"u001": "小明"}).html


def test_plain_text_keeps_lines_and_links_addresses() -> None:
    drawn = render_text("<b>看</b>\nhttps://example.com/?a=1&b=2，好", ["象问"])
    assert "&lt;b&gt;看&lt;/b&gt;\n" in drawn
    assert '<a href="https://example.com/?a=1&amp;b=2"' in drawn
    assert ">https://example.com/?a=1&amp;b=2</a>，好" in drawn


def test_a_preview_has_no_marks() -> None:
    assert (
        plain_text("# 标题\n\n**粗**与`码`  \n下一行\n\n```\nx = 1\n```")
        == "标题 粗与码 下一行 x = 1"
    )


# Every fragment of the alphabet is a way in that somebody tried somewhere.
_FRAGMENTS = st.lists(
    st.sampled_from(
        (
            *("<", ">", '"', "'", "`", "[", "](", ")", "!", "|", ":---|", "\n", "  \n", "```"),
            *("javascript:", "onerror=", "<script>", "<img src=x ", "<br>", "<font ", "\\"),
            *("dtmd://dingtalkclient/", "sendMessage?content=", "https://a.b/", "%22%3E"),
            *("&lt;", "&#x3c;", "@甲", "甲"),
        )
    ),
    max_size=30,
).map("".join)

_ALLOWED = {
    *("p", "br", "hr", "a", "button", "span", "code", "pre", "div", "strong", "em", "blockquote"),
    *("ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"class", "href", "target", "rel", "type", "data-send", "title", "tabindex", "start"}


class _Check(HTMLParser):
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _ALLOWED
        for name, value in attrs:
            assert name in _ATTRIBUTES
            assert name != "href" or (value or "").startswith(("http://", "https://"))


@given(source=_FRAGMENTS)
def test_no_source_makes_other_markup_than_ours(source: str) -> None:
    for drawn in (render_markdown(source, {"甲": "甲<"}).html, render_text(source, ["甲"])):
        _Check().feed(drawn)


def test_a_bare_address_is_a_link_also_in_markdown() -> None:
    drawn = html("- **下午**：https://example.com/r?a=1&b=2，好\n- [上午](https://example.com/x)")
    assert '<a href="https://example.com/r?a=1&amp;b=2"' in drawn
    assert drawn.count("<a ") == 2
    named = html("[https://example.com/a](https://example.com/b) 和 `https://example.com/c`")
    assert named.count("<a ") == 1


def test_without_a_chat_a_tap_leads_to_a_page() -> None:
    link = "[问](dtmd://dingtalkclient/sendMessage?content=a%22b)"
    html = render_markdown(link, tapped=lambda text: f"/trial?q={text}").html
    assert html == '<p><a href="/trial?q=a&quot;b">问</a></p>\n'


def test_an_address_that_is_none_stays_text() -> None:
    assert "<a " not in html("[a](http://[::x]/)")
