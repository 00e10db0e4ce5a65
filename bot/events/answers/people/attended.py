"""Where companies came and where they stayed away, as it is told."""

from __future__ import annotations

from collections.abc import Sequence

from bot.events.answers.figures.groups import GUEST
from bot.events.answers.telling import category
from bot.events.book.companies import CompanyGroup
from bot.events.reading.asking import Question
from bot.events.reading.turns import several, topic
from bot.events.record.models import Salon
from bot.events.replies import SalonReply, bullets, headline, joined, salon_list, short_name
from bot.events.words.vocabulary import Word
from bot.events.words.wording import tidy
from bot.expressions import Expression

_AWAY = Expression("(?<![来去到])(?:没|未)有?(?:来|去|到|参加|出席|写|出现|露面)|缺席|不在")
_MORE_OFTEN = Expression(
    "(?:谁|哪家|哪个).{0,4}(?:多|少)|比.{1,12}[多少].{0,3}(?:几|多少)?[次期场]"
)
_WITHOUT = Expression("(?:没有?|不含|缺少?)$")


def attended(
    question: Question, groups: Sequence[CompanyGroup], unlisted: Sequence[str] = ()
) -> SalonReply:
    """Where these companies came; several are answered together where they met.
    ``unlisted``: names beside them that no list has."""
    within = question.unordered if question.end else question.scope
    found = {group.key: salons_of(question, group) for group in groups}
    if _stayed_away(question) and not within.missing:
        return _absences(question, groups, found, within.salons)
    if not within.named and Word.COMPANIES in question.former_words and question.around:
        return _in_scope(groups, found, question.around)
    met = [s for s in question.book.salons if all(s in salons for salons in found.values())]
    if within.named and not within.missing:
        return _in_scope(groups, found, within.salons)
    if len(groups) > 1 and question.says(_MORE_OFTEN):
        return _more_often(groups, found)
    if len(groups) > 1 and met:
        names = "和".join(group.key for group in groups)
        markdown = joined([f"{names}都参加过 {len(met)} 期：", salon_list(met)])
        return reply(markdown, groups, met)
    paragraphs = [_at_end(question, found[group.key]) for group in groups if question.end]
    paragraphs += [paragraph(group, found[group.key]) for group in groups]
    paragraphs += [unlisted_note(name) for name in unlisted]
    return reply(joined(paragraphs), groups, [s for salons in found.values() for s in salons])


def _more_often(groups: Sequence[CompanyGroup], found: dict[str, list[Salon]]) -> SalonReply:
    """某家和某家谁来得多, 某家比某家多来几次."""
    ranked = sorted(groups, key=lambda group: -len(found[group.key]))
    most, least = len(found[ranked[0].key]), len(found[ranked[-1].key])
    verdict = f"{ranked[0].key}来得多，多 {most - least} 期：" if most > least else "来得一样多："
    told = [paragraph(group, found[group.key]) for group in ranked]
    return reply(joined([verdict, *told]), ranked, [s for g in ranked for s in found[g.key]])


def _at_end(question: Question, salons: Sequence[Salon]) -> str:
    """华为最早是哪次来的: the first, or the last, time."""
    if not salons:
        return ""
    one = salons[:: question.end][0]
    return f"{'最早' if question.end > 0 else '最后'}一次是 **{headline(one)}**。"


def _stayed_away(question: Question) -> bool:
    """某家哪几场没来: the salons that lack it, where which or how many is asked."""
    text = question.text
    if not question.has(Word.WHICH, Word.COUNT, Word.LISTING):
        return False
    named = (s for s in question.reading.spans if isinstance(s.value, tuple))
    return bool(_AWAY.search(text)) or any(_WITHOUT.search(text[: s.start]) for s in named)


