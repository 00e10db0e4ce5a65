"""Speakers who are described: 姓赵的讲师, 唐老师, 讲师里哪些是某家的."""

from __future__ import annotations

from collections.abc import Sequence

from bot.events.answers.people.given_talks import about, card, introduced, talks_told
from bot.events.reading.asking import Question
from bot.events.reading.turns import topic
from bot.events.record.models import Person
from bot.events.replies import SalonReply, bullets, joined
from bot.events.words.vocabulary import Word
from bot.events.words.wording import tidy
from bot.expressions import Expression

_FAMILY = Expression(
    "(?<!贵)姓(?![的名氏啥什哪么])([\u3400-\u9fff])"
    "|^(?:那个|请问)?([\u3400-\u9fff])(?:老师|教授|博士|[工总](?=讲|是|在|的))"
)
_YES_OR_NO = Expression("(?:吗|(?<![什怎那])么|吧|不)$|是不是|是否|对[吗吧不]")
# 讲某题的是某某吧
ASKS_IF_IT_IS = Expression("是(?!不是).{2,8}(?:讲|吧|吗|么|对)|是不是")
_OF_ORG = Expression(
    "(?:讲师|嘉宾|老师|讲的).*?(?P<all>都|全)?是(?P<org>[^是有]{2,8}?)的(?:人|员工)?(?:有.+|吗|么|吧|不|没)?$"
)


def by_description(question: Question, people: Sequence[Person]) -> SalonReply | None:
    """``people``: those who are named, by their role perhaps."""
    if family := _by_family(question, people):
        return family
    return None if people else _by_org(question)


def _by_org(question: Question) -> SalonReply | None:
    """有几个讲师是社区的, 讲师都是阿里的人么: those whose companies or roles have the word."""
    match = _OF_ORG.search(question.text)
    if match is None or question.is_scoped or Word.SPEAKERS not in question.facts:
        return None
    every, org = question.book.people, tidy(match["org"])
    found = [one for one in every if any(org in tidy(said) for said in (*one.orgs, *one.roles))]
    if not found:
        return None
    verdict = yes_or_no(question, len(found) == len(every)) if match["all"] else ""
    head = f"{verdict}有名字的讲师 {len(every)} 位，"
    head += f"单位或身份里写了「{match['org']}」的 {len(found)} 位："
    return about(question, found, joined([head, bullets(map(introduced, found))]))


def _by_family(question: Question, named: Sequence[Person]) -> SalonReply | None:
    """姓赵的讲师有几个: those of that name, or that there is none."""
    match = _FAMILY.search(question.text)
    if match is None or not question.has(Word.SPEAKERS, Word.GIVE, Word.WHO, Word.TELL, Word.ROLE):
        return None
    if question.book.topics.find(question.topic_words(), question.rest):
        return None  # 讲工业时序的是哪个姓赵的
    family = match[1] or match[2]
    people = [person for person in question.book.people if person.name.startswith(family)]
    if named and (match[1] or not question.says(_YES_OR_NO)):
        return None
    if named:  # 赵老师是主席吗
        meant = [person for person in people if person in named]
        verdict = yes_or_no(question, bool(meant))
        people = meant or people
        return about(question, people, joined([verdict, *map(card, people)])) if people else None
    listed = len(question.said(Word.SPEAKERS)) > 1 or question.has(Word.GIVE, Word.ROLE)
    if match[2] and (question.companies or not (people or (listed and question.rest == [family]))):
        return None  # 刘老师在吗
    if not people:
        return SalonReply(f"讲师里没有姓{family}的。", "讲师名单", topic("person"))
    told_ = (talks_told(question, one) for one in people)
    lines = joined(told_) if match[2] else bullets(map(introduced, people))
    head = f"姓{family}的讲师有 {len(people)} 位：" if len(people) > 1 or match[1] else ""
    return about(question, people, joined([head, lines]))


def yes_or_no(question: Question, is_so: bool) -> str:
    """The first word of an answer to who asks whether something is so; else nothing."""
    return "" if not question.says(_YES_OR_NO) else "是的。" if is_so else "不是。"
