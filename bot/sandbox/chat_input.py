"""The JSON that the page posts, read strictly: a wrong field is a 400 with a sentence."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web


def refusal(why: str) -> web.HTTPBadRequest:
    """The answer to nonsense; ``why`` is shown to the person."""
    body = json.dumps({"error": why}, ensure_ascii=False)
    return web.HTTPBadRequest(text=body, content_type="application/json")


class Input:
    """A JSON object by field. Only that content type: other sites cannot post it."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self._fields = fields

    @classmethod
    async def of(cls, request: web.Request) -> Input:
        if request.content_type != "application/json":
            raise refusal("请求要是 JSON。")
        try:
            fields = await request.json()
        except (ValueError, RecursionError):  # also nested beyond all measure
            raise refusal("请求不是 JSON。") from None
        if not isinstance(fields, dict):
            raise refusal("请求不是 JSON 对象。")
        return cls(fields)

    def text(self, name: str, *, default: str | None = None, longest: int = 2_000) -> str:
        value = self._fields.get(name, default)
        if not isinstance(value, str):
            raise refusal(f"缺少 {name}。")
        if len(value) > longest:
            raise refusal(f"太长了：最多 {longest} 字。")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        value = self._fields.get(name, default)
        if not isinstance(value, bool):
            raise refusal(f"{name} 只能是 true 或 false。")
        return value

    def number(self, name: str) -> float:
        value = self._fields.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise refusal(f"{name} 要是数字。")
        if not -1e9 < value < 1e9:
            raise refusal(f"{name} 太大了。")
        return value