def _absences(
    question: Question,
    groups: Sequence[CompanyGroup],
    found: dict[str, list[Salon]],
    within: Sequence[Salon],
) -> SalonReply:
    """Of the salons with a list of guests those without them; and those without a list."""
    held = [s for s in within if s not in question.ahead and not s.series]
    unlisted = [salon for salon in held if not salon.companies]
    parts: list[str] = []
    away: list[Salon] = []
    for group in groups:
        lacking = [s for s in held if s.companies and s not in found[group.key]]
        away += lacking
        head = f"名单里没有{group.key}的有 {len(lacking)} 期"
        parts += [f"{head}：" if lacking else f"{head}。", salon_list(lacking)]
    if unlisted:
        parts.append(f"{'、'.join(map(short_name, unlisted))}的参会企业没有记录。")
    parts.append("名单多以「等」收尾，不是全部。")
    return reply(joined(parts), groups, away)


def _in_scope(
    groups: Sequence[CompanyGroup], found: dict[str, list[Salon]], scope: Sequence[Salon]
) -> SalonReply:
    """Whether they came to the named salons."""
    lines: list[str] = []
    for group in groups:
        here = [salon for salon in found[group.key] if salon in scope]
        if here:
            lines.append(joined([f"有，{group.key}参加过：", salon_list(here)]))
        else:
            where = "、".join(map(short_name, scope))
            lines.append(
                joined([f"{where}的名单里没有{group.key}。", paragraph(group, found[group.key])])
            )
    return reply(joined(lines), groups, scope)


def paragraph(group: CompanyGroup, salons: Sequence[Salon]) -> str:
    if not salons:
        names = "、".join(group.speakers)
        spoke = f"记录里只写了讲师{names}来自{group.key}。" if names else ""
        return f"参会企业名单里没有写{group.key}。{spoke}"
    spelled = {a.salon_id: a.spelling for a in group.attended}
    lines = [
        headline(s) + (f"（写作「{spelled[s.id]}」）" if spelled[s.id] != group.key else "")
        for s in salons
    ]
    doubtful = [name for a in group.attended for name in a.maybe_same]
    note = (
        f"「{'」「'.join(dict.fromkeys(doubtful))}」疑是同一家，没有算在内。" if doubtful else ""
    )
    return joined([f"{group.key}参加过 {len(salons)} 期：", bullets(lines), note])


def salons_of(question: Question, group: CompanyGroup) -> list[Salon]:
    ids = {attendance.salon_id for attendance in group.attended}
    return [salon for salon in question.book.salons if salon.id in ids]


def reply(markdown: str, groups: Sequence[CompanyGroup], salons: Sequence[Salon]) -> SalonReply:
    keys = several(group.key for group in groups)
    return SalonReply(
        markdown, f"{groups[0].key}参加的沙龙", topic("company", salons, company=keys)
    )


def unlisted_note(name: str, where: str = "") -> str:
    none = f"{where}参会企业名单里没有「{name}」。"
    return f"{none}名单多以「等」收尾，不是全部，所以只能说记录里没有写。"


def of_kind(question: Question, kind: str) -> SalonReply | None:
    """有银行来过吗, 哪家大学来得最多: the companies whose own names say that they are one."""
    said, telling = category(kind)

    def is_one(name: str) -> bool:
        return kind in tidy(name) or (said == kind and bool(telling.search(name)))

    named = {s: [c.name for c in s.companies if is_one(c.name)] for s in question.scope.salons}
    lines = [f"{short_name(s)}：{'、'.join(names)}" for s, names in named.items() if names]
    if not lines:
        return None
    tally = GUEST.tally(question.book, question.scope.salons)
    times = {key: len(salons) for key, salons in tally.items() if is_one(key)}
    least, ranked = question.has(Word.LEAST), times and question.has(Word.MOST, Word.LEAST)
    number = (min if least else max)(times.values(), default=0)
    best = "、".join(key for key, n in times.items() if n == number)
    first = f"来得最{'少' if least else '多'}的是{best}，{number} 期。"
    markdown = joined([first if ranked else "", f"名字里有「{kind}」的：", bullets(lines)])
    return SalonReply(markdown, f"参会的{kind}", topic("company"))
