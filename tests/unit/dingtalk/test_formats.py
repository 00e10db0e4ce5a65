"""What the group sees: DingTalk's dialect, links, names, and payloads that are accepted."""

from __future__ import annotations

import json
from urllib.parse import unquote

import pytest
from hypothesis import example, given, strategies as st

from bot.dingtalk.formats import (
    PARAM_BYTES,
    addressed,
    after_wait,
    follow_up_link,
    merged,
    open_api_body,
    part_limit,
    parts_of,
    render,
    title_of,
    to_dialect,
    webhook_body,
)
from bot.markdown import escape_text, without_marks
from bot.messages import Reply, ReplyKind
from tests.builders import make_message


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("一行\n又一行", "一行  \n又一行"),
        ("一段\n\n又一段", "一段\n\n又一段"),
        ("#### 标题\n正文", "#### 标题\n正文"),
        ("- 甲\n- 乙", "- 甲  \n- 乙"),
        ("| a | b |\n|:---|---:|\n| 1 | 2 |",) * 2,
        ("说明\n| a | b |\n|---| - |\n|-|2|", "说明\n\n| a | b |\n|:---| :--- |\n|-|2|"),
        ("合起来写成\n|| 两边\n为空就是空", "合起来写成  \n|| 两边\n为空就是空"),
        (
            "说明\n```sql\nselect 1;\nselect 2;\n```\n完",
            "说明\n```sql\nselect 1;\nselect 2;\n```\n完",
        ),
        ("用 `psql <db>` 连", "用 `psql < db>` 连"),
        ("```\n<xml/>\n```", "```\n< xml/>\n```"),
        ("<!-- 注 --> 和 <?xml?>", "< !-- 注 --> 和 < ?xml?>"),
        ("a < b 且 c <> d，x<=1", "a < b 且 c <> d，x<=1"),
        ("见 <https://www.postgresql.org/docs/>", "见 https://www.postgresql.org/docs/"),
        ("第一行<br>第二行", "第一行  \n第二行"),
        ("零\u200b宽\u202e反\ufeff向\u200d", "零宽反向"),
        ("\U0001f469\u200d\U0001f4bb 和 \u2764\ufe0f\u200d\U0001f525",) * 2,
        ("回车\r\n换行", "回车  \n换行"),
    ],
)
def test_markdown_is_put_into_the_dialect(markdown: str, shown: str) -> None:
    assert to_dialect(markdown) == shown


@given(st.text(alphabet="字a<>`~*#|- \n\r\t\u200b/", max_size=200))
def test_the_dialect_is_stable_and_holds_no_tag(markdown: str) -> None:
    once = to_dialect(markdown)
    assert to_dialect(once) == once
    assert "\u200b" not in once
    assert not any(f"<{c}" in once for c in "a/")


def test_follow_ups_become_links_that_send_their_own_text() -> None:
    questions = ("VACUUM FULL 什么时候用？", "有录像吗")
    text = render(Reply("正文", kind=ReplyKind.ANSWER, follow_ups=questions))
    head, lead, links = text.split("\n\n")
    assert (head, lead) == ("正文", "还可以问：")
    first = links.split("\n")[0]
    assert first.startswith(
        "- [VACUUM FULL 什么时候用？](dtmd://dingtalkclient/sendMessage?content="
    )
    assert "VACUUM%20FULL" in first
    assert "接着可以发：" in render(Reply("正文", follow_ups=("确认 AB12",)))


@given(st.text(min_size=1, max_size=60))
def test_a_follow_up_link_cannot_be_broken_out_of(question: str) -> None:
    link = follow_up_link(question)
    label, target = link[1:].rsplit("](", 1)
    assert target.endswith(")")
    content = target[:-1].split("content=", 1)[1]
    assert not set(content) & set("()[] <>\n")
    assert unquote(content) == " ".join(unquote(content).split())
    assert "\n" not in label


def test_the_asker_is_written_and_listed() -> None:
    body = webhook_body("标题", "#### 好\n\n正文", mentions=["7001"])
    assert body["markdown"]["text"].startswith("@7001 ")
    assert body["at"] == {"atUserIds": ["7001"], "isAtAll": False}


def test_nobody_listed_means_no_at_block() -> None:
    assert "at" not in webhook_body("标题", "#### 好", mentions=[])
    assert "at" not in webhook_body("标题", "#### 好", mentions=["bad id]("])


