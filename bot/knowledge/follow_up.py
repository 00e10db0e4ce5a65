"""Questions that lean on the one before: 怎么配置, 那 mysql 呢, 为啥它优先.

Says whether a message may be such a one, and which earlier question and page it leans on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages import ReplyKind, Turn
from bot.script import normalise

_LEANS = re.compile(
    r"^(?:那|那么|还有|它|这|该|要是|如果|不用|换成|除了|另外|再|具体|详细|为啥|为什么|历史|以前|老|旧)"
    r"|(?:呢|的呢|的话)[?。!]*$"
    # beside what was asked before: 跟归档有关系吗, 和主键有啥区别
    r"|^(?:跟|和|与|同).{1,12}(?:有关|有没有关|有影响|[啥么]关系|冲突|[啥么]区别|[啥么]不同|一样|比)"
    r"|[它其]|这个|那个|这种|那种|上面|前面说"
)
# How something is done, without a word on what: 怎么配置, 能回滚吗, 有例子吗.
_BARE = re.compile(
    r"(?:具体|一般|到底|应该|应当|要|该|都|又|还|怎么|如何|咋|怎样|哪里|在哪|在哪里|有没有|有|能不能|能"
    r"|可不可以|可以|会不会|会|是不是|支不支持|支持|需要|需不需要|啥|什么|哪些){1,4}"
    r"(?:配置|配|设置|设|安装|装|使用|用|写|查|看|查看|建|创建|加|开启|启用|开|关闭|关|优化|处理|解决"
    r"|弄|搞|整|做|办|恢复|还原|升级|迁移|删|删除|改|修改|调|调整|验证|测试|监控|回滚|撤销|实现|操作"
    r"|锁表|重启|停机|丢数据|命令|语句|语法|例子|示例|案例|步骤|教程|文档|原理|原因|好处|坏处|优点"
    r"|缺点|替代|替代品|替代方案|代替|替换|下载|访问|打开|申请|收费|区别|影响|风险|限制|副作用|前提|条件|要求|注意|注意的|坑)"
    r"(?:一下|到|掉|好|的|了|啊|呀|呢|吗|嘛|么|吧|啥|什么|方法|办法)*[?!。]*"
    r"|(?:怎么|如何|咋|怎样)[\u4e00-\u9fff]{1,2}[?!。]*"  # a verb alone: 怎么收缩
)
_LEAD = re.compile(r"^(?:那么|那|还有|另外|再)")
_SHORT = 10
_COMMANDS = {
    "展开": "expand",
    "详细点": "expand",
    "详细说说": "expand",
    "全文": "expand",
    "换一个": "next",
    "换一个答案": "next",
    "还有别的吗": "next",
    "来源": "sources",
    "出处": "sources",
    "出处呢": "sources",
}


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a follow-up can lean on. ``page`` and ``heading`` are of the last answer,
    ``sources`` (path, heading) all pages it named."""

    question: str
    page: str = ""
    heading: str = ""
    shown: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()


def earlier(history: Sequence[Turn]) -> Earlier | None:
    """The last turn, if it was about knowledge; salons keep their own follow-ups."""
    if not history or history[-1].kind not in (ReplyKind.ANSWER, ReplyKind.REFUSAL):
        return None
    turn = history[-1]
    asked = turn.topic.get("asked", "") or turn.question
    shown = tuple(page for page in turn.topic.get("shown", "").split("\n") if page)
    lines = (line.partition("\t") for line in turn.topic.get("sources", "").split("\n"))
    sources = tuple((path, heading) for path, _, heading in lines if path)
    return Earlier(
        asked, turn.topic.get("page", ""), turn.topic.get("heading", ""), shown, sources
    )


def leans(text: str) -> bool:
    """Does a message by its form say only half of what it asks?"""
    text = normalise(text).strip()
    return _LEANS.search(text) is not None or len(text) <= _SHORT


def clearly_leans(text: str) -> bool:
    """Does it name nothing of its own?"""
    text = normalise(text).strip()
    return _LEANS.search(text) is not None or _BARE.fullmatch(text) is not None


def without_lead(text: str) -> str:
    """那大键呢 → 大键呢: the word that leans asks for nothing, and glued to the next one it
    may look like a name."""
    return _LEAD.sub("", normalise(text).strip())


def command(text: str) -> str:
    """``expand``, ``next`` or ``sources`` for the words that act on the last answer."""
    return _COMMANDS.get(normalise(text).strip(" ?。!,.~"), "")
