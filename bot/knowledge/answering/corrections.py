"""What somebody means who says that the last answer missed it.

「不是这个，我是说怎么看连接数」 asks 怎么看连接数, and 「不是连接数，是连接断开」 is about
连接断开: what is denied and the words of denying ask for nothing.
"""

from __future__ import annotations

from bot.expressions import Expression
from bot.script import normalise

_MARK = r"[,，.。;；:：!！~～…]"
_STOP = r"[\s,，.。;；:：!！~～…]"
_MEANT = (
    r"(?:(?:说|(?:想|要)?问|指|讲|要)的?|(?:的)?意思)?(?:其实|本来)?(?:就|而)?是"
    r"(?:说|指|(?:想|要)?问|要)?(?:一下)?|(?:想|要)问(?:一下)?|想要?"
)
# 不是这个, 说错了, 你理解错了.
_DENIED = (
    r"(?:不是(?:这个?(?:意思|问题|回事)?|那个|的|啊|呀|吧)|不对(?:的|吧|啊|呀)?|错了"
    r"|[我你您]?(?:说|打|写|问|发|讲|理解|领会|搞|弄|会|听|看)(?:岔|错)(?:意思|字|题|方向)?了"
    r"|答非所问|你?没(?:明白|听懂|理解|看懂)(?:我的?意思)?)"
)
_NOT_THAT = r"我?(?:不是(?:[要想在]?[问说指找看]|[要想])?|没[问说要]|[想要]?[问说指讲]的不是)"
_LEAD = Expression(
    rf"^(?:[啊哦嗯额呃诶唉哎]+{_STOP}*)?(?:"
    rf"(?:{_DENIED}+{_STOP}+|不是{_MARK}+)(?:我?(?:{_MEANT}))?"
    rf"|(?:{_DENIED}+|不是)我(?:{_MEANT})"
    rf"|{_NOT_THAT}(?P<denied>[^,，。;；!！?？吗]{{1,14}}){_MARK}{_STOP}*我?(?:{_MEANT})"
    r"|(?P<same>)我(?:的意思|[说问指讲]的|[想要]问的)是[说指问]?|(?P<said>)我是(?:说|指|[想要]?问)(?:一下)?"
    rf"){_STOP}*(?=.)"
)


def meant(text: str) -> tuple[str, str | None]:
    """What a message that corrects asks, and what it says is not asked: some words, or empty
    for the whole answer, or None where it only says more. Both nothing for any other one."""
    plain = normalise(text).strip()
    if not (found := _LEAD.match(plain)):
        return "", None
    more = found["same"] is not None or found["said"] is not None
    return plain[found.end() :].strip(), None if more else found["denied"] or ""