def test_at_most_fifty_people_are_listed() -> None:
    body = webhook_body("标题", "#### 好", mentions=[str(n) for n in range(80)])
    assert len(body["at"]["atUserIds"]) == 50


def test_one_plain_sentence_goes_as_text() -> None:
    body = webhook_body("标题", "收到，马上查。", mentions=["7001"])
    assert body["msgtype"] == "text"
    assert body["text"]["content"] == "@7001 收到，马上查。"


def test_a_long_wait_is_told_behind_the_answer_and_fits() -> None:
    assert after_wait(["好。"], 3.0) == ["好。"]
    assert after_wait(["好。"], 3.0, is_last=True) == ["好。（问得多了，下一个要排一会儿队）"]
    assert after_wait(["好。"], 28.4) == ["好。（排队等了 28 秒）"]
    assert after_wait(["#### 甲", "#### 乙"], 30.0) == ["#### 甲", "#### 乙\n\n（排队等了 30 秒）"]
    parts = parts_of(Reply("**长**\n\n" + "很长的回答。" * 300), 1_000)
    assert len(after_wait(parts, 100.0)[-1].encode()) <= 1_000


def test_names_of_outsiders_cannot_mark_up() -> None:
    text = addressed("正文", ["**[点我](http://x)** @所有人"])
    assert "[点我](" not in text
    assert "@" not in text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("武汉[点这里](https://example.com/a) **粗** `代码` <b>x</b>", "武汉点这里 粗 代码 x"),
        ("# 标题\n- 一\n> 引", "标题 一 引"),
        ("![](https://example.com/y.png)", "图片"),
        ("a < b，3 * 4 > d_e_f", "a < b，3 * 4 > d_e_f"),
        ("看 [甲](https://a.example/b_(c)) 乙", "看 甲 乙"),
    ],
)
def test_markdown_is_named_by_its_words(text: str, words: str) -> None:
    assert without_marks(text) == words


def test_an_address_in_somebodys_words_is_no_link() -> None:
    assert "://" not in escape_text("看 https://evil.example/x 和 dtmd://dingtalkclient/y")


@pytest.mark.parametrize(
    ("reply", "title"),
    [
        (Reply("#### **锁**等待\n\n正文"), "锁等待"),
        (Reply("正文", title="第 7 期  沙龙"), "第 7 期 沙龙"),
        (Reply("正文", title="VACUUM FULL 还是 pg_repack"), "VACUUM FULL 还是 pg_repack"),
        (Reply("__重要__ _提示_ a_b_c"), "重要 提示 a_b_c"),
        (Reply(r"第 1\.5 期 \[回放\] pg\_dump"), "第 1.5 期 回放 pg_dump"),
        (Reply("正文", title=r"psql 常用命令：\d、\timing"), r"psql 常用命令：\d、\timing"),
        (Reply(""), "象问"),
        (Reply("字" * 90), "字" * 40),
    ],
)
def test_the_title_is_one_short_line_without_markup(reply: Reply, title: str) -> None:
    assert title_of(reply) == title


def test_later_parts_say_that_they_continue() -> None:
    parts = parts_of(Reply("\n\n".join(f"第 {n} 段" + "字" * 100 for n in range(10))), 900)
    assert len(parts) > 2
    assert parts[0].startswith("第 0 段")
    assert all(p.startswith(f"（接上条，{n}/{len(parts)}）") for n, p in enumerate(parts[1:], 2))


@example("字" * 9_000, 20_000)
@given(st.text(max_size=4_000), st.sampled_from([500, 4_000, 20_000]))
def test_no_part_is_refused_for_its_length(text: str, wanted: int) -> None:
    for part in parts_of(Reply(text), part_limit(wanted)):
        param = open_api_body("标题", f"名字：\n\n{part}")["msgParam"]
        assert len(param.encode()) <= PARAM_BYTES
        assert json.loads(param)["text"].endswith(part)


def test_merged_answers_name_each_asker_and_question() -> None:
    first = make_message("什么是 WAL", sender_nick="孟溪")
    second = make_message("[钓鱼](http://x)", sender_nick="陆明](http://y)")
    text = merged([(first, Reply("日志")), (second, Reply("不知道"))])
    assert text.startswith("**孟溪**：什么是 WAL\n\n日志\n\n***\n\n**陆明")
    assert "](http" not in text
