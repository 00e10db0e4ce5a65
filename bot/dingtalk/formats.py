"""Reply → what DingTalk shows: Markdown in its dialect, and the payloads of each route.

DingTalk breaks a line only at two spaces or a blank line, reads ``<tag`` even inside code
(and then shows nothing on phones), shows a table only behind a blank line and with ``:---``
under its heads, and highlights an @ only where ``@<id>`` stands in the text. Sizes are those
of the JSON on the wire, in bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from bot.dingtalk.reading import LONE_SURROGATE
from bot.dingtalk.splitting import HEADING, code_blocks, fence_of, split_markdown
from bot.expressions import Expression
from bot.markdown import escape_text, without_invisible
from bot.messages import Attachment, IncomingMessage, Reply, ReplyKind

BODY_BYTES = 20_000
PARAM_BYTES = 15_000
MOST_MENTIONS = 50

# What a body holds besides the text: names, title, mentions, key.
_ENVELOPE = 2_500
_DEFAULT_TITLE = "象问"
_TITLE_CHARACTERS = 40
_QUESTION_CHARACTERS = 60
_LONG_WAIT = 10.0  # seconds from which a wait for one's turn is told
_NEXT_WAITS = "（问得多了，下一个要排一会儿队）"
_FOLLOW_UPS = "还可以问："
_NEXT_COMMANDS = "接着可以发："
_TAG = Expression(r"<(?=[A-Za-z/!?])")
_AUTOLINK = Expression(r"<((?:https?://|mailto:)[^<>\s]+)>")
_BREAK = Expression(r"[ \t]*<br\s*/?>[ \t]*", re.IGNORECASE)
_MARKUP = Expression(r"[*_`#>\[\]!|~\\]")
# What psql's commands begin with escapes nothing: \dt.
_ESCAPE = Expression(r"\\(?![A-Za-z])")
# Inside a name an underscore marks nothing up: pg_repack.
_TITLE_MARKUP = Expression(r"[*`#>\[\]!|~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_RULE = Expression(r"\s*\|(?:\s*:?-+:?\s*\|)+\s*")
_UNALIGNED = Expression(r"(?<![:-])-+(?![:-])")
_STAFF_ID = Expression(r"[\w.:$-]{1,128}")


def render(reply: Reply) -> str:
    """The whole Markdown that a group sees for this reply, one-tap follow-ups included.

    The mention of the asker and the division into parts come later. ``xiangwen ask --json``
    prints this.
    """
    text = to_dialect(reply.markdown)
    if not reply.follow_ups:
        return text
    links = "\n".join(f"- {follow_up_link(question)}" for question in reply.follow_ups)
    lead = _NEXT_COMMANDS if reply.kind is ReplyKind.COMMAND else _FOLLOW_UPS
    return f"{text}\n\n{lead}\n\n{links}"


def follow_up_link(question: str) -> str:
    """A link that sends ``question`` as the reader when it is tapped. The link's text is
    the question itself, for clients where the tap does nothing."""
    words = _one_line(question)
    label = re.sub(r"([\\\[\]`*_])", r"\\\1", words)
    return (
        f"[{_TAG.sub('< ', label)}](dtmd://dingtalkclient/sendMessage?content={quote(words, '')})"
    )


def to_dialect(markdown: str) -> str:
    """Plain Markdown as DingTalk renders it alike everywhere. Idempotent."""
    lines = _seen(markdown).strip("\n").split("\n")
    done: list[str] = []
    for is_code, line, following in zip(code_blocks(lines), lines, [*lines[1:], ""], strict=True):
        if is_code:
            done.append(_TAG.sub("< ", line))
            continue
        if _is_row(line):
            if _RULE.fullmatch(following) and done and done[-1] and not _is_row(done[-1]):
                done[-1:] = [done[-1].rstrip(), ""]
            if _RULE.fullmatch(line):
                line = _UNALIGNED.sub(":---", line)
        done.append(_prose_line(line, following))
    return "\n".join(done).strip("\n")


def _prose_line(line: str, following: str) -> str:
    table = _is_row(line)
    if "<" in line:
        line = _AUTOLINK.sub(r"\1", line)
        line = _TAG.sub("< ", _BREAK.sub(" " if table else "  \n", line))
    line = line.rstrip()
    breaks = line and following.strip() and not fence_of(following)
    if breaks and not table and not ("#" in line and HEADING.match(line)):
        return line + "  "
    return line


def _is_row(line: str) -> bool:
    return line.lstrip().startswith("|")


def parts_of(reply: Reply, limit: int) -> list[str]:
    """The rendered reply in parts of at most ``limit`` bytes; later ones say that they
    continue."""
    parts = split_markdown(render(reply), limit - 60)
    total = len(parts)
    return [
        text if number == 1 else f"（接上条，{number}/{total}）\n\n{text}"
        for number, text in enumerate(parts, 1)
    ]


def after_wait(parts: Sequence[str], seconds: float, *, is_last: bool = False) -> list[str]:
    """The parts, with a note in the last one if it waited long for its turn or if the asker's next
    answer will (``is_last``), since nothing can be said while one waits. The note fits into what
    ``parts_of`` leaves free."""
    if seconds < _LONG_WAIT and not is_last:
        return list(parts)
    note = _NEXT_WAITS if seconds < _LONG_WAIT else f"（排队等了 {seconds:.0f} 秒）"
    last = parts[-1]
    apart = "" if fits_as_text(last) else "\n\n"
    return [*parts[:-1], f"{last}{apart}{note}"]


def title_of(reply: Reply) -> str:
    """What the chat list and a phone's notification show: one short line without markup."""
    source = reply.title or reply.markdown.strip().split("\n", 1)[0]
    words = " ".join(_TITLE_MARKUP.sub("", _ESCAPE.sub("", _one_line(source))).split())
    return words[:_TITLE_CHARACTERS] or _DEFAULT_TITLE


