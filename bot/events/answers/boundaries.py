"""哪场之后就没回放了, 从哪期开始不办圆桌了: the last salon that had something and the first
after it that had not."""

from __future__ import annotations

from collections.abc import Callable

from bot.events.answers import facts
from bot.events.answers.asked_facts import asked_words
from bot.events.reading.asking import Question
from bot.events.reading.turns import topic
from bot.events.record.models import Salon
from bot.events.replies import SalonReply, headline, joined, salon_list, short_name
from bot.events.words.names import Kind
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

_CEASED = Expression(
    "(?:之后|以后|往后|过后|后面?|开始|起|从此)[，,]?(?:就|便|都|再也?|也)*+"
    "(?:没|不|停|取消|断|无|缺)"
)
_OUTSIDE = (Word.TRAINING, Word.CHAPTER, Word.HOWTO, Word.PAGES, Word.MOST, Word.LEAST)
_FEW = 6  # salons


def answer(question: Question) -> SalonReply | None:
    """Where nothing had it any more; and that there is no such end, where the last had it."""
    ceased = question.says(_CEASED) and question.has(Word.WHICH, Word.DATE)
    if not ceased or question.has(*_OUTSIDE) or not question.is_nearly_clear:
        return None
    label, has = _asked(question)
    held = [s for s in question.book.standalone if s not in question.ahead]
    having = [salon for salon in held if has(salon)]
    if not label or not having:
        return None
    last = having[-1]
    without = held[held.index(last) + 1 :]
    word = Word.INTERACTION if question.named(Kind.FORM) else asked_words(question)[0]
    about = topic("salon", [last], (word,))
    if not without:
        said = f"到记录里的最后一场（{short_name(last)}）都还有{label}。"
        return SalonReply(said, f"沙龙：{label}", about)
    head = f"最后一次有{label}的是 **{headline(last)}**，从{short_name(without[0])}开始没有。"
    if len(without) > _FEW:
        return SalonReply(f"{head}之后 {len(without)} 期都没有。", f"沙龙：{label}", about)
    later = f"之后 {len(without)} 期都没有{label}："
    lines = salon_list(without)
    return SalonReply(joined([head, later, lines]), f"沙龙：{label}", about)


def _asked(question: Question) -> tuple[str, Callable[[Salon], bool]]:
    """What ended, by its name, and whether a salon had it."""
    forms = question.named(Kind.FORM)
    if forms:
        return "、".join(forms), lambda s: any(form in s.interaction for form in forms)
    word = next((w for w in asked_words(question) if w in facts.LABELS), None)
    label = facts.LABELS[word] if word else ""
    return label, lambda s: word is not None and facts.has_recorded(s, word)
