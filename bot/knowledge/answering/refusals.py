"""What is said when nothing is known: honest, short, and without half an answer."""

from __future__ import annotations

from collections.abc import Sequence

from bot.knowledge.answering.answers import Passage
from bot.knowledge.ranking.two_steps import Ranking
from bot.knowledge.words import software
from bot.knowledge.words.screening import Unanswerable
from bot.markdown import escape_text

NOT_READY = "资料还在整理，我现在答不了，请过一会儿再问。"
NOT_UNDERSTOOD = "这句我不知道怎么接。问得具体些我就能查，比如报错原文、参数名，或者想做的事。"
# What has hardly a word of what the pages are about: no page is near, and the words of an
# error are no help to who asks about a watch.
OFF_SUBJECT = (
    "这个我不知道：我只答 PostgreSQL 的问题和沙龙的事。\n\n"
    "问的就是数据库的话，换个说法或贴上报错原文再问一次；别的事可以直接问群里的人。"
)
_NOT_FOUND = "这个问题我不知道，资料里没有找到能回答它的内容。"
_ELSEWHERE = "这个问题我不知道：我的资料讲的是 PostgreSQL 和沙龙，没有 {0} 自己怎么用。"
_IN_OURS = "\n\n想知道 PostgreSQL 里怎么做，把「{0}」换成「PG」再问一次。"
_NEXT = "\n\n可以换个说法，或贴上报错原文再问一次；也可以直接问群里的人。"
NOT_KNOWN = _NOT_FOUND + _NEXT
NO_PRICE = "价格和费用我不知道，资料里没有记录，请直接问主办方或产品的提供方。"
NEWER = (
    "我的资料写到 PostgreSQL {0}，没有 {1} 的内容，这个我不知道。\n\n"
    "各版改了什么看官方的[发布说明](https://www.postgresql.org/docs/release/)；"
    "{0} 和更早的版本可以接着问我。"
)
OLDER = "资料写到 PostgreSQL {0}，没有专门讲 {1}，下面是 {0} 和更早版本的做法。\n\n"
_KNOWN_WORTH = 2.0
_SCREENED = {
    Unanswerable.MANIPULATION: (
        "这个我帮不了：内部设置和密钥我不提供，也不会换个身份说话，只按资料回答问题。"
    ),
    Unanswerable.ORDER: "我不会替人执行操作，只能按资料回答问题。想知道怎么做，可以直接问我步骤。",
    Unanswerable.PRIVATE: "个人信息我不提供，资料里也没有记录。",
    Unanswerable.JOB: "招聘和求职的消息我不处理，请直接发在群里，或联系群管理员。",
    Unanswerable.SUM: "算术和换算我不会，这个我不知道：我只按资料回答问题。",
    Unanswerable.NOTHING: NOT_UNDERSTOOD,
}


def not_on_page(title: str) -> str:
    """For a message that may go on with the page of the last answer, which lacks it."""
    return (
        "这个问题我不知道，没有找到能直接回答这一句的内容。\n\n"
        f"如果是接着问「{escape_text(title)}」，发「展开」可以看这一页的全文；"
        "问的是别的事，就把问题说全再问一次。"
    )


def screened(reason: Unanswerable) -> str:
    return _SCREENED[reason]


def not_known(
    ranking: Ranking, nearest: Sequence[Passage], other: str, foreign: bool
) -> tuple[str, tuple[str, ...]]:
    """What is said, and the titles that it names. ``nearest``: passages close enough to be
    worth a look. They are named with the words that led there; without such words they would
    look picked at random. ``other``: software that the pages know nothing of; ``foreign``: there
    is hardly a word of what they are about."""
    named: tuple[str, ...] = ()
    if other:
        # What is near speaks of PostgreSQL, in the same words.
        told = _ELSEWHERE + (_IN_OURS if software.is_database(other) else _NEXT)
        return told.format(escape_text(other)), named
    if foreign:
        return OFF_SUBJECT, named
    text = _NOT_FOUND
    if nearest and (asked := _words_of(ranking, nearest)):
        words = "、".join(f"「{escape_text(word)}」" for word in asked)
        pages = "".join(f"\n- {escape_text(passage.heading)}" for passage in nearest)
        text += f"\n\n按{words}找，最接近的是：{pages}"
        named = tuple(passage.title for passage in nearest)
    return text + _NEXT, named


def _words_of(ranking: Ranking, nearest: Sequence[Passage]) -> list[str]:
    """The question's own words that tell something and that led to these passages, at most
    3, in its order. A sign or a number alone says nothing: 按「好」、「f」、「2024」找."""
    there = {term for passage in nearest for term in passage.terms}
    found = sorted(
        (
            (float(worth), concept.start, concept.said)
            for concept, worth in zip(ranking.query.concepts, ranking.scored.worth, strict=True)
            if concept.told and concept.start >= 0 and concept.said in there
            if worth >= _KNOWN_WORTH and len(concept.said) > 1
            if any(letter.isalpha() for letter in concept.said)
        ),
        reverse=True,
    )
    words = {said: start for _, start, said in reversed(found)}
    whole = [said for _, _, said in found if not any(said != o and said in o for o in words)]
    return sorted(list(dict.fromkeys(whole))[:3], key=lambda said: words[said])
