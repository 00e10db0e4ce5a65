"""Questions that lean on the one before: 怎么配置, 那 mysql 呢, 为啥它优先.

Says whether a message may be such a one, and which earlier question and page it leans on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.expressions import Expression
from bot.knowledge.pages.documents import SEPARATOR
from bot.messages import ReplyKind, Turn
from bot.script import normalise

# Points to what was said before: 那 mysql 呢, 它的限制, 老版本咋弄.
_REFERS = Expression(
    r"^(?:那|还有|然后|接着|接下来|之后|所以|不过|但是?|它|这|换成|除了|另外|再|具体|详细|万一|顺便|历史|以前|老|旧)"
    r"|(?:呢|的话)[?。!]*$"
    r"|[它其]|里面的|这个|那个|这种|那种|上面|前面说"
    r"|^(?:(?:and|or|so|then|ok) (?:how|what|where|which|why|when|who|if|can|does|is)"
    r"|(?:what|how) about|which (?:is|do|does|should|would|one))\b"
    r"|\b(?:it|its|they|them|those|these|ones?)\b"
    r"|\b(?:this|that)[?.! ]*$"
)
# Begins in the middle, though it may be whole: 为什么没生效.
_LEANS = Expression(
    r"^(?:该(?!不)|要是|如果|不用|为啥|为什么)"
    # beside what was asked before: 跟归档有关系吗, 和主键有啥区别
    r"|^(?:跟|和|与|同).{1,12}(?:有关|有没有关|有影响|[啥么]关系|冲突|[啥么]区别|[啥么]不同|一样|比)"
    r"|^比.{1,12}(?:[好快慢强差大小省多少贵]|怎么样|如何|优势|缺点)"
    # a way to do it, and when: 有啥不锁表的做法没, 什么时候该建
    r"|^有(?:没有|[啥什]么?).{0,8}的?(?:办法|做法|方法|方案|法子|方式)(?:没有?|吗|么)?[?。!]*$"
    r"|^(?:什么|啥)时候(?:该|要|需要|适合|才|可以|能|别).{0,3}[?。!]*$"
)
# Asks whether, and not of what: 能并行吗, 有插件吗, 要不要重启.
_ELIDES = Expression(
    r"(?:[能会要可][不没][能会要可]|可不可以|需不需要|支不支持|有没有|可以|需要|支持|能|会|要|有|占)"
    r"[^ ]{1,7}(?:吗|嘛|么|没有|不)[?。!]*"
    r"|(?:[能会要可][不没][能会要可]|可不可以|需不需要|支不支持)[^ 怎]{1,7}[?。!]*"
)
_DEFINES = Expression(
    r"是(?:什么|啥)(?:意思|东西)?[?。!]*$|^(?:什么|啥)(?:是|叫)|^what (?:is|are)\b"
    r"|(?:什么|啥)意思[?。!]*$"
)
_ASKS = Expression(
    r"[?吗嘛么呢哪啥咋几谁]|怎|如何|什么|多[少久大长快]|为何|[能可会是有要行好][不没][能可会是有要行好]"
    r"|^(?:能|可以|会|要|有|是|需要|应该)|\b(?:what|how|why|when|where|which|who|can|does|do|is|are)\b"
)
_ASKS_HOW = Expression(r"怎|咋|如何|哪些|哪里|在哪|几个|\b(?:how|where|which)\b")
# How something is done, without a word on what: 怎么配置, 能回滚吗, 有例子吗.
_BARE = Expression(
    r"(?:具体|一般|举个|给个|来个|写个|给我|发我|来段|来条|到底|应该|应当|要|该|都|又|还|怎么|如何|咋|怎样|哪里|在哪|在哪里|有没有|有|能不能|能"
    r"|可不可以|可以|会不会|会|是不是|支不支持|支持|需要|需不需要|啥|什么|哪些){1,4}"
    r"(?:配置|配|设置|设|安装|装|使用|用|写|查|看|查看|建|创建|加|开启|启用|开|关闭|关|优化|处理|解决"
    r"|弄|搞|整|做|办|恢复|还原|升级|迁移|删|删除|改|修改|调|调整|验证|测试|监控|回滚|撤销|实现|操作"
    r"|锁表|重启|停机|丢数据|命令|语句|sql|代码|脚本|语法|例子|示例|案例|步骤|教程|文档|原理|原因|好处|坏处|优点"
    r"|缺点|替代|替代品|替代方案|代替|替换|下载|访问|打开|申请|收费|区别|影响|风险|限制|副作用|前提|条件|要求|注意|注意的|坑)"
    r"(?:一下|到|掉|好|的|了|啊|呀|呢|吗|嘛|么|吧|没有?|啥|什么|方法|办法)*[?!。]*"
)
# The same with nothing but what is wanted: 命令给我, 完整语句, 代码呢, 举个例, 在哪个文件.
_WANTED = Expression(
    r"举(?:一?个|几个|些)?(?:例|栗子)(?:说明|看看)?[吧呗啊呀]?[?。!]*"
    r"|在?哪个文件里?[改配设]?置?的?[?。!]*"
    r"|(?:完整|具体|详细)?的?(?:命令|语句|sql|代码|脚本|例子|示例|步骤)"
    r"(?:呢|(?:给|发|贴)(?:我|下|一下|出来)+|来一?[个条段份下]|是(?:啥|什么)|有[吗么没]|[怎咋]么?写)?[?!。]*"
)
_INNER_SPACE = Expression(r"(?<=[a-z]) (?=[^a-z])|(?<=[^a-z]) ")  # sql 给我
_CODE = Expression(r"命令|语句|sql|代码|脚本|举.*例|例子|栗子|示例|案例|语法|[怎咋]么?写")
# What one has or lacks, said to the page before: 有昨晚的备份, 没开归档.
_STATES = Expression(
    r"^(?:我们?|我这|这边|手[上里]|但是?|可是?)?(?:[只已都还]|现在|已经)?(?:有|没有?)"
    r"(?![没啥什哪几多人])[^?吗嘛么呢啥哪几谁怎]{2,10}(?<!没)(?<!没有)[。!]*$"
)
_VERB_ALONE = Expression(r"(?:怎么|如何|咋|怎样)[\u4e00-\u9fff]{1,2}[?!。]*")  # 怎么收缩
_LEAD = Expression(
    r"^(?:那么|那|还有|另外|再|然后|接着|接下来|之后|所以|不过|但是?|顺便)|呢[?？。!！]*$"
)
_SHORT = 10
_BRIEF = 20  # width
_HALF = 28  # width of a message that may be half of one
_LONGEST_WISH = 20
_KNOWLEDGE = (ReplyKind.ANSWER, ReplyKind.REFUSAL)
_COMMANDS = (
    ("sources", Expression(r"(?:来源|出处|依据的?出处|原文)(?:呢|在哪里?|是哪里?|有吗)?")),
    (
        "next",
        Expression(
            r"(?:那|那么)?(?:还有|有没有|有|还有没有)?(?:别的|其他的?|其它的?|另外的?|更好的)"
            r"(?:办法|方法|方案|做法|答案|招|思路|选择|路子)?(?:了?[吗嘛么没]|呢|没有)?"
            r"|还有(?:[吗嘛么没]|没有)|换一?[个种](?:答案|说法|办法|方法|方案|页)?"
            r"|再?[来给]一?个(?:别的)?(?:答案|办法)?"
            r"|(?:another|other) (?:ways?|options?|one)|any other (?:ways?|options?)|anything else"
        ),
    ),
    (
        "expand",
        Expression(
            r"展开(?:说说|讲讲|看看|一下)?|全文|继续[说讲]?|[接往][着下][说讲]|然后呢|后面呢|下文呢?"
            r"|(?:再|能不能|能|可以|请)*[说讲写]?(?:详细|具体|仔细)[说讲写]?(?:一?点|一?些|说说|讲讲|介绍|解释|一下)?[吗么嘛呢]?"
            r"|more|more details?|(?:tell|show) me more|go on|continue"
        ),
    ),
)
_NTH = Expression(
    r"(?:(?:那|看|要|打开|展开|详细|[说讲])*+第([一二两三四五1-5])[个条种页篇项]"
    r"|(?:那|看|要|打开|展开|详细|[说讲])++([二三四五2-5])[个条页篇项])"
    r"(?:呢|吧|展开|[说讲]{2}|详细说说|是什么|怎么[做弄用])?"
)
_NUMBERS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a follow-up can lean on. ``asked``: the subject and what was asked of it, newest
    last. ``page`` and ``heading`` are of the last answer, ``pages`` of those before it,
    ``sources`` (path, heading) all that it named. ``offered``: what could be asked next.
    ``direct``: nothing was said of salons since. ``not_meant``: a page that missed it."""

    asked: tuple[str, ...]
    page: str = ""
    heading: str = ""
    shown: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    pages: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    direct: bool = True
    not_meant: str = ""
    topic: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return self.heading.split(SEPARATOR)[0]

    def denied(self, words: str) -> Earlier | None:
        """The same when the last answer was of another matter: the subject alone is left, and
        of that not the ``words`` that were not meant."""
        plain = (normalise(text).replace(words, " ").strip() for text in self.asked)
        asked = tuple(text for text in plain if text) if words else self.asked
        left = replace(self, asked=asked, page="", heading="", pages=(), not_meant=self.page)
        return left if asked else None


