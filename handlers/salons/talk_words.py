"""The grammar of an order on a salon's talks: what is done (act), to which talk, and with what.

A text comes here with each talk of the record as one character (`talk_mentions`), so a pattern
says what stands around a talk and never how it is called. What a value is (hours, a name, a
title) is seen in the value itself.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression
from handlers.salons.talk_mentions import TALK, Marked, Mention
from handlers.salons.words import CLOCK, HOURS

_ASKS = Expression(
    r"[?？]|[吗呢么没]\s*[。.!！]*$|了没有?|怎么|如何|什么|能不能|可不可以|可以.{0,3}[换改]|是不是|谁|哪|几[点个位]|多久|为何"
)


class Act(enum.Enum):
    """The value is how the preview is headed."""

    ADD = "加议程"
    JOIN = "加讲师"
    REMOVE = "去掉议程"
    ABSENT = "去掉讲师"
    SPEAKER = "换讲师"
    NAME = "改讲师"
    ORG = "改单位"
    TITLE = "改题目"
    HOURS = "改议程"
    LASTS = "改时长"
    SHIFT = "挪议程"
    SWAP = "对调议程"


@dataclass(frozen=True, slots=True)
class TalkOrder:
    """``value``: what is to be there. ``minutes``: how long or by how much, earlier where it
    is negative. ``sure``: the field was named, and the value is none other."""

    act: Act
    talk: Mention | None = None
    other: Mention | None = None
    value: str = ""
    minutes: int = 0
    sure: bool = True


# Patterns.
_BEFORE = (
    r"(?:请|麻烦|帮我|帮忙|给我|把|将|那么?|就是|就|呃|嗯|额|哦|对了|另外|然后|我们|咱们|讲师|嘉宾|再|先|不对|错了|是(?=把|将)"
    r"|议程(?:里面?|上|中)?的?|那个(?=第|最)|[，,：:\s])*+"
)
_END = (
    r"(?:[，,]\s*(?:之前|原来|刚才)?(?:[写打弄]错了?))?"
    r"(?:了|吧|掉|一下|哈|啊|呀|哦|就行|就好|[。.!！~\s])*+"
)
_NEW = r"[《「“\"]?(?P<new>\S.*?)[》」”\"]?"
_PLACE_OF_IT = r"(?:把它|给它|它|也|都|就|先|给我|可以|要|想|得|再|还|临时|突然|直接)*+"
_T = rf"(?P<talk>{TALK})"
_O = rf"(?P<other>{TALK})"
_TITLE, _WHO = "题目|标题|主题|议题|内容", "讲师|嘉宾|主讲人?|分享人|人"
_NAME, _ORG, _TIME = "名字|姓名", "单位|公司|头衔|来自", "时间|时段|时长"
_FIELD = rf"(?:{_TITLE}|{_WHO}|(?:讲师|嘉宾)?的?(?:{_NAME}|{_ORG})|(?:开始|分享)?{_TIME})"
_WRONG = r"(?:有?[写打弄搞说发]错了?|不对|有误)"
_GONE = r"(?:来不了|去不了|有事|不来|不讲|讲不了|生病|病了|请假|不能来|临时有事|退出)了?"
_IS = r"(?:应该|其实|就|改)*(?:是|叫做?|为|成|改[成为]|换成|写成?|讲|让|由|请|到|在)"
_DURATION = rf"(?:(?:半|{NUMERAL})个?半?(?:小时|钟头)|[一三两]?刻钟|{NUMERAL}\s*分钟?)"
_CHANGE = r"(?:改|换|变|定|挪|移|调|提|推|延|更新|顺延|推迟|延后|提前|提早)"
_CANCEL = r"(?:删|删除|去|取消|拿|撤|划|砍|不要|不讲|不办|去除)(?:掉|除|下来|了)?"
_SET = Expression(
    rf"{_BEFORE}{_T}[的\s]*(?P<field>{_FIELD})?{_PLACE_OF_IT}(?:"
    rf"(?P<verb>{_CHANGE}(?:整|名|更|一下)*(?:到|成|为|在|由|叫|讲|至)|改名|叫做?|→|->|=>)"
    rf"|{_CHANGE}(?:整|动)?(?:一?个|一下|了)?(?P<more>{_FIELD})?(?:来?讲)?[，,\s]+(?P<link>{_IS})?"
    rf"|(?P<wrong>{_WRONG})[，,。\s]*(?:{_IS})?|(?P<colon>[：:]|是))[：:\s]*{_NEW}(?:开始)?{_END}"
)
_MISNAMED = Expression(
    rf"{_BEFORE}(?:.{{0,4}}(?:{_NAME}))?{_WRONG}[，,。\s]+{_T}(?:应该|其实)?(?:是|叫|改[成为]){_NEW}{_END}"
)
_INSTEAD = Expression(
    rf"{_BEFORE}{_T}[的\s]*{_PLACE_OF_IT}(?:可能|说|也)*{_GONE}[，,。\s]*(?:就|改|讲师|那)*(?:换成?|改成|改由|换为|由|让|请)(?!{TALK}){_NEW}"
    rf"(?:来)?(?:讲|替|顶上?|代替|接替|上)?{_END}"
)
_ABSENT = Expression(
    rf"{_BEFORE}{_T}[的\s]*{_PLACE_OF_IT}(?:可能|说|也)*{_GONE}(?:[，,。\s]*(?:就|只|由|让|剩|留|那)*{_O}(?:一个人|自己|来|讲)*)?{_END}"
)
_REMOVE = (
    Expression(
        rf"{_BEFORE}{_T}[的\s]*{_PLACE_OF_IT}{_CANCEL}{_END}(?:[，,](?:只|就|直接|后面|其[他它]|剩).{{0,16}})?"
    ),
    Expression(rf"{_BEFORE}(?P<verb>删|删除|去掉|取消|拿掉|撤掉|砍掉?|不要)(?:掉|除)?{_T}{_END}"),
)
_LASTS = Expression(
    rf"{_BEFORE}{_T}[的\s]*(?:{_TIME})?{_PLACE_OF_IT}(?P<verb>讲|延长?|拖|压缩?|缩短?|控制|减少?|加长?)(?P<to>到|成|在|为)?\s*"
    rf"(?:(?P<until>{CLOCK})|(?P<span>{_DURATION})(?:以?内)?){_END}"
)
_SHIFT = Expression(
    rf"{_BEFORE}{_T}[的\s]*(?:时间)?{_PLACE_OF_IT}(?:(?P<back>推迟|推后|延后|延迟|顺延|[往向]?后[推延挪移]|晚)|提前|提早|[往向]?前[提挪移]|早)"
    rf"了?\s*(?P<span>{_DURATION})(?:再?开始|再?讲)?{_END}"
)
_SWAP = Expression(
    rf"{_BEFORE}{_T}[的\s]*(?:时间|顺序)?(?:和|跟|与|同){_O}[的\s]*(?:时间|顺序|次序)?"
    rf"(?:[互对调交]?[换调]|交换|调换|对调)(?:一?下|个)?(?:时间|顺序|次序|位置)?{_END}"
)
_JOIN = Expression(
    rf"{_BEFORE}(?:[补加]一?[个位名](?:{_WHO})[：:，,\s]*)?{_T}(?:里|上)?{_PLACE_OF_IT}(?:加|补|添|增加)(?:上|了|进来)?(?:一?[个位名])?(?P<noun>{_WHO})?(?:叫|是|[：:，,\s])*{_NEW}{_END}"
)
_MORE_OF_THEIRS = Expression(
    rf"{_BEFORE}(?:加一?[个场项]?(?:分享|议题|演讲)?[：:，,\s]*)?{_T}{_PLACE_OF_IT}(?:(?:再|还|多|加)+讲?(?:一?[个场]))(?:分享|议题)?[：:，,\s]*{_NEW}{_END}"
)
_ADD = Expression(
    rf"{_BEFORE}(?:(?:给|在|跟)?{TALK}(?:之?[前后]面?|完了?以?后?)[，,\s]*)?{_PLACE_OF_IT}(?:中间|另外)*(?:加|添|新增|增加|插|补|安排)(?:上|了|入|进)?(?:一?[个场项位段条])?"
    rf"(?P<noun>分享|演讲|议题|议程|主题|话题|讲师|嘉宾|环节)?[：:，,\s]*(?P<new>\S.*?){_END}",
    re.DOTALL,
)
_NO_TALK = Expression("任务|分区|索引|字段|作业|时间段|[表列]|名额|座位|[个人]人|一句|期")
_BESIDE = ("讲师", "嘉宾")
_SAYS = Expression("(?<!演)讲(?!师|座|义)|分享")
_QUOTED = Expression(r"[《「“\"].*?[》」”\"]")
_TAKES_OVER = Expression(r"来?(?:讲|分享|替|顶上?)$")
_ALL_HOURS = Expression(rf"{HOURS}(?:开始|讲|开讲)?")
_ALL_SPAN = Expression(rf"{_DURATION}(?:以?内)?")
_MINUTES = Expression(
    rf"(?:(?P<half>半)|(?P<count>{NUMERAL}))个?(?P<more>半)?(?P<unit>小时|钟头|刻钟|\s*分钟?)"
)
MAY_BE_NAME = Expression("[\u4e00-\u9fff]{2,3}(?:[（(].*[）)])?")
# What is put in a speaker's place and is nobody's name.
NO_NAME = Expression(
    r"[线云]上|线下|远程|视频|录播|[今明后昨]天|[上下]午|[上下]个?月|周[一二三四五六日天末]|星期|礼拜|[左右前后]边|中间"
    r"|第?[一二三四五六七八九十\d]+[点个场号楼]|最[前后]|开头|压轴|待定|晚上|早上|个人|^人"
)


def asks(text: str) -> bool:
    """A title may ask as it likes."""
    return _ASKS.search(_QUOTED.sub("", text)) is not None


def read_order(said: Marked) -> TalkOrder | None:
    """The order that the whole text is; None for what asks, or is none on talks."""
    if asks(said.text):
        return None
    for read in (_swapped, _absent, _removed, _of_hours, _more, _set, _joined, _added):
        if (order := read(said)) is not None:
            return None if _is_vague(order) else order
    return None


def _is_vague(order: TalkOrder) -> bool:
    """第三个, of whatever: nothing says that it is a talk."""
    talks = [talk for talk in (order.talk, order.other) if talk]
    return bool(talks) and not order.sure and all(one.is_place and one.alone for one in talks)


def _swapped(said: Marked) -> TalkOrder | None:
    match = _SWAP.fullmatch(said.text)
    return TalkOrder(Act.SWAP, *_both(said, match), sure=False) if match else None


def _both(said: Marked, match: re.Match[str]) -> tuple[Mention, Mention | None]:
    other = match["other"]
    return said.of(match["talk"]), said.of(other) if other else None


def _absent(said: Marked) -> TalkOrder | None:
    if match := _INSTEAD.fullmatch(said.text):
        return TalkOrder(Act.SPEAKER, said.of(match["talk"]), value=said.plain(match["new"]))
    match = _ABSENT.fullmatch(said.text)
    return TalkOrder(Act.ABSENT, *_both(said, match)) if match else None


def _removed(said: Marked) -> TalkOrder | None:
    for pattern in _REMOVE:
        if match := pattern.fullmatch(said.text):
            verb = match["verb"] if "verb" in match.groupdict() else ""
            return TalkOrder(Act.REMOVE, said.of(match["talk"]), value=verb, sure=False)
    return None


def _of_hours(said: Marked) -> TalkOrder | None:
    if match := _SHIFT.fullmatch(said.text):
        minutes = minutes_in(match["span"])
        by = minutes if match["back"] else -minutes
        return TalkOrder(Act.SHIFT, said.of(match["talk"]), minutes=by)
    match = _LASTS.fullmatch(said.text)
    if match is None:
        return None
    talk = said.of(match["talk"])
    if match["until"]:
        return TalkOrder(Act.LASTS, talk, value=match["until"])
    minutes = minutes_in(match["span"])
    if not match["to"] and match["verb"][0] in "延拖加缩减":  # by so much
        less = match["verb"][0] in "缩减"
        return TalkOrder(Act.LASTS, talk, value="by", minutes=-minutes if less else minutes)
    return TalkOrder(Act.LASTS, talk, minutes=minutes)


def _more(said: Marked) -> TalkOrder | None:
    match = _MORE_OF_THEIRS.fullmatch(said.text)
    if match is None or not said.of(match["talk"]).speaker:
        return None
    new = said.plain(match["new"])
    return TalkOrder(Act.ADD, value=f"{said.of(match['talk']).speaker}讲{new}")


def _set(said: Marked) -> TalkOrder | None:
    if (match := _MISNAMED.fullmatch(said.text)) and said.of(match["talk"]).speaker:
        return TalkOrder(Act.NAME, said.of(match["talk"]), value=said.plain(match["new"]))
    match = _SET.fullmatch(said.text)
    if match is None:
        return None
    field = match["field"] or match["more"] or ""
    if (match["colon"] or match["wrong"]) and not field:
        return None
    talk, new = said.of(match["talk"]), said.plain(match["new"])
    verb = (match["verb"] or match["link"] or "")[-1:]
    act = _meant(field, verb, talk, match["new"], quoted=_is_quoted(match))
    if act is Act.LASTS:
        return TalkOrder(act, talk, minutes=minutes_in(new))
    if act is None:
        return None
    who = _TAKES_OVER.sub("", new) if act is Act.SPEAKER else new
    sure = bool(field) or verb in "讲由让" or _is_quoted(match) or who != new
    return TalkOrder(act, talk, value=who, sure=sure)


def _is_quoted(match: re.Match[str]) -> bool:
    return match.string[match.start("new") - 1] in '《「“"'


def _meant(field: str, verb: str, talk: Mention, new: str, *, quoted: bool) -> Act | None:
    """What is set, by the field that was named, else by what the value is."""
    if field.endswith(tuple(_ORG.split("|"))):
        return Act.ORG
    of_hours = field.endswith(tuple(_TIME.split("|")))
    kind = kind_of(new) if of_hours or not (field or quoted) else None
    if kind or of_hours:
        return kind
    if field.endswith(tuple(_NAME.split("|"))):
        return Act.NAME if talk.speaker or "师" in field or "嘉" in field else Act.TITLE
    if field in _TITLE.split("|") or quoted or (not field and verb in "讲叫名"):
        return Act.TITLE
    if field or verb in "由让请" or talk.speaker or _TAKES_OVER.search(new):
        return Act.SPEAKER
    return Act.TITLE


def _joined(said: Marked) -> TalkOrder | None:
    match = _JOIN.fullmatch(said.text)
    if match is None or not (match["noun"] or MAY_BE_NAME.fullmatch(match["new"])):
        return None
    return TalkOrder(Act.JOIN, said.of(match["talk"]), value=said.plain(match["new"]))


def _added(said: Marked) -> TalkOrder | None:
    match = _ADD.fullmatch(said.text)
    if match is None:
        return None
    noun, new = match["noun"] or "", said.plain(match["new"])
    told = _SAYS.search(new) is not None  # 王五讲分区表 is a talk, 加一个分区 is none
    if not noun and (not has_hours(new) or (_NO_TALK.search(said.text) and not told)):
        return None
    return TalkOrder(Act.ADD, value=f"{noun}：{new}" if noun in _BESIDE else new, sure=bool(noun))


def kind_of(value: str) -> Act | None:
    """What is set by it, where that shows: hours, or how long."""
    if _ALL_HOURS.fullmatch(value):
        return Act.HOURS
    return Act.LASTS if _ALL_SPAN.fullmatch(value) else None


def has_hours(words: str) -> bool:
    """Whether a beginning and an end stand in it."""
    return re.search(rf"{CLOCK}\s*[-–—~～到至]\s*{CLOCK}", words) is not None


def minutes_in(span: str) -> int:
    """一刻钟, 一个半小时, 20分钟."""
    said = _MINUTES.fullmatch(span.strip().removesuffix("以内").removesuffix("内"))
    if said is None:
        return 15 if span.endswith("刻钟") else 0
    unit = {"刻": 15, "小": 60, "钟": 60}.get(said["unit"].strip()[0], 1)
    if said["half"]:
        return unit // 2
    return (number_in(said["count"]) or 0) * unit + (unit // 2 if said["more"] else 0)
