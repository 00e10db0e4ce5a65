"""What a scan reads, what it refuses, and what it says about it."""

from __future__ import annotations

import datetime
import errno
import os
from pathlib import Path

import pytest

from bot.folder import Scan, scan
from bot.settings import Limits

LIMITS = Limits(file_bytes=2_000, folder_bytes=20_000, files=50, front_matter_bytes=500)


def write(root: Path, path: str, content: str | bytes = "一段话。\n") -> Path:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content.encode() if isinstance(content, str) else content)
    return target


def reason(result: Scan, path: str) -> str:
    return next(item.reason for item in result.skipped if item.path == path)


def test_pages_come_with_front_matter_and_the_line_of_their_body(tmp_path: Path) -> None:
    write(tmp_path, "faq/b.md", "---\ntitle: 甲\ndate: 2019-06-22\nstart: 13:30\n---\n正文\n")
    write(tmp_path, "a.md", b"\xef\xbb\xbf# \xe4\xb9\x99\r\n")
    result = scan([tmp_path], LIMITS)
    assert [file.path for file in result.files] == ["a.md", "faq/b.md"]
    plain, page = result.files
    assert (plain.text, plain.meta, plain.body_line) == ("# 乙\n", {}, 1)
    assert page.meta == {"title": "甲", "date": datetime.date(2019, 6, 22), "start": "13:30"}
    assert (page.text, page.body_line) == ("正文\n", 6)
    assert result.skipped == ()


@pytest.mark.parametrize(
    "path",
    ["README.md", "faq/readme.md", "tests/a.md", "inbox/a.md", ".hidden.md", ".git/a.md", "a.txt"],
)
def test_what_is_not_a_page_is_left_out_silently(tmp_path: Path, path: str) -> None:
    write(tmp_path, path)
    assert scan([tmp_path], LIMITS) == Scan()


@pytest.mark.parametrize(
    "key", ["draft: true", "draft: yes", "publish: false", "published: false", "published: no"]
)
def test_what_its_author_withdrew_is_no_page(tmp_path: Path, key: str) -> None:
    write(tmp_path, "a.md", "---\ntitle: 甲\n---\n正文\n")
    before = scan([tmp_path], LIMITS)
    write(tmp_path, "b.md")
    write(tmp_path, "a.md", f"---\ntitle: 甲\n{key}\n---\n正文\n")
    after = scan([tmp_path], LIMITS, previous=before)
    assert [file.path for file in after.files] == ["b.md"]
    assert after.skipped == ()


def test_a_page_that_only_shows_such_lines_is_one(tmp_path: Path) -> None:
    write(tmp_path, "git.md", "冲突是这样：\n```\n<<<<<<< HEAD\n旧\n=======\n```\n")
    write(tmp_path, "deep.md", "````md\n```\n<<<<<<< HEAD\n```\n<<<<<<< HEAD\n````\n")
    write(tmp_path, "rule.md", "\n---\n注意：别删\n\n---\n正文\n")
    write(tmp_path, "dash.md", "———\n他说：title: 是标题\n———\n")
    write(tmp_path, "draft.md", "写一半的页：\n```\n---\ndraft: true\n---\n```\n")
    assert len(scan([tmp_path], LIMITS).files) == 5


def test_a_conflict_behind_a_block_of_code_is_found(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "```\n~~~\n```\n<<<<<<< HEAD\n旧\n=======\n新\n>>>>>>> x\n")
    assert "第 4 行起" in reason(scan([tmp_path], LIMITS), "a.md")


