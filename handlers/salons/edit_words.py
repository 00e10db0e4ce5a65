"""What of a salon is to be otherwise, in organizers' words: 「名额改成50」, 「换个场地」, and how
they put right what was said before, where a field that is not named is for who asks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.events import Salon
from bot.events.editing.salon_fields import FIELD_OF
from bot.events.editing.times import from_day
from bot.events.reading.elsewhere import names_database
from bot.events.words.wording import NUMERAL
from bot.expressions import Expression, first_whole
from handlers.salons.words import AFTER, BEFORE, END, MATTER, SALON, SMALL

ASKS = Expression(r"[?？]|吗|怎么|如何|是不是|有没有|[，,。\s][对是]吧|对不对")
THANKS = Expression(r"[，,。；;！!\s]+(?:谢谢|多谢|辛苦|麻烦)[^，,。；;\s]{0,4}[。.!！~～]*$")
# 「…，名字好听点」: why, and no part of what is to be there.
_WHY = Expression(
    r"[，,；;。]\s{0,4}(?:(?:名字|这样|听[着起]来?|显得|看[着起]来?|会?更|因为|由于|不然|免得|省得|毕竟|好记|好找)[^，,；;]{1,20}"
    r"|[^，,；;\d]{1,6}(?:一?[点些]儿?))[。.!！]*$"
)
_QUOTED = Expression(r"[「《“\"]([^」》”\"]+)[」》”\"].{0,20}")
_FIELD = (
    r"(?P<field>标题|城市|场地|地点|会场|地方|地址|赞助[商方]?|直播(?:链接|地址)?|名额|期号"
    r"|报名截止|议程|协办方|合作方|支持单位)"
)
_ONLINE = Expression("线上[举办行]*[，,：:]")
# 「第16期的场地换成大象咖啡」, 「地址写清楚一点：科技路1号」, 「赞助商加上某某公司」; without a
# salon only of what nothing else has.
_SET = Expression(
    rf"{BEFORE}{SALON}{MATTER}{_FIELD}的?(?:[从由][^，,。；;]{{1,24}}?)?"
    r"(?:(?:(?:换|变|改|定|有变)了?[，,\s]+|也|就|要|想|再)*"
    r"(?:(?:改|换|变更?|调整?|设|定|写|补|填|更新|加|[增提涨降减调扩缩](?:少|加|高|大)?)"
    r"(?:[到成为在上去]|清楚|详细|具体|新的|一[下点些家个])+|[改换写补填](?=\s*[:：])|(?:(?<=[，,\s])|[，,\s]+)(?:就?[是在用叫]))"
    rf"[\s：:，,]*+|\s*[:：]\s*)(?P<value>\S.*?){END}",
    re.DOTALL,
)
# 「成都那场换个地方，改到大象书店3楼」, 「场地没了，换到图书馆」, 「第16期挪到图书馆」
# 「再加一个赞助 某某公司」
_ADDED = Expression(
    rf"{BEFORE}{SALON}{SMALL}(?:再|还|又)?[加添补增](?:上|了|一?[个家位])*赞助[商方]?[：:是，,\s]*(?P<value>\S.{{1,20}}?){AFTER}"
)
_NEW_PLACE = (
    Expression(
        rf"{BEFORE}{SALON}{SMALL}(?:(?:换|改|变)(?:了|到|成)?一?[个下]?(?:新的?)?(?:场地|地点|会场|地方)"
        r"|(?:场地|地点|会场|地方)(?:临时|又|也|说)*(?:没|[换变改]了|[用办去订借]不|不行|被占|有变|出?问题|冲突|太).{0,4}?[，,。])"
        rf"[了吧，,。：:\s]*+(?:改|换|挪|移|搬|定|就|放)*+(?:到|在|成|为|去|用)[\s：:]*+(?P<value>\S.*?){END}"
    ),
    Expression(
        rf"{BEFORE}{SALON}{SMALL}(?:改|换|挪|移|搬|转)(?:到|在|去|成?(?=线上))\s*"
        rf"(?P<value>线上(?:[举办行]*[，,：:]\s*\S.{{1,60}}?)?|\S.{{0,40}}?(?:[楼厅馆园店室院座栋厦心]|咖啡|号|层|线上))[了吧举办行]*{END}"
    ),
)
# An address of people is written in Han; 「地址改成 10.0.0.5」 is of a server.
_HAN = Expression(r"[\u4e00-\u9fff]")
# 「16期换到徐家汇」: a salon that is named, and what is no time.
_ELSEWHERE = Expression(
    rf"{BEFORE}(?P<salon>\S.{{0,20}}?){SMALL}(?:换|挪|移|搬)(?:到|在|去)\s*(?P<value>[\u4e00-\u9fff]{{2,20}}?){AFTER}"
)
# 「第15期直播地址是 https://…」
_STREAM = Expression(
    rf"{BEFORE}(?:加上?|补上?|填上?|添加)?{SALON}{SMALL}直播间?(?:的?(?:链接|地址|入口))?(?:[改换更]新?(?:[成为到]|一下)?|是|在|为|[\s：:，,])*"
    r"(?P<value>https?://\S+)"
)
_RENAMED = Expression(
    rf"{BEFORE}(?P<salon>\S.{{0,20}}?){SMALL}(?:改名|更名)(?:叫|为|成|[\s：:])*(?P<value>\S.*?){END}"
)
# 「第15期 提醒：前一天晚上8点」, 「第15期不要提醒」
_REMINDERS = Expression(
    rf"{BEFORE}(?P<salon>\S.{{0,20}}?){SMALL}(?:(?P<none>不要?(?:再)?(?:发)?提醒|别(?:再)?(?:发)?提醒|提醒(?:都)?(?:关掉?|不要?发?|取消))"
    rf"|提醒\s*[：:改成为]+\s*(?P<value>\S.*)){AFTER}"
)
_ONLY_OF_SALONS = frozenset(
    ("场地", "地点", "会场", "名额", "直播", "直播链接", "直播地址", "报名截止")
) | {"标题", "赞助", "赞助商", "赞助方"}
# 「场地不要改」, 「换到哪里还没定」: nothing that is to be there; 「还是原来的」 takes back.
NO_VALUE = Expression(
    r"(?:先|暂时|就|都|也)*(?:[不别没](?:[要用能会必再]|有)*(?:[改换变动调定]|了?$))|哪[里儿个]|.*(?:还没|没有?|未)定"
    r"|(?:原[来先样]|[之以]前).{0,5}$"
)
_HOSTS = Expression("协办方|合作方|支持单位")  # no fields of their own
_PLACE = Expression("场地|地点|会场|地方")

# 「还是你来安排吧」, 「不对，是我看错了」: said among people, and no field's value unless it is
# named. 我们公司 may be a place.
TALKS = Expression(
    r"(?:[我你您她咱]|(?<![其吉])他)(?!们?的?(?:公司|单位|学校|学院|[这那家校院所]))|大家|[没有]问题|没事|负责|^的?$"
    r"|[这那]条|[别不]发|昨天|明天|后天|刚才|刚刚|待会儿|一会儿|等一?下|回头|晚点"
)


def field_set(text: str) -> tuple[str, str] | None:
    """The words for the salon, and the fields with their content as 改活动 takes them."""
    return None if ASKS.search(text) else _one_set(_WHY.sub("", THANKS.sub("", text)))


def _one_set(text: str) -> tuple[str, str] | None:
    for pattern, name in ((_ADDED, "赞助"), (_STREAM, "直播"), (_RENAMED, "标题")):
        if said := pattern.fullmatch(text):
            return said["salon"], f"{name}：{_unquoted(said['value'])}"
    if said := _REMINDERS.fullmatch(text):
        return said["salon"], f"提醒：{'不发' if said['none'] else said['value']}"
    if (place := first_whole(_NEW_PLACE, text)) or (said := _SET.fullmatch(text)) is None:
        return _elsewhere(place, text)
    if NO_VALUE.match(said["value"]):
        return None
    field, value = _HOSTS.sub("赞助", said["field"]), said["value"]
    value = _unquoted(value) if field == "标题" else value.removesuffix("了")
    labelled = re.search(rf"[:：]\s*{re.escape(value[:1])}", text[said.end("field") :])
    of_salons = field in _ONLY_OF_SALONS or (field == "地址" and _HAN.search(value))
    if not (said["salon"] or of_salons or (labelled and field in ("城市", "议程"))):
        return None
    return said["salon"], f"{field}：{value}"


def _unquoted(title: str) -> str:
    quoted = _QUOTED.fullmatch(title)
    return quoted[1] if quoted else title.strip('「」《》“”"')


def _elsewhere(place: re.Match[str] | None, text: str) -> tuple[str, str] | None:
    """Another place, with 场地 or by what is one."""
    if place is None:
        moved = _ELSEWHERE.fullmatch(text)
        return (moved["salon"], f"场地：{moved['value']}") if moved else None
    words = _PLACE.sub("", place["salon"])  # 「场地改到三楼」: no name of a salon
    of_us = _HAN.match(place["value"]) and not names_database(text)
    known = place["salon"] or place["value"] == "线上" or (of_us and _PLACE.search(text))
    return (words, f"场地：{_ONLINE.sub('线上，', place['value'])}") if known else None


# How people put right what was said before: 「还是12月7日吧」, 「地址写错了，是科技路」.
# The fields by all their names.
CALLED = {**FIELD_OF, "截止日期": "报名截止", "截止": "报名截止", "名字": "标题"}
FIELD_NAMES = "|".join(sorted(CALLED.keys() - {"议程", "提醒"}, key=len, reverse=True))
WRONG = (
    r"(?:有?(?:[写打弄搞说发改选记填]错了?)|不对|不是|错了|算了|等等|等下|啊|哦|呃|嗯|哎|那"
    r"|.{1,4}(?:对的|没错|没问题|不变)|[，,。！!\s])"
)
_TO = (
    r"(?:还是|应该?是|应该|也|就|再|得|要"
    r"|(?:改|换|写|变|调|挪|补|加|填|定|设|限|放|排)(?:到|成|为|在|上|回)?|是|用|叫|为|[：:，,\s])"
)
_CORRECTS = Expression(
    rf"(?P<wrong>{WRONG}*+)(?P<field>{FIELD_NAMES})?的?(?P<too>{WRONG}*+)(?P<to>{_TO}*+)\s*+"
    r"[《「“\"]?(?P<value>\S.*?)[》」”\"]?(?:吧|了|好了|就行|啦|哈|[。.!！~\s])*+"
)
# With one of these something else is wanted; 换个话题 has none.
_FIRM = Expression(r"错|不对|不是|还是|应该|[改换写变调][到成为]")
# 「周六改成周日」, 「不是6号，是13号」: what was, and what is to be.
_FROM_TO = Expression(
    r"(?P<old>\S{1,12}?)(?:改成|换成|改为|改到|应该是|[，,\s]+(?:而|应该)?是)(?P<value>\S.*)"
)
_COMPARED = Expression(r"(?:[多少早晚高低][点些]|太.{1,2}了?|不够)[，,。\s]*(?P<value>\S.*)")
_NUMBER = Expression(
    rf"(?:大概|大约|差不多|约|就|先|最多|限)*(?P<count>{NUMERAL})\s*(?:个人|[个人位名])?(?:名额|座位?)?"
    r"(?:左右|上下|以内|之内|封顶|就行|就好|就够|了|吧)*"
)
# 「四楼路演厅」, 「D座」: a part of an address; and as it may be written there.
_NTH = rf"(?:{NUMERAL}|[A-Za-z]\d{{0,3}})\s?"
_PART = Expression(rf"{_NTH}(?P<unit>号楼|[楼层室座栋])(?P<more>\S.{{0,20}})?")


@dataclass(frozen=True, slots=True)
class Said:
    """``firm``: its words say that something else is wanted; ``how``: these words."""

    field: str
    value: str
    firm: bool
    how: str = ""


def read_correction(text: str, is_there: Callable[[str], bool]) -> Said | None:
    """``is_there``: whether what stood before says so."""
    said = _CORRECTS.fullmatch(text)
    if said is None or NO_VALUE.match(said["value"]):
        return None
    field, value = CALLED.get(said["field"] or "", ""), said["value"]
    how = f"{said['wrong']}{said['too']}{said['to']}"
    inner = None if field else _FROM_TO.fullmatch(value)
    if inner and not is_there(inner["old"]):
        return None
    inner = inner or (None if field else _COMPARED.fullmatch(value))
    if inner:
        return Said("", inner["value"], firm=True, how="改成")
    return Said(field, value, firm=_FIRM.search(how) is not None, how=how)


def count_in(words: str) -> str:
    """「80人」 as 80; empty where it is no number of people."""
    number = _NUMBER.fullmatch(words)
    return number["count"] if number else ""


def in_place(old: str, new: str) -> str:
    """「3楼」 of 「高新路1号2楼」: no address by itself, but another floor, and what stands behind
    it where that is said as well."""
    part = _PART.fullmatch(new)
    unit = "[楼层]" if part and part["unit"] in "楼层" else part and part["unit"]
    there = re.search(f"{_NTH}{unit}", old) if part else None
    if part is None or there is None:
        return new
    return f"{old[: there.start()]}{new}{'' if part['more'] else old[there.end() :]}"


def as_there(field: str, value: str, salon: Salon) -> str:
    """What is said of what the salon has: another floor, 前一天晚上8点."""
    if field == "报名截止":
        return from_day(value, salon.held_on)
    there = {"场地": salon.venue, "地址": salon.address}.get(field, "")
    return in_place(there, value)
