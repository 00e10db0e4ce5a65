"""Questions about one salon or a few: what, where, when, who, how many, and the replays."""

from __future__ import annotations

from collections.abc import Sequence

from bot.events.answers import facts, unrecorded
from bot.events.answers.asked_facts import LABELS_OF_PARTS, asked_words
from bot.events.answers.criteria import form_asked
from bot.events.answers.lists import with_and_without
from bot.events.answers.telling import of_one, told
from bot.events.book.topics import terms_of
from bot.events.reading.asking import Question
from bot.events.reading.elsewhere import says_salon
from bot.events.reading.said_beside import is_relative
from bot.events.reading.turns import topic
from bot.events.record.models import Salon, Section
from bot.events.replies import (
    SalonReply,
    bullets,
    headline,
    joined,
    numbered,
    recap_lines,
    title_for,
)
from bot.events.words.names import Kind
from bot.events.words.vocabulary import Word
from bot.events.words.wording import tidy
from bot.expressions import Expression

# Answers whose salons a follow-up may go on asking about.
_LEANS_ON_SALONS = ("salon", "list", "talk", "company", "person", "figures", "agenda")


_CAME = Expression("来|去|到场|参加|名单")
_ASKING = (Word.WHO, Word.ORG, Word.PLACE, Word.EXISTS, Word.WHICH, Word.COUNT, Word.LISTING)
# 第3期的课件在哪: where a thing is that only a page has.
_BESIDE_PAGES = {Word.INTERACTION, Word.WHICH, Word.CITY, Word.PLACE}
# Of many salons which have them; of a few each is told.
_HAD_OR_NOT = (Word.REPLAYS, Word.RECAP, Word.CAPTAINS, Word.TEAMS, Word.WINNER)
_FEW = 3  # salons
_WORD = 3  # characters
_MOSTLY = 3  # one pair of characters of so many


def answer(question: Question) -> SalonReply | None:
    """Facts of the salons that are named, or that the turn before was about."""
    if question.has(Word.TRAINING) and not question.is_scoped:
        return None  # 跟培训的视频一样吗, after a salon
    if question.has(Word.HOWTO):
        return unrecorded.spent(question)
    if question.is_scoped:
        return None if question.is_doubtful else _scoped(question)
    if reply := _among_guests(question):
        return reply
    if question.continues and question.around and question.matter in _LEANS_ON_SALONS:
        return _continued(question)
    return None


def _scoped(question: Question) -> SalonReply | None:
    """The message says which salons it means."""
    words = asked_words(question)
    salons = _that_had_it(question)
    if question.has(Word.PAGES) and not set(words) - _BESIDE_PAGES:
        return None
    if unknown := unrecorded.of_one(question):
        return unknown
    if question.rest and Word.CAPTAINS in words and (section := _section(question)):
        return section
    if question.rest and (guests := _guests(question, words)):
        return guests
    if question.rest and (debated := _among_questions(question, words)):
        return debated
    if words and (question.is_nearly_clear or _names_guests(question, words)):
        return _told(question, salons, words)
    if not question.is_clear:
        return _by_venue(question) or _section(question)
    if question.former_words and question.topic and not question.has(Word.WHICH):
        return told(question, salons, question.former_words)
    if question.around and question.continues and question.reading.ordinals and len(salons) == 1:
        return told(question, salons, (Word.WHICH,))  # 第一次呢, of the salons before
    if question.has_salon_name and (question.reading.whens or question.reading.ordinals):
        return told(question, salons, (Word.WHICH,))
    named = question.has_salon_name or bool(question.reading.whens)
    if named and question.has(Word.HOLD, Word.COME):
        return told(question, salons, (Word.WHICH,))  # 某地去过没
    # 后面还有吗 after a page: more of that.
    to_come = question.has(Word.UPCOMING) and (not question.paged or says_salon(question.text))
    if to_come or question.is_strong or question.has(Word.OVERVIEW):
        only_which = question.has(Word.WHICH) or is_relative(question.reading)
        return told(question, salons, (Word.WHICH,) if only_which and len(salons) > 1 else ())
    return None


def _told(question: Question, salons: Sequence[Salon], words: Sequence[Word]) -> SalonReply:
    if len(salons) > _FEW and len(words) == 1 and words[0] in _HAD_OR_NOT:
        return with_and_without(question, salons, words[0])
    return told(question, salons, words)


def _that_had_it(question: Question) -> Sequence[Salon]:
    """某地辩论第三题, where there were several salons and one debate. Of several places each
    is asked for: 辩论从甲地开始的吗，乙地用啥形式."""
    salons = question.scope.salons
    form = form_asked(question) if question.named(Kind.FORM) else None
    of_form = form or Word.DISCUSSED in question.facts
    if len({salon.city for salon in salons}) != 1 or not of_form:
        return salons
    having = [s for s in salons if (form.fits(s) if form else s.recaps)]
    return having if len(having) == 1 else salons


def _guests(question: Question, words: Sequence[Word]) -> SalonReply | None:
    """某地那场有电视台来吗: the names in its list that have what is left over."""
    if set(words) - {Word.COMPANIES} or not (question.has(Word.EXISTS) and question.says(_CAME)):
        return None
    return _guests_of(question, question.scope.single)


def _among_guests(question: Question) -> SalonReply | None:
    """里面有银行吗, after the companies of a salon: the names that have the word."""
    after = question.matter == "salon" and Word.COMPANIES in question.former_words
    asks = question.has(Word.EXISTS, Word.WHICH, Word.LISTING, Word.COUNT, Word.COMPANIES)
    return _guests_of(question, question.spoken_of) if after and asks else None


