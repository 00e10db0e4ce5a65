"""Saying that a field of a salon has nothing in it: 没有赞助, 先不写, 还没定, 名额不限."""

from __future__ import annotations

from bot.expressions import Expression

_YET = (
    r"(?:暂时|目前|现在|这次|这回|这一?[项步个场期]|那就|我们?|还是|应该|可能|大概|估计|先|还|暂|都|就|也|并|倒"
    r"|真|呃|嗯|哦)*+"
)
_NOTHING = (
    r"(?:没有?|无|不用|不要|不需要?|不必|不写|不填|不设|不限|不加|不[搞做弄]|不定|不管|不提供|不安排|不确定|不(?=直播|赞助|限制)|无所谓|行|可以|随便|不知道"
    r"|未定|未知|待定|待补|另行?通知|跳过|略过?|空着|留空|省略|免了?|[没未](?:有|想|谈|定|找|拉|确定|准备|安排)(?:好|到|下来)?"
    r"|(?:以后|回头|后面|之后|过后|等等|晚点|到时候?)(?:再)?(?:说|写|填|补|定|加)?|再(?:说|写|填|补|定|看)"
    r"|下一[步个项]|pass|skip|none|no|n/?a|-+|/)"
)
_SOMETHING = (
    r"(?:什么|任何|具体|谁|人|限制?|要|写|填|设置?|安排|定|赞助[方商]?|议程|场地|地点|会场|详细"
    r"|地址|城市|名额|上限|截止|报名|时间|期[号数]|标题|题目|名[称字]|企业|公司|链接|地方|人数|直播"
    r"|这一?[项步个])"
)
_SMALL = r"(?:了|的|吧|呢|啊|呀|哈|啦|哦|先|再说|再看|这一?[项步个]|掉)*+"
_DECLINED = Expression(
    rf"{_YET}(?:{_SOMETHING}(?:的话|是|这个|就|也|都|还|先)*){{0,2}}{_YET}"
    rf"{_NOTHING}{_SOMETHING}{{0,2}}{_SMALL}"
)
_BETWEEN = Expression(r"[\s，,。.;；!！~～]+")
_MOST_CHARACTERS = 20


def declines(words: str) -> bool:
    """Whether all of it says no more than that there is nothing, or not yet."""
    if len(words) > _MOST_CHARACTERS:
        return False
    pieces = [piece for piece in _BETWEEN.split(words.strip().lower()) if piece]
    return bool(pieces) and all(_DECLINED.fullmatch(piece) for piece in pieces)
