"""The guests whose own names say what kind of place they are: 来过的高校, 有银行来过吗."""

from __future__ import annotations

from bot.events.answers.telling import category
from bot.events.reading.asking import Question
from bot.events.reading.turns import topic
from bot.events.replies import SalonReply, bullets, joined, short_name
from bot.events.words.wording import tidy


def of_kind(question: Question, kind: str) -> SalonReply | None:
    """有银行来过吗, 来过的高校: the companies whose own names say that they are one."""
    said, telling = category(kind)
    lines = [
        f"{short_name(salon)}：{'、'.join(names)}"
        for salon in question.scope.salons
        if (
            names := [
                c.name
                for c in salon.companies
                if kind in tidy(c.name) or (said == kind and telling.search(c.name))
            ]
        )
    ]
    if not lines:
        return None
    markdown = joined([f"名字里有「{kind}」的：", bullets(lines)])
    return SalonReply(markdown, f"参会的{kind}", topic("company"))
