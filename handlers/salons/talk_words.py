"""The grammar of an order on a salon's talks: what is done (act), to which talk, and with what.

A text comes here with each talk of the record as one character (`talk_mentions`), so a pattern
says what stands around a talk and never how it is called. What a value is (hours, a name, a
title) is seen in the value itself.
"""

from __future__ import annotations

import re

from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression
from handlers.salons.talk_mentions import MAY_BE_NAME, TALK, Marked, Mention
from handlers.salons.talk_orders import Act, TalkOrder
from handlers.salons.words import CLOCK, HOURS

_ASKS = Expression(
    r"[?？]|[吗呢么没]\s*[。.!！]*$|了没有?|怎么|如何|什么|能不能|可不可以|可以.{0,3}[换改]|是不是|谁|哪|几[点个位]|多久|为何"
)
# Patterns.
_BEFORE = (
    r"(?:请|麻烦|帮我|帮忙|给我|把|将|那么?|就是|就|呃|嗯|额|哦|对了|另外|然后|我们|咱们|讲师|嘉宾|再|先|不对|错了|是(?=把|将)"
    r"|(?:活动|沙龙)?的?议程有?(?:变动?|调整|改动)了?(?=[，,])|议程(?:里面?|上|中)?的?|那个(?=第|最)|从|[，,：:\s])*+"
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
_WHY = r"[^，,。\s]{1,8}(?=[，,。\s]+[就那]*[由让请换]\S{2,12}?(?:来讲|来分享|代替|替|顶))"
_IS = r"(?:应该|其实|就|改)*(?:是|叫做?|为|成|改[成为]|换成|写成?|讲|让|由|请|到|在)"
DURATION = rf"(?:(?:半|{NUMERAL})个?半?(?:小时|钟头)|[一三两]?刻钟|{NUMERAL}\s*分钟?)"
_CHANGE = r"(?:安排|排|放|改|换|变|定|挪|移|调|提|推|延|更新|顺延|推迟|延后|提前|提早)"
_CANCEL = r"(?:删|删除|去|取消|拿|撤|划|砍|不要|不讲|不办|去除)(?:掉|除|下来|了)?"
_SET = Expression(
    rf"{_BEFORE}{_T}讲?[的\s]*(?P<field>{_FIELD})?{_PLACE_OF_IT}(?:"
    rf"(?P<verb>{_CHANGE}(?:整|名|更|一下)*(?:到|成|为|在|由|叫|讲|至|(?=[《「“]))|改名|叫做?|→|->|=>)"
    rf"|{_CHANGE}(?:整|动)?(?:一?个|一下|了)?(?P<more>{_FIELD})?(?:来?讲)?[，,\s]+(?P<link>{_IS})?"
    rf"|(?P<wrong>{_WRONG})[，,。\s]*(?:{_IS})?|(?P<colon>[：:]|是))[：:\s]*{_NEW}(?:开始)?{_END}"
)
_MISNAMED = Expression(
    rf"{_BEFORE}(?:.{{0,4}}(?:{_NAME}))?{_WRONG}[，,。\s]+{_T}(?:应该|其实)?(?:是|叫|改[成为]){_NEW}{_END}"
)
_INSTEAD = Expression(
    rf"{_BEFORE}{_T}[的\s]*{_PLACE_OF_IT}(?:可能|说|也)*(?:{_GONE}|{_WHY})[，,。\s]*(?:就|改|讲师|那)*(?:换(?:成|为)?+|改成|改由|由|让|请)[：:\s]*+(?!{TALK}){_NEW}"
    rf"(?:来)?(?:讲|替|顶上?|代替|接替|上)?(?:{TALK}|[这那][个场])?{_END}"
)
_ABSENT = Expression(
    rf"{_BEFORE}{_T}[的\s]*{_PLACE_OF_IT}(?:可能|说|也)*{_GONE}(?:[，,。\s]*(?:就|只|由|让|剩|留|那)*{_O}(?:一个人|自己|来|讲)*)?{_END}"
)
_AND_THE_REST = f"(?:[，,](?:(?P<rest>[后下]面的?|其[他它]的?|{TALK})|只|就|直接|剩).{{0,16}})?"
_REMOVE = (
    Expression(rf"{_BEFORE}{_T}[的\s]*{_PLACE_OF_IT}{_CANCEL}{_END}{_AND_THE_REST}"),
    Expression(
        rf"{_BEFORE}(?P<verb>删|删除|去掉|取消|拿掉|撤掉|砍掉?|不要)(?:掉|除)?{_T}{_END}{_AND_THE_REST}"
    ),
)
_CLOSES_UP = Expression(rf"[，,](?:后|下|其|{TALK}).{{0,8}}?(?:[往向]?前|提前|提早|顺|补上|接上)")
_LASTS = Expression(
    rf"{_BEFORE}{_T}[的\s]*(?:{_TIME})?{_PLACE_OF_IT}(?P<verb>讲|延长?|拖|压缩?|缩短?|控制|减少?|加长?)(?P<to>到|成|在|为)?\s*"
    rf"(?:(?P<until>{CLOCK})|(?P<span>{DURATION})(?:以?内)?){_END}"
)
_SHIFT = Expression(
    rf"{_BEFORE}{_T}(?P<rest>(?:[及和]?(?:之|以)?后(?:面)?|开始)的?(?:议题|环节|议程|分享)?(?:[，,]?(?:都|全部?|依次|整体|后面的?))*)?[的\s]*(?:时间)?{_PLACE_OF_IT}(?:(?P<back>推迟|推后|延后|延迟|顺延|[往向]?后[推延挪移]|晚)|提前|提早|[往向]?前[提挪移]|早)"
    rf"了?\s*(?P<span>{DURATION})(?:再?开始|再?讲)?{_END}"
)
_SWAP = Expression(
    rf"{_BEFORE}{_T}[的\s]*(?:时间|顺序)?(?:[^，,]{{1,14}}[，,]\s*)?(?:和|跟|与|同){_O}[的\s]*(?:时间|顺序|次序)?"
    rf"(?:[互对调交]?[换调]|交换|调换|对调)(?:一?下|个)?(?:时间|顺序|次序|位置)?{_END}"
)
# 「把王五的调到最前面讲」, 「李四放到张三前面」
_PLACED = Expression(
    rf"{_BEFORE}{_T}[的\s]*(?:顺序|次序)?{_PLACE_OF_IT}(?:调|挪|移|放|换|提|排|改|安排)+(?:整|动)?(?:到|在|至)"
    rf"{_O}[的\s]*(?:(?P<front>之?前面?|前边)|之?后面?|后边)?(?:位置|去|来|再?讲)*{_END}"
)
_JOIN = Expression(
    rf"{_BEFORE}(?:[补加]一?[个位名](?:{_WHO})[：:，,\s]*)?{_T}(?:里|上)?{_PLACE_OF_IT}(?:加|补|添|增加)(?:上|了|进来)?(?:一?[个位名])?(?P<noun>{_WHO})?(?:叫|是|[：:，,\s])*{_NEW}{_END}"
)
_ADD = Expression(
    rf"{_BEFORE}(?:(?:给|在|跟)?{_O}(?P<side>之?[前后]面?|完了?以?后?)?[，,\s]*)?{_PLACE_OF_IT}(?:中间|另外)*(?:加|添|新增|增加|插|补|安排)(?:上|了|入|进)?(?:一?[个场项位段条])?"
    rf"(?P<noun>分享|演讲|议题|议程|主题|话题|讲师|嘉宾|环节)?[：:，,\s]*(?P<new>\S.*?){_END}",
    re.DOTALL,
)
# 「茶歇安排在15:15到15:30」: what stands in agendas and nobody gives.
_PAUSES = (
    "(?:签到|开场|致辞|茶歇|休息|合影|午[餐饭休]|晚[餐宴]|抽奖|颁奖|自由(?:交流|讨论)"
    "|圆桌|辩论|总结)"
)
_PAUSE = Expression(
    rf"{_BEFORE}(?P<what>{_PAUSES})(?:环节)?"
    rf"{_PLACE_OF_IT}(?:安排|放|排|定|留)?(?:在|到|从)?\s*(?P<hours>{CLOCK}\s*[-–—~～到至]\s*{CLOCK}){_END}"
)
_TIMED = Expression(rf"{DURATION}|{CLOCK}|^{_PAUSES}")
_NO_TALK = Expression("任务|分区|索引|字段|作业|时间段|[表列]|名额|座位|[个人]人|一句|期")
_BESIDE = ("讲师", "嘉宾")
_SAYS = Expression("(?<!演)讲(?!师|座|义)|分享")
_QUOTED = Expression(r"[《「“\"].*?[》」”\"]")
_TAKES_OVER = Expression(r"来?(?:讲|分享|替|顶上?)$")
_ALL_HOURS = Expression(rf"{HOURS}(?:开始|讲|开讲)?")
_ALL_SPAN = Expression(rf"{DURATION}(?:以?内)?")
_MINUTES = Expression(
    rf"(?:(?P<half>半)|(?P<count>{NUMERAL}))个?(?P<more>半)?(?P<unit>小时|钟头|刻钟|\s*分钟?)"
)


def asks(text: str) -> bool:
    """A title may ask as it likes."""
    return _ASKS.search(_QUOTED.sub("", text)) is not None


def read_order(said: Marked) -> TalkOrder | None:
    """The order that the whole text is; None for what asks, or is none on talks."""
    if asks(said.text):
        return None
    for read in (_swapped, _placed, _absent, _removed, _of_hours, _set, _joined, _added):
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


def _placed(said: Marked) -> TalkOrder | None:
    match = _PLACED.fullmatch(said.text)
    if match is None:
        return None
    talk, other = _both(said, match)
    side = -1 if match["front"] else int(not (other and other.is_place))
    return TalkOrder(Act.PLACE, talk, other, side=side)


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
            rest = bool(match["rest"] and _CLOSES_UP.search(match[0]))
            talk = said.of(match["talk"])
            return TalkOrder(Act.REMOVE, talk, value=verb, sure=False, rest=rest)
    return None


def _of_hours(said: Marked) -> TalkOrder | None:
    if match := _SHIFT.fullmatch(said.text):
        minutes = minutes_in(match["span"])
        by = minutes if match["back"] else -minutes
        behind = match["rest"] or ""
        side = 1 if behind and "开始" not in behind else 0
        talk = said.of(match["talk"])
        return TalkOrder(Act.SHIFT, talk, minutes=by, side=side, rest=bool(behind))
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
    if not (field or quoted or _TAKES_OVER.search(new)) and verb in ("到", "在", "至"):
        return None  # a place in the agenda: no title, and nobody
    if field.endswith(tuple(_NAME.split("|"))):
        return Act.NAME if talk.speaker or "师" in field or "嘉" in field else Act.TITLE
    if field in _TITLE.split("|") or quoted or (not field and verb in "讲叫名"):
        return Act.TITLE
    if field or verb in "由让请" or talk.speaker or talk.of_person or _TAKES_OVER.search(new):
        return Act.SPEAKER
    return Act.TITLE


def _joined(said: Marked) -> TalkOrder | None:
    match = _JOIN.fullmatch(said.text)
    if match is None or not (match["noun"] or MAY_BE_NAME.fullmatch(match["new"])):
        return None
    return TalkOrder(Act.JOIN, said.of(match["talk"]), value=said.plain(match["new"]))


def _added(said: Marked) -> TalkOrder | None:
    if match := _PAUSE.fullmatch(said.text):
        return TalkOrder(Act.ADD, value=f"{match['hours']} {match['what']}")
    match = _ADD.fullmatch(said.text)
    if match is None:
        return None
    noun, new = match["noun"] or "", said.plain(match["new"])
    told = _SAYS.search(new) is not None  # 王五讲分区表 is a talk, 加一个分区 is none
    beside = said.of(match["other"]) if match["other"] else None
    clear = has_hours(new) if beside is None else _TIMED.search(new)
    if not noun and (not clear or (_NO_TALK.search(said.text) and not told)):
        return None
    if beside and not match["side"] and not beside.is_place:
        return None
    before = match["side"] and "前" in match["side"]
    side = 0 if beside is None else -1 if before or "前" in beside.words else 1
    new = f"{noun}：{new}" if noun in _BESIDE else new
    return TalkOrder(Act.ADD, other=beside, value=new, sure=bool(noun), side=side)


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