@pytest.mark.parametrize(
    ("content", "remedy"),
    [
        (b"x" * 2_001, "拆成几页"),
        (b"text\0more", "二进制"),
        ("中文".encode("gbk"), "像是 GBK，请用编辑器另存为 UTF-8"),
        (b"\x80\x00\xff"[::2], "第 1 行不是 UTF-8，请用"),
        ("中文".encode("utf-16"), "UTF-16"),
        ("", "空的"),
        ("---\ntitle: 没有结尾\n", "结束的 ---"),
        ("---\n" + "k: " + "x" * 600 + "\n---\n正文", "500 字节"),
        ("---\n" + "k: " + "字" * 400 + "\n---\n正文", "500 字节"),
        ("---\na: &x [1]\nb: *x\n---\n正文", "锚点"),
        ("---\na: " + "[" * 13 + "]" * 13 + "\n---\n正文", "嵌套"),
        ("---\na: [1\nb: 2\n---\n正文", "第 2 行的括号没有合上"),
        ("---\na: {b: 甲: 乙}\n---\n正文", "含冒号的文字没有加引号"),
        ('---\na: "甲\nb: 2\n---\n正文', "第 2 行的引号只有一边"),
        ("---\naliases:\n  - 甲\n  -乙\n---\n正文", "第 4 行开头的 - 后面少一个空格"),
        ("———\ntitle: 甲\n———\n正文", "开头的「———」不是三个英文的减号"),
        ("--\nname: 甲\nupdated: 2026-11-23\n--\n正文", "开头的「--」不是三个英文的减号"),
        ("\n---\ntitle: 没有结尾\n正文", "前面有空行"),
        ("---\ntitle: 甲: 乙\n---\n正文", "第 2 行"),
        ("\n \n---\ntitle: 甲\naliases:\n  - 乙\n---\n正文", "前面有空行"),
        ("---\ntitle: 甲\n---\n<<<<<<< HEAD\n旧\n=======\n新\n>>>>>>> x\n", "第 4 行起"),
        ("---\n<<<<<<< HEAD\ntitle: 甲\n=======\ntitle: 乙\n>>>>>>> x\n---\n", "第 2 行起"),
        ("---\nd: 2019-13-45\n---\n正文", "不是一个日子"),
        ("---\na: !!python/name:os.system\n---\n正文", "YAML"),
        ("---\n只是一句话\n---\n正文", "键: 值"),
        ("---\ntitle: 甲\naliases：[乙]\n---\n正文", "第 3 行用了全角冒号"),
        ("---\ntitle:甲\n---\n正文", "第 2 行冒号后面少一个空格"),
        ("---\ntags:\n\t- 甲\n---\n正文", "第 3 行用制表符缩进"),
    ],
)
def test_a_broken_file_is_named_with_its_remedy(
    tmp_path: Path, content: str | bytes, remedy: str
) -> None:
    write(tmp_path, "bad.md", content)
    write(tmp_path, "good.md")
    result = scan([tmp_path], LIMITS)
    assert [file.path for file in result.files] == ["good.md"]
    assert remedy in reason(result, "bad.md")


def test_a_tower_of_brackets_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "bad.md", "---\na: " + "[" * 15_000 + "\n---\n")
    result = scan(
        [tmp_path], LIMITS.model_copy(update={"file_bytes": 99_000, "front_matter_bytes": 16_000})
    )
    assert "嵌套" in reason(result, "bad.md")


def test_links_and_special_files_are_never_opened(tmp_path: Path) -> None:
    outside = write(tmp_path, "outside/secret.md", "不该读到\n")
    root = tmp_path / "root"
    write(root, "page.md")
    (root / "link.md").symlink_to(outside)
    (root / "folder").symlink_to(outside.parent)
    os.mkfifo(root / "pipe.md")
    result = scan([root], LIMITS)
    assert [file.path for file in result.files] == ["page.md"]
    assert "符号链接" in reason(result, "link.md")
    assert "符号链接" in reason(result, "folder")
    assert "管道" in reason(result, "pipe.md")


