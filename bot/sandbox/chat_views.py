"""What the page is told of people, chats, lines, requests and faults: plain JSON objects.

All markup of the page's lines is made here (by ``rendering``); the browser adds none.
"""

from __future__ import annotations

import json
from datetime import datetime
from html import escape
from typing import Any
from urllib.parse import quote

from bot.messages import Destination, Reply
from bot.pages.rendering import plain_text, render_markdown, render_text
from bot.sandbox.emulator import Chat, Emulator, Line, Person
from bot.sandbox.emulator_faults import POINTS, Faults
from bot.sandbox.emulator_http import RecordedRequest
from bot.sandbox.emulator_model import BOT_NAME

View = dict[str, Any]

KEPT_LINES = 300
KEPT_REQUESTS = 200

_ROLES = {"member": "成员", "organizer": "组织者", "admin": "管理员", "outsider": "外部成员"}
_MEDIA = {"picture": "图片", "audio": "语音", "video": "视频", "file": "文件"}
_BODY_CHARS = 6_000


def person_view(person: Person) -> View:
    return {
        "id": person.id,
        "name": person.nick,
        "role": person.role,
        "roleLabel": _ROLES.get(person.role, person.role),
    }


def chat_view(chat: Chat) -> View:
    return {
        "id": chat.id,
        "title": chat.title if chat.is_group else BOT_NAME,
        "isGroup": chat.is_group,
        "members": list(chat.members),
        "hasBot": chat.has_bot,
        "disbanded": chat.disbanded,
    }


def line_view(emulator: Emulator, line: Line) -> View:
    chat = emulator.world.chats[line.chat_id]
    html, raw_html = _content(emulator, chat, line)
    return {
        "id": line.id,
        "seq": line.seq,
        "chat": line.chat_id,
        "author": line.author,
        "name": line.author_name,
        "isBot": line.from_bot,
        "at": line.sent_at.isoformat(),
        "html": html,
        "preview": preview(line),
        "quote": _quote(emulator, line),
        "route": line.route,
        "recalled": line.recalled,
        "mentions": list(line.at),
        "unheard": _is_unheard(chat, line),
        "rawHtml": raw_html,
    }


def preview(line: Line) -> str:
    """What the list of chats shows of a line."""
    if line.media:
        return f"[{_MEDIA.get(line.kind, '文件')}] {line.text}".strip()
    if line.from_bot and line.kind != "text":
        return line.title or plain_text(line.text)[:80]
    if (media := _MEDIA.get(line.kind)) is not None:
        return f"[{media}] {line.raw}".strip()
    return " ".join(line.text.split())[:80]


def _content(emulator: Emulator, chat: Chat, line: Line) -> tuple[str, bool]:
    people = emulator.world.people
    names = ["所有人", *(people[one].nick for one in line.at if one in people)]
    if not line.from_bot:
        return _spoken(line, [BOT_NAME, *names] if chat.is_group else names), False
    if line.media:
        return _shown(emulator, line), False
    if line.kind == "text":
        return render_text(line.text, names), False
    rendered = render_markdown(line.text, {name: name for name in names})
    return rendered.html, rendered.raw_html


def _shown(emulator: Emulator, line: Line) -> str:
    """A picture as it is, a file as a link that downloads it."""
    media = emulator.world.media[line.media]
    address = f"/sandbox/media/{escape(quote(media.id, safe=''))}"
    name = escape(line.text or media.name)
    if media.kind == "image":
        return f'<p><img class="sent" src="{address}" alt="{name}"></p>'
    size = f"{max(len(media.content) / 1024, 0.1):.1f} KB"
    return (
        f'<p><span class="media">文件</span> <a href="{address}" download="{name}">{name}</a>'
        f' <span class="faint">{size}</span></p>'
    )


def _spoken(line: Line, names: list[str]) -> str:
    words = render_text(line.text, names) if line.text else ""
    if line.kind == "richText":
        return f'{words}<p><span class="picture">随文图片</span></p>'
    if (media := _MEDIA.get(line.kind)) is not None:
        return f'<p><span class="media">{media}</span> {escape(line.raw)}</p>'
    return words


def _quote(emulator: Emulator, line: Line) -> View | None:
    if not line.quote:
        return None
    quoted = emulator.world.line(line.chat_id, line.quote)
    if quoted is None:
        return {"name": "", "text": "（原消息已不在）"}
    text = plain_text(quoted.text) if quoted.kind == "markdown" else preview(quoted)
    return {"name": quoted.author_name, "text": text[:160]}


def _is_unheard(chat: Chat, line: Line) -> bool:
    """A line in a group that the platform does not push to the bot."""
    return chat.is_group and not line.from_bot and not line.text.startswith(f"@{BOT_NAME}")


def coming_view(emulator: Emulator, at: datetime, to: Destination, reply: Reply) -> View:
    """A message that is still to come; ``to`` shows as the chat's or the person's name."""
    chat = emulator.world.chats.get(to.conversation_id)
    person = emulator.world.person_by_staff_id(to.staff_id)
    where = chat.title if chat else f"单聊 {person.nick}" if person else str(to)
    rendered = render_markdown(reply.markdown, {"所有人": "所有人"})
    return {
        "at": at.isoformat(),
        "to": where,
        "title": reply.title,
        "html": rendered.html,
        "everyone": reply.mention_everyone,
    }


def request_view(request: RecordedRequest) -> View:
    return {
        "at": request.at.isoformat(),
        "label": POINTS.get(request.point, request.point),
        "path": request.path,
        "status": request.status,
        "refused": request.refused,
        "fault": request.fault,
        "body": _pretty(request.body),
        "answer": _pretty(request.answer),
    }


def _pretty(value: object) -> str:
    if value in (None, {}, ""):
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
    return text if len(text) <= _BODY_CHARS else f"{text[:_BODY_CHARS]}\n…（共 {len(text)} 字）"


def faults_view(faults: Faults) -> list[View]:
    return [
        {
            "point": fault.point,
            "name": fault.kind.name,
            "label": f"{POINTS.get(fault.point, fault.point)}：{fault.kind.label}",
            "times": fault.times,
        }
        for fault in faults.active
    ]
