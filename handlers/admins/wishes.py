"""What an admin asks of the bot itself, in other words than a command's: read by the things
that are named and what is said of them, whatever stands around."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from bot.expressions import Expression


class Wish(Enum):
    """The command that is meant."""

    STATUS = "状态"
    MISSED = "未答"
    RELOAD = "重载"
    CONSOLE = "控制台"
    SENT = "投递"
    COMING = "待发"


class _Said(Enum):
    """What a word of such a message is about, and the words for it."""

    BOT = "机器人|象问|服务|你"
    LINK = "钉钉|连接|网络"  # of the bot to the platform
    WELL = "挂|死|正常|在线|好(?=[吗么不])|活|连上|连着|断线|掉线|断|健康|状态|运行|怎么?样|咋样"
    STORE = "知识库|知识文件夹|知识"  # all that it knows
    PAGES = "页面|文件夹|文件|资料|页|篇|段"  # some of it; of a database as well
    MANY = "多少|几"
    WHICH = "哪些|哪几|哪|什么|啥|有没有|有无"
    UNREAD = "(?:没有?|未|不)(?:被|能)?(?:收录|读取?到?|识别)|(?:收录|读)不(?:了|到|出来?)"
    FAULTY = "有问题|写错|出错|写得不对|格式不对|要改"
    AGAIN = (
        "重新(?:读取?|加载|扫描|索引)|重读|刷新|重载|(?:更新|同步)一[下遍]"
        "|(?:没有?|不|未)?生效|(?:没有?|不|未)更新"
    )
    QUESTIONS = "问题|提问|问"
    MISSED = (
        "(?:没有?|没能|不能|未)(?:回答|答)(?:上来?|出来?|到)?|答不(?:上|出)来?|不会(?:回答|答)?"
    )
    CONSOLE = "控制台|管理后台|后台|管理页面|控制面板"
    VERSION = "版本号?"
    MESSAGES = "消息|公告|通知"
    SENDING = "[重再补]?发(?:送|出去?|不出去?)?|投递"
    FAILED = "失败|没发(?:出去|成)|发不出去?|发不了|没送到"
    WAITING = "积压|堆积|排队|堵"
    REMINDERS = "提醒"
    GROUPS = "群(?!里|友)"
    RULES = "设置|设定?|规则|配置|收到|什么时候|几点"
    WHERE = "怎么(?:打开|进|登录|登|用|看)|在哪里?|哪里|地址|网址|链接|入口|打开|进入|登录"


_AROUND = Expression(
    "请问|麻烦|请|帮我|帮忙|给我|把|一下子?|一遍|一次|一共|总共|现在|目前|最近|今天|昨天|本周|这周|上周|刚才|刚刚"
    "|和|跟|与|大家|群里|群友|是不是|是否|有没有|怎么|为什么|为何|咋|我|它|们|改|更新|新|看|了|的|得|着|过|都|还|又|也|里"
    "|跑在?|用|会|上|多|全部|所有|自动|下次|是|在|有|被|个|吗|么|呢|吧|啊|呀|没有?|刚|不(?=[，,。？?！!\\s]|$)|[\\s，。！？,.!?]"
)
_READ = tuple((said, Expression(said.value)) for said in _Said)
_S = _Said
# Of each set one is said, and nothing else but what comes behind them.
_RULES: tuple[tuple[Wish, tuple[set[_Said], ...], set[_Said]], ...] = (
    (Wish.STATUS, ({_S.BOT}, {_S.WELL}), {_S.LINK}),
    (Wish.STATUS, ({_S.STORE}, {_S.MANY}), {_S.PAGES, _S.BOT}),
    (Wish.STATUS, ({_S.BOT}, {_S.VERSION}), {_S.WHICH, _S.MANY}),
    (Wish.STATUS, ({_S.WAITING}, {_S.MESSAGES}), {_S.WHICH, _S.MANY}),
    (Wish.MISSED, ({_S.MISSED}, {_S.WHICH, _S.MANY, _S.QUESTIONS}), {_S.BOT}),
    (
        Wish.RELOAD,
        ({_S.STORE, _S.PAGES}, {_S.AGAIN, _S.UNREAD}),
        {_S.FAULTY, _S.WHICH, _S.MANY, _S.BOT},
    ),
    (Wish.RELOAD, ({_S.STORE, _S.PAGES}, {_S.FAULTY}, {_S.WHICH}), {_S.MANY, _S.BOT}),
    (Wish.CONSOLE, ({_S.CONSOLE},), {_S.WHERE, _S.BOT, _S.WHICH}),
    (Wish.SENT, ({_S.FAILED}, {_S.MESSAGES, _S.SENDING, _S.REMINDERS}), {_S.WHICH, _S.MANY}),
    (Wish.COMING, ({_S.REMINDERS}, {_S.RULES, _S.WHICH}), {_S.GROUPS, _S.BOT, _S.SENDING}),
)


def wish_of(text: str) -> Wish | None:
    """None where anything is said that is not of these things."""
    said = set(_said(text))
    for wish, each, around in _RULES:
        if said <= set.union(around, *each) and all(said & one for one in each):
            return wish
    return None


def _said(text: str) -> Iterator[_Said | None]:
    place = 0
    while place < len(text):
        found = [(m.end(), s) for s, words in _READ if (m := words.match(text, place))]
        around = _AROUND.match(text, place)
        longest = max(found, default=(0, None), key=lambda one: one[0])
        if around and around.end() > longest[0]:
            place = around.end()
        elif longest[0]:
            yield longest[1]
            place = longest[0]
        else:
            yield None
            return
