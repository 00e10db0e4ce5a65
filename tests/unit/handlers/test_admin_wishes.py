"""What an admin means of the bot itself, and what is a question like any other."""

from __future__ import annotations

import pytest

from handlers.admins.wishes import Wish, wish_of


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("哪些没答上来", Wish.MISSED),
        ("多少问题没答出来", Wish.MISSED),
        ("你现在状态怎么样", Wish.STATUS),
        ("机器人是不是掉线了？", Wish.STATUS),
        ("知识库里有几篇", Wish.STATUS),
        ("有哪些文件没收录", Wish.RELOAD),
        ("重新读一下知识库", Wish.RELOAD),
        ("页面改了还是没更新", Wish.RELOAD),
        ("我刚改了知识库，生效了吗", Wish.RELOAD),
        ("你现在连着吗，运行正常不", Wish.STATUS),
        ("参数改了没生效", None),
        ("怎么登录管理后台", Wish.CONSOLE),
        ("给我控制台的链接", Wish.CONSOLE),
        ("象问是什么版本", Wish.STATUS),
        ("你跑在什么版本上", Wish.STATUS),
        ("积压的消息多吗", Wish.STATUS),
        ("知识库更新一下", Wish.RELOAD),
        ("有没有发失败的", Wish.SENT),
        ("公告有没有没发出去的", Wish.SENT),
        ("哪些群会收到提醒", Wish.COMING),
        ("提醒现在是怎么设的", Wish.COMING),
        ("主从复制失败的有哪些", None),
        ("统计信息更新一下", None),
        ("消息队列积压了", None),
        ("是什么版本", None),
        ("你好", None),
        ("连接正常吗", None),
        ("主库状态正常吗", None),
        ("重新加载配置", None),
        ("数据页损坏了哪些", None),
        ("后台进程有哪些", None),
        ("有多少人问过", None),
        ("", None),
    ],
)
def test_a_wish_is_read_by_what_it_names(text: str, wish: Wish | None) -> None:
    assert wish_of(text) is wish