def _guests_of(question: Question, salon: Salon | None) -> SalonReply | None:
    if salon is None or len(question.rest) != 1:
        return None
    wanted = question.rest[0]
    names = [c.name for c in salon.companies if wanted in tidy(c.name)]
    head = "有" if question.has(Word.EXISTS) else f"名字里有「{wanted}」的 {len(names)} 家"
    found = f"{head}：{'、'.join(names)}。"
    return of_one(salon, "参会企业", (Word.COMPANIES,), found) if names else None


def _among_questions(question: Question, words: Sequence[Word]) -> SalonReply | None:
    """那场辩论有没有讲锁: the questions that speak of what is left over, or that none does."""
    salon = question.scope.single
    asks = question.named(Kind.FORM) or Word.DISCUSSED in words
    if salon is None or not salon.recaps or len(question.rest) != 1 or not asks:
        return None
    if not (question.has(Word.EXISTS) and question.has(Word.GIVE, Word.DISCUSSED)):
        return _said_of(question, salon)
    wanted = question.rest[0]
    in_titles = [r.title for r in salon.recaps if wanted in tidy(r.title)]
    found = in_titles or [r.title for r in salon.recaps if wanted in tidy(r.text)]
    head = f"提到「{wanted}」的问题：" if found else f"留下的讨论里没有写到「{wanted}」。"
    title = title_for([salon], "讨论")
    return of_one(salon, title, (Word.DISCUSSED,), head, numbered(found))


def _said_of(question: Question, salon: Salon) -> SalonReply | None:
    """第9期圆桌说HA选啥: what was said under the headings that have what is left over."""
    wanted = terms_of(" ".join(question.rest))
    lines = [line for recap in salon.recaps for line in recap_lines(recap)]
    heads = [line.split("：")[0] for line in lines]
    meant = [line for line, head in zip(lines, heads, strict=True) if wanted & terms_of(head)]
    if len(salon.recaps) > 1 or not meant:
        return None
    return of_one(salon, title_for([salon], "讨论"), (Word.DISCUSSED,), bullets(meant))


def _names_guests(question: Question, words: Sequence[Word]) -> bool:
    """武汉场里电视台、图书馆那种单位: what is left over stands in the names of its guests."""
    salon = question.scope.single
    if salon is None or Word.COMPANIES not in words:
        return False
    guests = terms_of(" ".join(company.name for company in salon.companies))
    wanted = terms_of(" ".join(question.rest))
    return len(wanted & guests) * _MOSTLY >= len(wanted)


def _continued(question: Question) -> SalonReply | None:
    """Facts of the salons of the turn before, or another part of the same facts."""
    words = asked_words(question)
    if Word.SPEAKERS in question.former_words and question.has(Word.ROLE, Word.ORG):
        return told(question, question.around, (Word.SPEAKERS,))  # 他是哪个公司的
    if words:
        return _section_again(question, words) or _told(question, question.around, words)
    asks_on = question.has(Word.LISTING, Word.OVERVIEW, Word.COUNT, Word.TOTAL)
    asks_on = asks_on or (question.has(Word.BESIDES) and bool(question.topic.get("shown")))
    more = asks_on and question.former_words
    if question.has(*LABELS_OF_PARTS) or question.reading.ordinals or more:
        return told(question, question.around, question.former_words)
    return _section_again(question) if question.has(*_ASKING) else None


def _by_venue(question: Question) -> SalonReply | None:
    """是在某大学办的吗: a part of the name of the place or the sponsor."""
    salon = question.scope.single
    inside = question.has(Word.EXISTS) and "在" in question.text
    if salon is None or not (inside or question.has(Word.HOLD, Word.PLACE, Word.VENUE)):
        return None
    places = (salon.venue, *salon.venue_aliases, *salon.sponsors, salon.address)
    if len(question.rest) == 1 and any(question.rest[0] in tidy(place) for place in places):
        return told(question, [salon], (Word.PLACE,))
    return None


def _section(question: Question) -> SalonReply | None:
    """A part of the salon's page whose heading has the words that are left over."""
    salon = question.scope.single
    if salon is None:
        return None
    wanted = terms_of(question.topic_words())
    for section in salon.sections:
        if wanted & terms_of(section.heading.replace(salon.city, " ")):
            return _told_section(salon, section)
    if len(question.rest) != 1 or len(word := question.rest[0]) < _WORD:
        return None
    # 志愿者: a word that stands in the text and not in the heading.
    there = (section for section in salon.sections if word in tidy(section.text))
    return next((_told_section(salon, section) for section in there), None)


def _told_section(salon: Salon, section: Section) -> SalonReply:
    markdown = joined([f"**{headline(salon)} · {section.heading}**", section.text])
    about = topic("salon", [salon], section=section.heading)
    return SalonReply(markdown, title_for([salon], section.heading), about)


def _section_again(question: Question, words: Sequence[Word] = ()) -> SalonReply | None:
    """带队的是谁, after a part of a page: that part, where no fact of that kind is recorded."""
    heading, salon = question.topic.get("section", ""), question.spoken_of
    if salon is None or any(facts.has_recorded(salon, word) for word in words):
        return None
    own = (s for s in salon.sections if heading and s.heading == heading)
    return next((_told_section(salon, section) for section in own), None)