def webhook_body(
    title: str, text: str, *, mentions: Sequence[str] = (), everyone: bool = False, key: str = ""
) -> dict[str, Any]:
    """The body for a session webhook or a custom robot.

    Each of ``mentions`` is a staff id; it is written before the text, since an id that is only
    listed is not highlighted. ``everyone`` notifies the whole group. ``key`` makes a repeat
    harmless where the robot supports it.
    """
    ids = [one for one in mentions if _STAFF_ID.fullmatch(one)][:MOST_MENTIONS]
    calls = " ".join([*(["@所有人"] if everyone else []), *(f"@{one}" for one in ids)])
    body: dict[str, Any]
    if fits_as_text(text):
        body = {"msgtype": "text", "text": {"content": f"{calls} {text}".strip()}}
    else:
        # The blank ends the last id; the empty line keeps a heading at the start of a line.
        text = f"{calls} \n\n{text}" if calls else text
        body = {"msgtype": "markdown", "markdown": {"title": title, "text": text}}
    if ids or everyone:
        body["at"] = {"atUserIds": ids, "isAtAll": everyone}
    if key:
        body["msgUuid"] = key
    return body


def open_api_body(title: str, text: str) -> dict[str, str]:
    """``msgKey`` and ``msgParam`` for group and 1:1 messages; nobody can be mentioned."""
    param = json.dumps({"title": title, "text": text}, ensure_ascii=False)
    return {"msgKey": "sampleMarkdown", "msgParam": param}


def file_body(attachment: Attachment, media_id: str) -> dict[str, str]:
    """``msgKey`` and ``msgParam`` for an uploaded file or picture."""
    if attachment.is_picture:
        key, param = "sampleImageMsg", {"photoURL": media_id}
    else:
        kind = attachment.name.rpartition(".")[2]
        key = "sampleFile"
        param = {"mediaId": media_id, "fileName": attachment.name, "fileType": kind}
    return {"msgKey": key, "msgParam": json.dumps(param, ensure_ascii=False)}


def addressed(text: str, nicks: Sequence[str]) -> str:
    """``text`` for people who cannot be notified: their names stand before it."""
    names = "、".join(escape_text(nick) for nick in nicks if nick.strip())
    return f"{names}：\n\n{text}" if names else text


def merged(answers: Sequence[tuple[IncomingMessage, Reply]]) -> str:
    """Several answers as one text, each under the name and the question of its asker."""
    pieces = []
    for message, reply in answers:
        asked = escape_text(message.text[:_QUESTION_CHARACTERS])
        name = escape_text(message.sender_nick) or "有人"
        pieces.append(f"**{name}**：{asked}\n\n{render(reply)}")
    return "\n\n***\n\n".join(pieces)


def fits_as_text(text: str) -> bool:
    """One line without markup: sent as text it can be quoted and copied like any other."""
    return "\n" not in text and not _MARKUP.search(text) and "://" not in text


def part_limit(wanted: int) -> int:
    """The most bytes of a part, so that no route refuses it for its length."""
    # msgParam is JSON inside JSON, but only its own bytes count.
    return min(wanted, PARAM_BYTES - _ENVELOPE, BODY_BYTES - _ENVELOPE)


def _seen(text: str) -> str:
    if text.replace("\n", "").isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return LONE_SURROGATE.sub("\ufffd", without_invisible(text))


def _one_line(text: str) -> str:
    return " ".join(_seen(text).split())