def earlier(history: Sequence[Turn]) -> Earlier | None:
    """The last turn about knowledge. Thanks, a salon and what was not understood may stand
    between: who comes back still speaks of what was before."""
    told = [turn for turn in history if turn.kind in _KNOWLEDGE and turn.topic.get("asked")]
    turn = next((turn for turn in reversed(told) if not turn.topic.get("beside")), None)
    if turn is None:
        return None
    since = history[history.index(turn) :]
    lines = (line.partition("\t") for line in _lines(turn.topic.get("sources", "")))
    return Earlier(
        asked=_lines(turn.topic["asked"]),
        page=turn.topic.get("page", ""),
        heading=turn.topic.get("heading", ""),
        shown=_lines(turn.topic.get("shown", "")),
        sources=tuple((path, heading) for path, _, heading in lines),
        pages=_lines(turn.topic.get("pages", "")),
        offered=_lines(told[-1].topic.get("offered", "")),
        direct=all(one.kind is not ReplyKind.EVENT for one in since),
        topic=turn.topic,
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.split("\n") if line.strip())


def may_lean(text: str) -> bool:
    """Is it short enough, or by its form, to say only half of what it asks?"""
    text = normalise(text).strip()
    return _begins_before(text) or width(text) <= _HALF


def leans(text: str) -> bool:
    """Does a message by its form say only half of what it asks?"""
    text = normalise(text).strip()
    return _begins_before(text) or len(text) <= _SHORT


