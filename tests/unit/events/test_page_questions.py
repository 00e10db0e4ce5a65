"""What the salons' pages call it that people ask for in words of their own."""

from __future__ import annotations

import pytest

from bot.events.reading.page_questions import page_meant


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("群里大家聊点什么", "钉钉群的用途"),
        ("截图发给谁", "截图登记"),
        ("录播能下载吗", "沙龙视频回放"),
        ("下载的录像在哪", "沙龙视频回放"),
        ("谁组织的活动", "主办方"),
        ("群主换人了吗", "群主"),
        ("这个课小白行吗", "新手"),
        ("零基础能上这个课吗", "新手"),
        ("谁教这个课", "培训讲师"),
        ("备份能下载到本地吗", ""),
        ("管理员换密码", ""),
    ],
)
def test_what_pages_call_it(text: str, named: str) -> None:
    found = page_meant(text)
    assert named in found
    assert bool(named) == bool(found)
