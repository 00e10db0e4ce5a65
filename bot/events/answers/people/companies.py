"""Which salons a company came to, and who spoke for it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from bot.events.answers.people.attended import (
    attended,
    of_kind,
    paragraph,
    reply,
    salons_of,
    unlisted_note,
)
from bot.events.answers.telling import category, told
from bot.events.book.companies import CompanyGroup
from bot.events.reading import leftovers
from bot.events.reading.asking import Question
from bot.events.reading.turns import kept, topic
from bot.events.replies import SalonReply, joined, short_name
from bot.events.words.names import Kind, trimmed
from bot.events.words.regions import is_city
from bot.events.words.vocabulary import Word
from bot.events.words.wording import tidy
from bot.expressions import Expression

_ASKED = (
    Word.COME, Word.WHICH, Word.COUNT, Word.EXISTS, Word.COMPANIES, Word.PLACE, Word.DATE,
    Word.CITY,
)  # fmt: skip
_LONGEST_NAME = 20
_ONE_COMPANY = Expression("(?:是|算|属于)(?:不是)?(?:同?一|同)个?(?:家|公司|企业|单位)")
_PAIR = 2
_FEW = 3  # names that sound alike
_OF_NAME = 0.6  # of its characters are words of no vocabulary
_CAME = Expression(
    "[来去到]过|有.{2,10}(?<![过进出回上下起])来(?:吗|么|没|的)?$"
)  # 去过哪 asks for places, and says that somebody came
_CAME_AFTER = Expression(
    "(?:有?没(?:有(?!人))?|也|是否|的人)*+(?:有人)?(?:来|去|参加|到场|参会|出席)"
)
_AND = Expression("(?:[和跟与、 ]|以及|还有|或者?)?")
# 运维能参加吗 asks leave for somebody like that, and no list of guests tells it.
_MAY_COME = Expression(
    "(?:能不能|可不可以|能|可以|适合)(?:也|都|一起|过?[来去])*(?:参[加会]|[来去听])(?![过了的])"
)
_ASKS = Expression("[没哪谁]|吧$")
_THEIRS = Expression("公司|[那这他她]们?家")
_INDUSTRY = Expression(
    "互联网|电商|游戏|金融|物流|医疗|制造|人工智能|政府|电力|教育|上市|国企|外企|创业"
)
_ANOTHER = Expression("(?:那|还有|然后)?么?[\u3400-\u9fff]{2,8}呢")


def answer(question: Question) -> SalonReply | None:
    """X来过吗, X去的哪场, X来过几次, 上海有X吗; also for companies that never came."""
    if question.says(_MAY_COME):
        return None
    if question.has(Word.BESIDES) and question.has(Word.MOST, Word.LEAST):
        return None  # 除了某公司，谁来得最多: of the others
    if found := _others_there(question) or _whether_one(question):
        return found
    came = question.has(Word.COME) or question.says(_CAME)
    if question.companies:
        if not came and (not question.has(*_ASKED) or _asks_of_itself(question)):
            return _continued(question) if question.matter == "company" else None
        unlisted = leftovers.names(question.reading) if came and question.has(Word.EXISTS) else []
        if len(unlisted) > 1 or not (question.is_nearly_clear or unlisted):
            return None
        beside = [name for name in unlisted if _is_beside(question, name)]
        return attended(question, question.book.companies_of(question.companies), beside)
    if came and question.has(Word.EXISTS) and (whole := _named_by_city(question)):
        return SalonReply(unlisted_note(whole), f"{whole}：名单里没有", topic("company"))
    if came and (own := _of_person(question)):
        return attended(question, own)
    if question.matter == "company" and (reply := _continued(question)):
        return reply
    asks = question.has(Word.EXISTS, Word.WHICH, Word.COUNT, Word.LISTING)
    asks = asks or question.says(_ASKS) or bool(question.around)
    said, _ = category(question.text)
    if said and question.has(Word.MOST, Word.LEAST) and question.has(Word.WHICH):
        return None  # 哪场来的银行最多: a number of each salon
    everywhere = not question.is_scoped or question.has(Word.MOST, Word.LEAST)
    if came and asks and said and question.is_clear and everywhere:
        return of_kind(question, said)
    elsewhere = question.has_salon_name and not leftovers.before_coming(question.reading)
    if came and asks and not elsewhere and not question.named(Kind.FORM):
        return _by_unread_name(question)
    return None


def _is_beside(question: Question, name: str) -> bool:
    """某家和丐帮来过吗; not the 蹭饭 of 某家来蹭饭了吗."""
    start = question.text.find(name)
    end = start + len(name)
    spans = [(s.start, s.end) for s in question.reading.spans if s.names]
    between = [question.text[min(e, end) : max(s, start)] for s, e in spans]
    return any(_AND.fullmatch(said) for said in between)


def _of_person(question: Question) -> list[CompanyGroup]:
    """他公司来过几次, after a speaker."""
    if question.matter not in ("person", "talk") or not question.continues:
        return []
    if not (question.has(Word.COMPANIES, Word.ORG) or question.says(_THEIRS)):
        return []
    names = set(kept(question.topic, "person"))
    return [group for group in question.book.companies if names & set(group.speakers)]


def _continued(question: Question) -> SalonReply | None:
    """洛阳呢, 哪几次, after a company was asked for; 某家呢 and 腾讯呢, after another."""
    groups = question.book.companies_of(question.companies or kept(question.topic, "company"))
    if not question.continues:
        return _by_unread_name(question) if _ANOTHER.fullmatch(question.text) else None
    again = question.companies or question.has(Word.WHICH, Word.COUNT, Word.COME, Word.LISTING)
    if not groups or set(question.facts) - {Word.PLACE, Word.CITY, Word.DATE}:
        return None
    return attended(question, groups) if question.has_salon_name or again else None


def _others_there(question: Question) -> SalonReply | None:
    """某地那场除了某公司还来了谁, 除了某公司呢 after its guests: who else came there."""
    told_of = question.spoken_of if Word.COMPANIES in question.former_words else None
    salon = question.scope.single or (None if question.is_scoped else told_of)
    besides = question.has(Word.BESIDES) and bool(question.companies) and question.is_clear
    if not besides or salon is None or not salon.companies:
        return None
    groups = question.book.companies_of(question.companies)
    left_out = {spelling for group in groups for spelling in group.spellings}
    others = tuple(c for c in salon.companies if c.name not in left_out)
    return told(question, [dataclasses.replace(salon, companies=others)], (Word.COMPANIES,))


def _whether_one(question: Question) -> SalonReply | None:
    """海量数据和海量是一家吗: two spellings of one, of perhaps one, or of two."""
    said = [s for s in question.reading.spans if any(n.kind is Kind.COMPANY for n in s.names)]
    left = question.says(_ONE_COMPANY) and not set("".join(question.rest)) - {"同"}
    if len(said) != _PAIR or not left:
        return None
    groups = question.book.companies_of(question.companies)
    one, other = (question.text[span.start : span.end] for span in said)
    maybe = {name for group in groups for at in group.attended for name in at.maybe_same}
    alike = any(maybe & set(group.spellings) for group in groups)
    verdict = "是两家" if not alike else "疑是同一家，没有写明，分开算"
    verdict = "是同一家，只是写法不同" if len(groups) == 1 else verdict
    told_ = (paragraph(group, salons_of(question, group)) for group in groups)
    return reply(joined([f"记录里{one}和{other}{verdict}。", *told_]), groups, [])


def _asks_of_itself(question: Question) -> bool:
    """「某公司在哪」, 「某公司有网盘吗」: of the company, not of its coming to a salon."""
    said = (Word.COME, Word.WHICH, Word.COUNT, Word.COMPANIES, Word.HOLD, Word.SALON)
    ours = question.is_scoped or question.is_strong or question.around
    return not question.has(*said) and not ours


def _named_by_city(question: Question) -> str:
    """「武汉大学」, which is no guest of the record, and not those of 武汉 that are one."""
    text = question.text
    cities = {s.end: s.start for s in question.reading.spans if s.names}
    for span in question.reading.spans:
        said, _ = category(text[span.start : span.end])
        whole = span.value is Word.COMPANIES and said == text[span.start : span.end]
        if whole and span.start in cities and _CAME_AFTER.match(text, span.end):
            return text[cities[span.start] : span.end]
    return ""


def _by_unread_name(question: Question) -> SalonReply | None:
    """A part of a company's name, an abbreviation, or a company that is not in the lists."""
    unknown = leftovers.names(question.reading)
    wanted = unknown[0] if len(unknown) == 1 else ""
    before = leftovers.before_coming(question.reading)
    wanted = before if wanted in before and len(before) > 1 else wanted
    if re.search(f"[去到]过?了?{re.escape(wanted)}", question.text):
        return None  # 去过西安吗: a place
    if any(character in wanted for character in "谁哪几"):
        return None  # 志愿者都哪来的
    if industry := _INDUSTRY.match(wanted):
        return of_kind(question, industry[0]) or SalonReply(
            f"参会企业名单只有名字，没有写行业；名字里没有「{industry[0]}」。",
            f"参会企业：{industry[0]}",
            topic("company"),
            ("沙龙的来客都是什么行业",),
        )
    if wanted != before and sum(map(len, question.rest)) < _OF_NAME * len(wanted):
        return None  # a clause of its own, not a name
    if any(len(piece) > 1 and piece not in wanted for piece in question.rest):
        return None  # more than a name is left: a message that somebody pasted
    topics = question.book.topics
    asks_where = question.has(Word.WHICH, Word.COUNT)
    if asks_where and topics.find(question.topic_words(), question.rest):
        return None  # what talks are about: 时空引擎在哪几场出现过
    if is_city(wanted):
        return None  # 西安来过吗: a place
    if not 1 < len(wanted) <= _LONGEST_NAME:
        return None
    names = question.book.names.guess(wanted, Kind.COMPANY)
    if groups := question.book.companies_of(name.key for name in names[:3]):
        return _with_guess(attended(question, groups), wanted, groups)
    if alike := of_kind(question, wanted):
        return alike
    where = short_name(one) if (one := question.scope.single) else ""
    return _alike_in_sound(question, wanted) or SalonReply(
        unlisted_note(wanted, where), f"{wanted}：名单里没有", topic("company")
    )


def _with_guess(found: SalonReply, wanted: str, groups: Sequence[CompanyGroup]) -> SalonReply:
    """中通 may be short for a longer name, or another company."""
    if any(wanted in tidy(spelling) for group in groups for spelling in group.spellings):
        return found
    guess = f"没有写作「{wanted}」的，按「{groups[0].key}」查到的是："
    return dataclasses.replace(found, markdown=joined([guess, found.markdown]))


def _alike_in_sound(question: Question, wanted: str) -> SalonReply | None:
    """翰高来过吗: that it is in no list, and what is there that sounds like it."""
    book = question.book
    names = (n for form in trimmed(wanted) for n in book.names.guess_by_sound(form, Kind.COMPANY))
    keys = dict.fromkeys(name.key for name in names)
    groups = [group for group in book.companies_of(keys) if group.attended]
    if not 1 <= len(groups) <= _FEW:
        return None
    told = [paragraph(group, salons_of(question, group)) for group in groups]
    markdown = joined([unlisted_note(wanted), "读音相近的有：", *told])
    return reply(markdown, groups, [s for group in groups for s in salons_of(question, group)])