def refers(text: str) -> bool:
    """Does it point to what was said before?"""
    return _REFERS.search(normalise(text).strip()) is not None


def goes_on(text: str) -> bool:
    """Does it by its form alone go on with what was said: 那…呢, 有例子吗, 展开, 第二个?"""
    return refers(text) or is_bare(text) or bool(command(text)) or bool(nth(text))


def clearly_leans(text: str) -> bool:
    """Does it name nothing of its own?"""
    text = normalise(text).strip()
    return (
        is_bare(text) or bool(_VERB_ALONE.fullmatch(text)) or _begins_before(text) or elides(text)
    )


def elides(text: str) -> bool:
    """Does it ask whether, and leave out of what?"""
    return _ELIDES.fullmatch(_INNER_SPACE.sub("", normalise(text).strip())) is not None


def is_bare(text: str) -> bool:
    """Is it nothing but how something is done?"""
    text = _INNER_SPACE.sub("", normalise(text).strip())
    return any(form.fullmatch(text) for form in (_BARE, _WANTED))


def wants_code(text: str) -> bool:
    """Is a command or some SQL wanted, without a word on what for: 具体命令, 给个sql?"""
    return is_bare(without_lead(text)) and _CODE.search(normalise(text)) is not None


def states(text: str) -> bool:
    """Does it tell what one has or lacks, and ask nothing?"""
    return _STATES.search(normalise(text).strip()) is not None


def is_brief(text: str) -> bool:
    """Is it a few words?"""
    return width(normalise(text).strip()) <= _BRIEF


def defines(text: str) -> bool:
    """Is it asked what something is?"""
    return _DEFINES.search(normalise(text).strip()) is not None


def _begins_before(text: str) -> bool:
    return _REFERS.search(text) is not None or _LEANS.search(text) is not None


def width(text: str) -> int:
    """A Han letter is 2 wide."""
    return sum(1 if letter.isascii() else 2 for letter in text)


def asks(text: str) -> bool:
    """Is it by its form a question?"""
    return _ASKS.search(normalise(text)) is not None


def asks_how(text: str) -> bool:
    """怎么, 在哪, 哪些, rather than whether: 能调大吗 says nothing of what."""
    return _ASKS_HOW.search(normalise(text)) is not None


def without_lead(text: str) -> str:
    """那大键呢 → 大键: the words that lean ask for nothing, and glued to the next one they
    may look like a name."""
    return _LEAD.sub("", normalise(text).strip()).strip()


def command(text: str) -> str:
    """``expand``, ``next`` or ``sources`` for the words that act on the last answer."""
    plain = _plain(text)
    return next((wish for wish, form in _COMMANDS if form.fullmatch(plain)), "")


def nth(text: str) -> int:
    """Which of what was listed is wanted: 第二个; 0 where none is."""
    found = _NTH.fullmatch(_plain(text))
    number = (found[1] or found[2]) if found else "0"
    return _NUMBERS.get(number) or int(number)


def _plain(text: str) -> str:
    """A message of few words without the marks around it; of a longer one nothing."""
    plain = normalise(text).strip(" ?。!,.~")
    return plain if len(plain) <= _LONGEST_WISH else ""
