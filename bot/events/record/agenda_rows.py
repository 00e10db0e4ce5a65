"""Rows of an agenda as they are pasted from a table, a document or a chat, each as the line
that `agenda_lines` reads: 「15:20 | 分区表 | 王五 | 京东」 → 「15:20 分区表 讲师：王五（京东）」.

A cell is a speaker by its heading, by the cell of a company behind it, or by a family name that
begins no other word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.expressions import Expression

_LINES = Expression(r"[\n;；]+")
_RULE = Expression(r"[|\s:：—-]+")
_CELLS = Expression(r"\s{0,8}[\t|｜]\s{0,8}|\s{1,8}(?:[/／]|[-—–]{1,2})\s{1,8}|\s{2,}")
_COMMAS = Expression(r"\s{0,8}[,，]\s{0,8}")
_NUMBER = Expression(
    r"\s*(?:\d{1,2}(?:\s*[、)）]|\s*\.\s*(?!\d)|(?=\s*[\t|｜]))|[①-⑳]|[-*•]\s+|[(（]\d{1,2}[)）])"
)
_HOURS = Expression(
    r"\s*+(?P<hours>(?:[上下中]午|早上|晚上?)?\s*+\d{1,2}\s*[:：点]\s*(?:\d{2}|半)?"
    r"(?:\s*[-–—~～到至]+\s*(?:[上下中]午|晚上?)?\d{1,2}\s*[:：点]\s*(?:\d{2}|半)?)?)[\s,，:：|｜]*"
)
_HEADINGS = {
    "hours": ("时间", "时段", "时间段"),
    "title": ("议题", "主题", "题目", "内容", "环节", "议程", "标题", "演讲主题", "分享主题"),
    "who": ("讲师", "嘉宾", "主讲", "主讲人", "分享人", "演讲人", "演讲嘉宾", "分享嘉宾"),
    "org": ("单位", "公司", "企业", "机构", "讲师单位", "公司/职位"),
}
_HEADING = {word: kind for kind, words in _HEADINGS.items() for word in words}
_FAMILY = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯董萧曹袁邓傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎潘杜戴夏汪"
    "姜姚谭廖邹熊陆郝崔邱秦顾侯邵孟龙钱汤尹黎"
)
_NAME = Expression(rf"[{_FAMILY}][\u4e00-\u9fff]{{1,2}}(?:老师|总|博士|教授|主任)?")
_ANY_NAME = Expression(r"[\u4e00-\u9fff·]{2,5}|[A-Za-z][A-Za-z .]{1,30}")
_WITH_ORG = Expression(r"(?P<name>[^\s@＠()（）/／-]{2,12})\s*[@＠\s/／-]\s*(?P<org>\S.{0,39})")
# 「索引的七宗罪 李林 某大学 副教授」
_OF_COMPANY = Expression(
    rf"(?P<title>\S.*?)\s(?P<who>{_NAME.pattern})\s"
    r"(?P<org>\S{0,20}(?:公司|集团|科技|银行|大学|学院|研究[所院]|实验室|社区)\S{0,8}(?:\s\S{1,8})?)"
)
_KNOWN = Expression(r"[(（][^()（）]{1,40}[)）]\s*$|(?:讲师|主讲|嘉宾|分享人)\s*[:：]")
_DASHED = Expression(r"\s(?:[/／]|[-—–]{1,2})\s(?=[^\s(（]{1,12}[(（][^()（）]{1,40}[)）]\s*$)")
_QUOTES = '《》「」“”"'
_ORG = r"\s*[(（](?![上中下一二三四\d][)）])(?P<{}>[^()（）]{{1,40}})[)）]"
# 「唐修《逻辑复制》」, 「唐修（某某公司）讲逻辑复制」, 「唐修：逻辑复制」: who stands before it.
_LED = Expression(
    rf"(?P<who>{_NAME.pattern}|[A-Za-z][A-Za-z.]+(?=\s*[(（])|[^\s()（）《]{{2,6}}(?=\s*[(（][^()（）]+[)）]《))"
    rf"(?:{_ORG.format('org')})?\s*(?:(?:来|为大家|给大家)?(?:主讲|讲|分享|带来)[\s：:]*|[：:]\s*|(?=《))(?P<title>\S.*)"
    rf"|(?P<one>{_NAME.pattern})(?:{_ORG.format('of')})?[\s|｜]+(?P<rest>\S.*)"
)


def as_lines(text: str) -> Iterator[str]:
    """One for each row that is no heading; a line in another form as it stands."""
    columns: Mapping[str, int] = {}
    for line in filter(str.strip, _LINES.split(text)):
        cells = [one.strip() for one in _CELLS.split(line.strip("|｜ "))]
        if _RULE.fullmatch(line):
            continue
        if found := _headed(cells):
            columns = found
        elif columns and len(cells) > 1:
            yield _of(**{kind: cells[n] for kind, n in columns.items() if n < len(cells)})
        else:
            yield _line(line)


def rows_below(text: str) -> tuple[str, str]:
    """The rows of an agenda, of which one has hours at least, and what stands around them: above,
    and behind an empty line below."""
    above, *lines = text.split("\n")
    at = next((n for n, line in enumerate(lines) if _is_row(line)), None)
    if at is None or not any(map(_HOURS.match, as_lines("\n".join(lines[at:])))):
        return text, ""
    last = max(n for n, line in enumerate(lines) if n == at or _is_row(line))
    end = next((n for n in range(last, len(lines)) if not lines[n].strip()), len(lines))
    return "\n".join((above, *lines[:at], *lines[end:])), "\n".join(lines[at:end])


def _is_row(line: str) -> bool:
    cells = [one.strip() for one in _CELLS.split(line.strip("|｜ "))]
    hours = map(_HOURS.match, as_lines(line))
    return bool(_headed(cells)) or any(one and one.end() < len(one.string) for one in hours)


def _headed(cells: Sequence[str]) -> Mapping[str, int]:
    """Which column is what; empty for a row that is no heading."""
    found = {_HEADING[one]: n for n, one in enumerate(cells) if one in _HEADING}
    return found if "title" in found and len(found) > 1 else {}


def _line(line: str) -> str:
    number = _NUMBER.match(line)
    rest = line[number.end() :].strip("|｜ \t") if number else line.strip("|｜ \t")
    said = _HOURS.match(rest)
    hours, rest = (said["hours"], rest[said.end() :]) if said else ("", rest)
    if (led := _LED.fullmatch(rest)) and led["title"]:
        return _of(hours, led["title"], led["who"], led["org"] or "")
    if _KNOWN.search(rest):
        rest = _DASHED.sub(" ", rest)
        return f"{hours} {rest}".strip()
    cells = [one for one in _CELLS.split(rest) if one]
    if len(cells) == 1:
        cells = [one for one in _COMMAS.split(rest) if one]
    if len(cells) == 3 and _ANY_NAME.fullmatch(cells[1]):
        return _of(hours, *cells)
    if len(cells) == 2 and _is_who(cells[1]):
        return _of(hours, *cells)
    if len(cells) == 1 and (of := _OF_COMPANY.fullmatch(rest)):
        return _of(hours, of["title"], of["who"], of["org"])
    title, _, who = rest.rpartition(" ")
    if len(cells) == 1 and title.strip() and _NAME.fullmatch(who):
        return _of(hours, title, who)
    if led:
        return _of(hours, led["rest"], led["one"], led["of"] or "")
    return f"{hours} {rest}".strip()


def _is_who(cell: str) -> bool:
    said = _WITH_ORG.fullmatch(cell)
    return bool(_NAME.fullmatch(said["name"] if said else cell))


def _of(hours: str = "", title: str = "", who: str = "", org: str = "") -> str:
    if not org and (said := _WITH_ORG.fullmatch(who)):
        who, org = said["name"], said["org"]
    title = title.strip(_QUOTES) if title[:1] in _QUOTES and title[-1:] in _QUOTES else title
    by = f" 讲师：{who}{f'（{org}）' if org else ''}" if who.strip(" -—/无") else ""
    return f"{hours} {title}{by}".strip()
