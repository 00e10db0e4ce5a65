"""How single values of the configuration are written: durations, times, zones, addresses."""

from __future__ import annotations

import re
from datetime import time, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def parse_duration(value: object) -> timedelta:
    """``"90s"``, ``"15m"``, ``"1h"``, ``"7d"``, ``"2w"`` → timedelta. A bare number has no
    unit and is refused. Raises ValueError."""
    if isinstance(value, timedelta):
        return value
    if isinstance(value, str) and (match := re.fullmatch(r"(\d{1,5})\s*([smhdw])", value.strip())):
        return timedelta(**{_UNITS[match[2]]: int(match[1])})
    raise ValueError('要写时长，例如 "1d"、"2h"、"30m"')


def parse_wall_time(value: object) -> time:
    """``"9:05"`` and TOML's own local times; anything else is refused. Raises ValueError."""
    if isinstance(value, time) and value.tzinfo is None:
        return value
    if isinstance(value, str) and (match := re.fullmatch(r"(\d{1,2}):(\d{2})", value.strip())):
        hour, minute = int(match[1]), int(match[2])
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise ValueError('要写时刻，例如 "10:00"')


def parse_web_address(value: str) -> str:
    """An address without the slash at its end. Raises ValueError."""
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or any(character.isspace() for character in value):
        raise ValueError("要写以 https:// 开头的网址")
    return value.rstrip("/")


def parse_listen(value: str) -> str:
    """``"127.0.0.1:8080"``. Raises ValueError."""
    match = re.fullmatch(r"[^\s/]*:(\d{1,5})", value, re.ASCII)
    if not match or int(match[1]) > 65_535:
        raise ValueError('要写 "地址:端口"，例如 "127.0.0.1:8080"；写 "" 就不开网页')
    return value


def is_postgres(url: str) -> bool:
    """Whether this is the URL of a PostgreSQL database, well written or not."""
    return url.startswith(("postgresql://", "postgres://"))


def check_store_url(url: str) -> None:
    """``sqlite:///path`` or ``postgresql://user@server/database``. Raises ValueError, which
    repeats nothing of a URL that may hold a password."""
    if not is_postgres(url):
        sqlite_path(url)
        return
    try:
        parts = urlsplit(url)
        # Behind the server an @ is the rest of a password with a bare / ? or # in it.
        named = "" if "@" in url.partition(parts.netloc)[2] else parts.path.strip("/")
    except ValueError:
        named = ""
    if not named or any(character.isspace() for character in url):
        raise ValueError(
            "要写 postgresql://用户名:密码@主机:5432/库名，密码里的特殊字符写成 %40 这样"
        )


def sqlite_path(url: str) -> Path:
    """The file behind ``sqlite:///path``. Raises ValueError, which repeats nothing of a URL
    that may hold a password."""
    path = url.removeprefix("sqlite:///")
    if path == url or not path.strip("/"):
        raise ValueError(
            "要写 sqlite:///文件路径，例如 sqlite:///data/xiangwen.db（绝对路径是四条斜线），"
            "或 postgresql://用户名:密码@主机:5432/库名"
        )
    return Path(path)


def parse_quiet_hours(value: str) -> tuple[time, time]:
    """``"22:00-08:00"`` → its two times. Raises ValueError."""
    start, _, end = value.partition("-")
    try:
        hours = parse_wall_time(start), parse_wall_time(end)
    except ValueError:
        hours = time(0), time(0)
    if hours[0] == hours[1]:
        raise ValueError('要写两个时刻，例如 "22:00-08:00"')
    return hours


def parse_zone(value: str) -> str:
    """The name of a time zone that is known here. Raises ValueError."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # "Asia" is a folder
        raise ValueError('里的时区名不认识，要写 "Asia/Shanghai" 这样的') from None
    return value
