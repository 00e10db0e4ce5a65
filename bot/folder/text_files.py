"""A text file of a folder that nobody vouches for: its bytes within a limit, and their text.

No link is followed and no special file waited for; what cannot be used is named with the
remedy.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")  # what Windows calls Unicode
_SAVE_AS = "请用编辑器另存为 UTF-8"
# O_NONBLOCK: a FIFO that takes a file's place between lstat and open cannot hang us.
_OPEN_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_MORE_BYTES = 65_536


class Unreadable(ValueError):
    """The file's content cannot be used; the argument is the reason in Chinese."""


def read_regular(path: Path | str, limit: int) -> bytes:
    """The bytes of a regular file, never through a link and never more than ``limit``."""
    descriptor = os.open(path, _OPEN_FLAGS)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("不是普通文件，请换成普通的 .md 文件")
        # A buffer as large as the file, not as the limit; it may have grown since.
        data = os.read(descriptor, min(status.st_size, limit) + 1)
        while len(data) <= limit and (more := os.read(descriptor, _MORE_BYTES)):
            data += more
    finally:
        os.close(descriptor)
    if len(data) > limit:
        raise Unreadable(f"文件大于 {megabytes(limit)}，请拆成几页，或调大 [limits] file_bytes")
    return data


def read_text(path: Path, limit: int) -> str:
    """A text file that belongs to a folder without being a page of it. Raises OSError, or
    ValueError with the reason in Chinese."""
    return decode(read_regular(path, limit))


def decode(data: bytes) -> str:
    """Strict UTF-8 with or without BOM; line ends become ``\\n``."""
    if data.startswith(_UTF16):
        raise Unreadable(f"是 UTF-16 编码（记事本里叫 Unicode），{_SAVE_AS}")
    if b"\0" in data:
        raise Unreadable("像是二进制文件（含 NUL 字节），请换成纯文本的 Markdown")
    try:
        text = data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        guess = "，像是 GBK" if _is_gbk(data) else ""
        raise Unreadable(f"第 {line} 行不是 UTF-8{guess}，{_SAVE_AS}") from None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _is_gbk(data: bytes) -> bool:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def megabytes(count: int) -> str:
    return f"{count / 1_000_000:g} MB"
