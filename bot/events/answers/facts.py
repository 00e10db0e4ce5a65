"""What the record says of one salon or a few: each fact in words, or that it is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from bot.events.record.models import PLANNED, Replay, Salon
from bot.events.replies import (
    bullets,
    clock,
    headline,
    held_at,
    joined,
    link,
    numbered,
    people_count,
    recap_lines,
    salon_list,
    short_name,
    speaker,
    talk_line,
    visits,
)
from bot.events.words.vocabulary import Word

_FULL_FOR = 3  # salons; more than these are told one line each
# What some salons have and others have not, as lists and conditions call it.
LABELS = {
    Word.REPLAYS: "回放", Word.RECAP: "小结或回顾", Word.DISCUSSED: "讨论题目",
    Word.IMAGES: "图片", Word.ATTENDANCE: "线上线下人次", Word.COMPANIES: "参会企业",
    Word.SPEAKERS: "讲师名字", Word.WINNER: "胜负", Word.TEAMS: "队名", Word.CAPTAINS: "队长",
    Word.ADDRESS: "门牌地址", Word.VENUE: "场地", Word.LIVE: "直播地址",
    Word.INTERACTION: "互动形式", Word.SPONSOR: "赞助方", Word.SIGNUPS: "报名人数",
    Word.TALKS: "议题",
}  # fmt: skip


def place(salon: Salon) -> str:
    if salon.venue or salon.address:
        venue = f"场地：{salon.venue}" if salon.venue else ""
        return "\n\n".join(
            p for p in (venue, f"地址：{salon.address}" if salon.address else "") if p
        )
    return f"场地和门牌地址没有单独记录。{_hosts(salon)}"


def address(salon: Salon) -> str:
    if salon.address:
        return f"地址：{salon.address}"
    venue = f"，场地是 {salon.venue}" if salon.venue else f"，只写了城市{salon.city}"
    return f"门牌地址没有记录{venue if salon.venue or salon.city else ''}。{_hosts(salon)}"


def sponsor(salon: Salon) -> str:
    note = f"（{salon.sponsor_note}）" if salon.sponsors and salon.sponsor_note else ""
    return f"{_hosts(salon)}{note}"


def _hosts(salon: Salon) -> str:
    return f"赞助方：{'、'.join(salon.sponsors)}" if salon.sponsors else "赞助方没有记录。"


def signups(salon: Salon) -> str:
    if salon.signups is None and salon.status == PLANNED:  # they are counted elsewhere
        return "报名：还没有截止，发「活动」看现在报了多少人"
    return f"报名：{people_count(salon.signups)}"


def attendance(salon: Salon) -> str:
    if salon.attendance is None:
        return f"线上线下人次没有记录，{signups(salon)}"
    return f"线上线下人次：{visits(salon.attendance)}"


def headcount(salon: Salon) -> str:
    return f"{signups(salon)}，{attendance(salon)}" if salon.attendance else signups(salon)


def talks(salon: Salon) -> str:
    if not salon.talks:
        return "议题没有记录。"
    lines = [talk_line(talk) for talk in salon.talks]
    return (
        f"议题 {len(lines)} 个：\n\n{numbered(lines)}" if len(lines) > 1 else f"议题：{lines[0]}"
    )


def speakers(salon: Salon) -> str:
    named = [talk for talk in salon.talks if talk.speakers]
    if not named:
        return "讲师名字没有记录。"
    lines = [f"{'、'.join(map(speaker, talk.speakers))}：{talk.title}" for talk in named]
    others = len(salon.talks) - len(named)
    note = f"其余 {others} 个议题没有写讲师名字。" if others else ""
    return joined([f"讲师 {len(salon.speakers)} 位：\n\n{bullets(lines)}", note])


def companies(salon: Salon) -> str:
    if not salon.companies:
        return "参会企业没有记录。"
    names = "、".join(company.name for company in salon.companies)
    note = "" if salon.companies_complete else "（名单以「等」收尾，不是全部）"
    return f"参会企业记下 {len(salon.companies)} 个名字{note}：\n\n{names}"


def replays(salon: Salon, wanted: Sequence[Replay] | None = None) -> str:
    if not salon.replays:
        return "没有回放记录。"
    chosen = salon.replays if wanted is None else wanted
    if not chosen:
        labels = "、".join(replay.label for replay in salon.replays)
        return f"没有这一段的回放记录，有的是：{labels}。"
    lines = bullets(link(replay.label, replay.url) for replay in chosen)
    return f"回放 {len(chosen)} 条：\n\n{lines}"


def live(salon: Salon) -> str:
    if salon.live_url:
        return f"直播：{link('直播地址', salon.live_url)}"
    return f"直播地址{'还' if salon.status == PLANNED else ''}没有记录。"


def interaction(salon: Salon) -> str:
    if not salon.interaction:
        return "互动形式没有记录。"
    return f"互动：{salon.interaction}"


def winner(salon: Salon) -> str:
    debate = salon.debate
    if debate is None or not (debate.teams or debate.winner):
        return (
            "辩论的队名和胜负没有记录。"
            if "辩论" in salon.interaction
            else "没有辩论和胜负的记录。"
        )
    teams = f"{' 对 '.join(debate.teams)}。" if debate.teams else ""
    if not debate.winner:
        return f"{teams}胜负没有记录。"
    lost = "、".join(team for team in debate.teams if team != debate.winner)
    return f"{teams}胜方：{debate.winner}{f'（赢了 {lost}）' if lost else ''}"


def teams(salon: Salon) -> str:
    """The teams and who won; where they have no names, who led them."""
    debate = salon.debate
    unnamed = debate is not None and debate.captains and not debate.teams
    return joined([winner(salon), captains(salon)]) if unnamed else winner(salon)


def captains(salon: Salon) -> str:
    if salon.debate is None or not salon.debate.captains:
        return "队长没有记录。"
    return f"队长 {len(salon.debate.captains)} 人：{'、'.join(salon.debate.captains)}"


def recap(salon: Salon) -> str:
    """The questions of a debate, or the points of a round table."""
    form = salon.interaction or "讨论"
    if not salon.recaps:
        return f"{form}没有留下小结或回顾。" if salon.interaction else "没有讨论小结的记录。"
    if len(salon.recaps) == 1:
        return f"{form}小结：\n\n{bullets(recap_lines(salon.recaps[0]))}"
    titles = numbered(page.title for page in salon.recaps)
    return f"{form}留下 {len(salon.recaps)} 个问题，想看哪个的答案就直接问：\n\n{titles}"


def images(salon: Salon) -> str:
    if not salon.images:
        return "图片没有记录。"
    return bullets(link(f"图 {index}", url) for index, url in enumerate(salon.images, 1))


def start_time(salon: Salon) -> str:
    if salon.start is None:
        return "当期的开始时间没有记录。"
    return f"开始：{clock(salon.start)}{f'，结束：{clock(salon.end)}' if salon.end else ''}"


_TELLERS: dict[Word, Callable[[Salon], str]] = {
    Word.PLACE: place, Word.VENUE: place, Word.ADDRESS: address, Word.SPONSOR: sponsor,
    Word.SIGNUPS: signups, Word.HEADCOUNT: headcount, Word.ATTENDANCE: attendance,
    Word.TALKS: talks, Word.TELL: talks, Word.SPEAKERS: speakers, Word.COMPANIES: companies,
    Word.REPLAYS: replays, Word.LIVE: live, Word.INTERACTION: interaction, Word.WINNER: winner,
    Word.TEAMS: teams, Word.CAPTAINS: captains, Word.RECAP: recap, Word.DISCUSSED: recap,
    Word.IMAGES: images, Word.CLOCK: start_time,
}  # fmt: skip


def tell(salon: Salon, words: Iterable[Word]) -> str:
    """The headline and the asked facts of one salon; with no fact asked, a card of it."""
    asked = list(dict.fromkeys(words))
    tellers = list(dict.fromkeys(_TELLERS[word] for word in asked if word in _TELLERS))
    if place in tellers and address in tellers and (salon.address or not salon.venue):
        tellers.remove(address)  # the place says all of it
    if asked and not tellers:
        return sentence(salon)
    if not tellers:
        return card(salon)
    lines = dict.fromkeys(teller(salon) for teller in tellers)
    if sponsor in tellers:  # the place tells it, too
        lines = dict.fromkeys(line.removesuffix(_hosts(salon)) for line in lines) | {
            sponsor(salon): None
        }
    return joined([f"**{headline(salon)}**", *lines])


def sentence(salon: Salon) -> str:
    """Number, city and date in one sentence; with its hours, where it has any, the place."""
    name = salon.title if salon.number is None else f"第 {salon.number} 期"
    where = f"在{salon.city}，" if salon.city else ""
    cancelled = "（已取消）" if salon.is_cancelled else ""
    venue = f"，地点是 {salon.venue}" if salon.venue and salon.start else ""
    return f"**{name}**{where}时间是 {held_at(salon)}{cancelled}{venue}。"


def card(salon: Salon) -> str:
    """What is known, in a few lines."""
    counts = [f"议题 {len(salon.talks)} 个"] if salon.talks else []
    counts += [f"参会企业 {len(salon.companies)} 家"] if salon.companies else []
    counts.append(f"回放 {len(salon.replays)} 条" if salon.replays else "没有回放记录")
    lines = [sponsor(salon), signups(salon)]
    lines += [attendance(salon)] if salon.attendance is not None else []
    lines += [f"场地：{salon.venue}"] if salon.venue else []
    lines += [f"互动：{salon.interaction}"] if salon.interaction else []
    lines.append("，".join(counts))
    titles = [talk_line(talk) for talk in salon.talks]
    return joined([f"**{headline(salon)}**", bullets(lines), numbered(titles)])


def line(salon: Salon, words: Iterable[Word]) -> str:
    """The salon with these facts of it, as a line of a list."""
    told = "；".join(said for word in words if (said := brief(salon, word)))
    return f"{headline(salon)}：{told}" if told else headline(salon)


def brief(salon: Salon, word: Word) -> str:
    """One fact in a few words, for lists of many salons; empty for what the headline says."""
    if word in (Word.TALKS, Word.TELL):
        return f"{len(salon.talks)} 个议题" if salon.talks else "议题没有记录"
    if word is Word.COMPANIES:
        return f"{len(salon.companies)} 家企业" if salon.companies else "企业没有记录"
    if word is Word.SPEAKERS:
        return "、".join(map(speaker, salon.speakers)) or "讲师没有记录"
    if word is Word.REPLAYS:
        return "、".join(link(r.label, r.url) for r in salon.replays) or "没有回放记录"
    if word in (Word.RECAP, Word.DISCUSSED):
        return (
            f"{len(salon.recaps)} 个问题"
            if len(salon.recaps) > 1
            else ("有小结" if salon.recaps else "没有小结")
        )
    if word is Word.SIGNUPS:
        return people_count(salon.signups)
    if word is Word.ATTENDANCE:
        return visits(salon.attendance)
    if word is Word.IMAGES:
        return f"{len(salon.images)} 张图" if salon.images else "没有图片"
    return _TELLERS[word](salon).replace("\n\n", "，").rstrip("。") if word in _TELLERS else ""


def tell_all(salons: Sequence[Salon], words: Sequence[Word]) -> str:
    """A few salons in full, more of them one line each."""
    if len(salons) > 1 and words and not any(word in _TELLERS for word in words):
        return salon_list(salons)
    if len(salons) <= _FULL_FOR:
        return joined(tell(salon, words) for salon in salons)
    lines = []
    for salon in salons:
        told = "；".join(dict.fromkeys(text for word in words if (text := brief(salon, word))))
        lines.append(f"{headline(salon)}：{told}" if told else headline(salon))
    return bullets(lines)


def told_beside(words: Sequence[Word]) -> bool:
    """Whether one of these says more of a salon than its headline does."""
    return any(word in _TELLERS for word in words)


def has_recorded(salon: Salon, word: Word) -> bool:
    """Whether the record has this fact of a salon."""
    debate = salon.debate
    return bool({
        Word.REPLAYS: salon.replays, Word.RECAP: salon.recaps, Word.DISCUSSED: salon.recaps,
        Word.IMAGES: salon.images, Word.ATTENDANCE: salon.attendance, Word.VENUE: salon.venue,
        Word.COMPANIES: salon.companies, Word.SPEAKERS: salon.speakers, Word.LIVE: salon.live_url,
        Word.ADDRESS: salon.address, Word.SPONSOR: salon.sponsors, Word.TALKS: salon.talks,
        Word.INTERACTION: salon.interaction, Word.SIGNUPS: salon.signups,
        Word.WINNER: debate and debate.winner, Word.TEAMS: debate and debate.teams,
        Word.CAPTAINS: debate and debate.captains, Word.CLOCK: salon.start,
    }.get(word, True))  # fmt: skip


def names(salons: Sequence[Salon]) -> str:
    return "、".join(map(short_name, salons))
