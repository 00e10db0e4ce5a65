"""What a draw is to be, as organizers write it: 「抽奖 T恤2件」, 「从签到的人里抽两位送鼠标垫」.

The exact writing comes first: hall, prize, people, origin. What is looser is only taken where
one number in it says how many, and nothing in it asks or is of a database.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.attendance.draws import Origin
from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression
from handlers.salon_choice import number_joined

_ORIGIN = Expression(r"(?:来源[:：]?)?(签到|报名|分享|晒图)")
_PLACES = Expression(r"(\d{1,6})[人名个位份]?")
# Patterns. What may be counted out at a draw; 等 is 一等奖.
_UNIT = r"(?:名|人|个|位|份|件|本|套|台|张|只|双|盒|瓶|把|支|顶|块|副|枚|袋|箱|条)"
_COUNTED = Expression(
    rf"(?<![\d.第])({NUMERAL})\s*{_UNIT}(?!等)(?:幸运)?(?:的?人|观众|朋友|同学|听众|群友|幸运儿|中奖者)?"
)
_FROM = Expression(
    r"(?:来源[:：]?|从|在|给|限)*(?:已经?|所有)?(签到|报名|分享|晒图)(?:过|了)?(?:的)?"
    r"(?:人员|人|名单|同学|朋友)?(?:里面?|中间?|当中)?"
)
_FRESH = Expression(
    r"(?:不要?|不能|不许|别|勿)重复(?:中奖)?的?|(?:排除|去掉|除去|除了|不含)(?:已经?)?中过?奖?的?人?"
    r"|(?:已经?)?中过奖?的?(?:人)?(?:都|就)*(?:不算|不抽|除外|别抽|不能再中|排除|不参加)|没中过?奖?的人?(?:里面?|中)?"
)
_SMALL = Expression(
    r"奖品是?[:：]?|奖励是?|人数[:：]|(?:幸运)?(?:观众|听众)|(?:[给为]?大家|随机)?抽(?:一?[个次场轮])?(?:取|出|奖)?|赠送|送出?|发出?|给|出|来(?:一?[个次场轮])?|再|请"
    r"|帮我|我们|咱们|现在|开始|一共|总共|[，,。；;！!：:、]|每人"
)
_ASKS_OR_DATA = Expression(
    r"[?？]|吗|怎么|如何|什么|多少|为什么|语句|查询|写法|数据|记录|[行条](?:数|记录)|表里?|sql|random|随机取",
    0,
)
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Wish:
    """What 「抽奖 …」 asks for; the first of ``words`` may be a salon. ``fresh``: without whoever
    won before at that salon."""

    words: tuple[str, ...]
    places: int
    origin: Origin | None
    fresh: bool = False


def read_wish(arguments: str) -> Wish | None:
    """The wish behind the word 抽奖; None where it does not say what and how many."""
    return _exactly(arguments) or read_loosely(arguments)


def _exactly(arguments: str) -> Wish | None:
    words = number_joined(arguments).split()
    fresh = bool(words) and _FRESH.fullmatch(words[-1]) is not None
    if fresh:
        words.pop()
    origin = None
    if words and (match := _ORIGIN.fullmatch(words[-1])):
        origin = _origin(match[1])
        words.pop()
    if len(words) < 2 or not (match := _PLACES.fullmatch(words[-1])):
        return None
    return Wish(tuple(words[:-1]), int(match[1]), origin, fresh)


def leaves_out_winners(text: str) -> bool:
    """「中过奖的不算」, 「抽奖不要重复」: nothing but that, of the next draw."""
    rest = _FRESH.sub("", text)
    return rest != text and "奖" in text and not rest.strip("抽奖的人这次请要了吧，,。.!！ ")


def read_loosely(text: str) -> Wish | None:
    """「T恤2件」, 「书 3本 报名」. Without a prize ``words`` are empty."""
    if len(text) > _LONGEST or _ASKS_OR_DATA.search(text.lower()):
        return None
    rest = number_joined(text)
    fresh = _FRESH.search(rest) is not None
    rest = _FRESH.sub(" ", rest)
    said = _FROM.search(rest)
    rest = _FROM.sub(" ", rest, count=1)
    counts = _COUNTED.findall(rest)
    number = number_in(counts[0]) if len(counts) == 1 else None
    if not number:
        return None
    rest = _SMALL.sub(" ", _COUNTED.sub(" ", rest))
    words = tuple(word for word in rest.split() if word.strip("的了吧啊呢 "))
    return Wish(words, number, _origin(said[1]) if said else None, fresh)


def _origin(word: str) -> Origin:
    return Origin.SHARES if word == "晒图" else Origin(word)