def test_more_files_or_bytes_than_allowed_are_named(tmp_path: Path) -> None:
    for number in range(4):
        write(tmp_path, f"{number}.md", "x" * 100)
    many = scan([tmp_path], LIMITS.model_copy(update={"files": 2}))
    assert len(many.files) == 2
    assert "上限 2" in reason(many, "3.md")
    large = scan([tmp_path], LIMITS.model_copy(update={"folder_bytes": 250}))
    assert len(large.files) == 2
    assert "总量" in reason(large, "2.md")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert "找不到" in reason(scan([tmp_path / "no"], LIMITS), str(tmp_path / "no"))


def test_a_folder_that_is_away_keeps_what_was_read_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    write(folder, "a.md")
    write(folder, "glossary.txt", "甲 | 乙\n")
    first = scan([folder], LIMITS)
    folder.rename(tmp_path / "away")
    for _ in range(2):  # however often it is looked for
        second = scan([folder], LIMITS, previous=first)
        assert [(file.path, file.stale) for file in second.files] == [("a.md", True)]
        assert "暂用以前读到的" in reason(second, str(folder))
        assert second.vocabulary == first.vocabulary
        first = second
    (tmp_path / "away").rename(folder)
    third = scan([folder], LIMITS, previous=second)
    assert [(file.path, file.stale) for file in third.files] == [("a.md", False)]
    assert third.skipped == ()


def test_a_folder_in_it_that_cannot_be_listed_keeps_what_was_read_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "faq/a.md")
    write(tmp_path, "faq2/b.md")
    first = scan([tmp_path], LIMITS)
    listed = os.scandir

    def refused(path: Path | int) -> object:
        if path == tmp_path / "faq":
            raise PermissionError(errno.EACCES, "Permission denied")
        return listed(path)

    monkeypatch.setattr(os, "scandir", refused)
    second = scan([tmp_path], LIMITS, previous=first)
    assert {file.path: file.stale for file in second.files} == {
        "faq/a.md": True,
        "faq2/b.md": False,
    }
    assert "没有权限" in reason(second, "faq/")


def test_a_folder_without_a_page_any_more_is_named(tmp_path: Path) -> None:
    page = write(tmp_path, "a.md")
    first = scan([tmp_path], LIMITS)
    page.unlink()
    second = scan([tmp_path], LIMITS, previous=first)
    assert second.files == ()
    assert "一页也没有了" in reason(second, str(tmp_path))


def test_a_name_is_shown_as_far_as_it_can_be(tmp_path: Path) -> None:
    write(tmp_path, "换行\n名.md")
    assert [one.path for one in scan([tmp_path], LIMITS).skipped] == ["换行\\n名.md"]


def test_a_page_broken_by_an_edit_keeps_its_last_good_version(tmp_path: Path) -> None:
    write(tmp_path, "page.md", "好的。\n")
    first = scan([tmp_path], LIMITS)
    write(tmp_path, "page.md", "---\ntitle: [\n---\n坏的\n")
    broken = scan([tmp_path], LIMITS, previous=first)
    assert [(file.text, file.stale) for file in broken.files] == [("好的。\n", True)]
    assert "暂用改坏之前的版本" in reason(broken, "page.md")
    still = scan([tmp_path], LIMITS, previous=broken)
    assert still == broken
    write(tmp_path, "page.md", "好的。\n")
    assert scan([tmp_path], LIMITS, previous=still) == first
    (tmp_path / "page.md").unlink()
    assert scan([tmp_path], LIMITS, previous=still).files == ()


def test_word_lists_come_from_the_shipped_folder_first(tmp_path: Path) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    write(shipped, "glossary.txt", "甲 | a\n")
    write(shipped, "page.md")
    write(own, "glossary.txt", "乙 | b\n")
    write(own, "typos.txt", b"\xff\xfe")
    result = scan([own], LIMITS, starter=shipped)
    assert result.vocabulary == (("glossary.txt", "甲 | a\n"), ("glossary.txt", "乙 | b\n"))
    assert result.files == ()
    assert "UTF-8" in reason(result, "typos.txt")
    assert len(scan([shipped], LIMITS, starter=shipped).vocabulary) == 1
