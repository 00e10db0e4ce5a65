"""The draft of a page out of a debate, for admins to finish; and where it is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from bot.attendance.debates import QUESTION, Debate, Note
from bot.errors import UserError, os_reason
from bot.events.editing.salon_editing import write_whole
from bot.expressions import Expression
from bot.markdown import without_invisible

_FOLDER = "inbox"
_TITLE_CHARACTERS = 25
DRAFT_HINT = "请核对、补全，把每题整理成一页移到 faq/"
# What opens a tag, a comment or an instruction, also for readers that pass over blanks; 「a < b」
# stays as it was said.
_HIDING = Expression(r"<(?=[a-zA-Z]|\s*[!/?])")


def page_name(debate: Debate, day: date) -> str:
    """The same for the same debate, so that writing it twice leaves one file."""
    return f"{_FOLDER}/debate-{day.isoformat()}-{debate.id}.md"


def page_text(
    debate: Debate, notes: Sequence[Note], day: date, occasion: str, hint: str = ""
) -> str:
    """The whole page, front matter included. ``occasion`` names the salon, if any; ``hint``
    is a comment for whoever opens the file."""
    one, two = debate.teams
    title = f"{one.name}对{two.name}的辩论"
    front: dict[str, str | list[str] | date] = {
        "title": title[:_TITLE_CHARACTERS],
        "tags": ["辩论"],
        "updated": day,
    }
    ended = {"": "没有记下胜负", "平局": "平局"}.get(debate.winner, f"{debate.winner}胜")
    lead = (
        f"{day.year} 年 {day.month} 月 {day.day} 日{occasion}的企业辩论：{_plain(str(one))}对"
        f"{_plain(str(two))}，{_plain(ended)}。以下按现场的先后记录。"
    )
    above = f"{hint}\n\n" if hint else ""
    head = "\n".join(f"{key}: {_yaml(value)}" for key, value in front.items())
    return f"---\n{head}\n---\n\n{above}{lead}\n\n" + "\n".join(_body(notes)) + "\n"


def keep_page(folder: Path, name: str, text: str) -> None:
    """Write the page into a knowledge folder unless it is there. Blocking. Raises UserError."""
    path = folder / name
    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise UserError(f"建不了文件夹 {path.parent.name}（{os_reason(error)}）。") from None
    if not path.exists():
        write_whole(path, text)


def _body(notes: Sequence[Note]) -> Iterator[str]:
    asked = 0
    begun = False
    for note in notes:
        if note.kind == QUESTION:
            asked += 1
            yield from (("",) if begun else ())
            yield from (f"## 问题 {asked}：{_plain(note.text)}", "")
        elif asked == 0 and not begun:
            yield from ("## 开场", "", _answer(note))
        else:
            yield _answer(note)
        begun = True


def _answer(note: Note) -> str:
    team = _plain(note.team) or "（哪一队说的没有记下）"
    speaker = f"（{_plain(note.speaker)}）" if note.speaker else ""
    return f"- **{team}**{speaker}：{_plain(note.text)}"


def _plain(text: str) -> str:
    """On one line, and nothing in it that hides or opens markup of HTML."""
    return _HIDING.sub("＜", " ".join(without_invisible(text).split()))


def _yaml(value: str | list[str] | date) -> str:
    """Quoted JSON is YAML; a date stands bare."""
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
