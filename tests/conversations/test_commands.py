"""run and sandbox as processes: what they print, what they touch, and how they stop."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from yarl import URL

from bot.clock import SystemClock
from bot.sandbox.emulator import Emulator
from tests.conversations.living_bot import write_knowledge
from tests.waiting import eventually

Process = asyncio.subprocess.Process
Start = Callable[..., Awaitable[Process]]

# For a busy machine. Whoever does not stop within five seconds ends itself, and not with 0.
_PATIENT_SECONDS = 60


@pytest.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    """Starts ``xiangwen`` in a folder with a knowledge of its own; ends what is left."""
    write_knowledge(tmp_path / "knowledge")
    started: list[Process] = []

    async def start(*arguments: object, **variables: str) -> Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            "from bot.cli import main; main()",
            *map(str, arguments),
            cwd=tmp_path,
            env={**os.environ, **variables},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.fixture
async def canary() -> AsyncIterator[tuple[str, list[bytes]]]:
    """An address that nobody may call, and what called it all the same."""
    calls: list[bytes] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.append(await reader.read(200))
        writer.close()

    async with await asyncio.start_server(note, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", calls


async def _address(process: Process) -> str:
    """The address that the sandbox prints when it is ready."""
    assert process.stdout is not None
    async with asyncio.timeout(_PATIENT_SECONDS):
        while line := (await process.stdout.readline()).decode():
            if match := re.search(r"http://\S+", line):
                return match[0]
    raise AssertionError("the sandbox ended before it was ready")


async def _ended(process: Process) -> tuple[int, str, str]:
    async with asyncio.timeout(_PATIENT_SECONDS):
        out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


@asynccontextmanager
async def _running_bot(start: Start, emulator: Emulator) -> AsyncIterator[Process]:
    process = await start(
        "run",
        XIANGWEN_DINGTALK__CLIENT_ID=emulator.client_id,
        XIANGWEN_DINGTALK__CLIENT_SECRET=emulator.client_secret,
        XIANGWEN_DINGTALK__OAPI_BASE=emulator.base_url,
        XIANGWEN_WEB__LISTEN="",
        DINGTALK_OPENAPI_ENDPOINT=emulator.base_url,
    )
    async with asyncio.timeout(_PATIENT_SECONDS):
        await emulator.gateway.sockets.wait_opened()
    yield process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_run_answers_and_stops_in_time(start: Start, number: signal.Signals) -> None:
    async with (
        Emulator(SystemClock()) as emulator,
        _running_bot(start, emulator) as process,
    ):
        await emulator.say(emulator.groups[0].id, "xiaoyu", "VACUUM FULL 会锁表吗")
        line = await emulator.wait_for_line(lambda line: line.from_bot, timeout=30)
        assert "sql-vacuum.html" in line.text
        process.send_signal(number)
        code, out, err = await _ended(process)
    assert (code, out) == (0, "")
    assert "Traceback" not in err
    assert "锁表" not in err  # members' words are not logged
    assert emulator.client_secret not in err


async def test_a_second_signal_ends_at_once(start: Start) -> None:
    async with (
        Emulator(SystemClock()) as emulator,
        _running_bot(start, emulator) as process,
    ):
        emulator.faults.add("session", "hang", times=9)
        await emulator.say(emulator.groups[0].id, "xiaoyu", "VACUUM FULL 会锁表吗")
        await emulator.gateway.settled()
        process.send_signal(signal.SIGTERM)
        await emulator.gateway.sockets.wait_open(0)  # it has heard the first
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(_PATIENT_SECONDS):
            assert await process.wait() == 128 + signal.SIGTERM


async def test_the_sandbox_answers_once_and_touches_nothing_real(
    start: Start, tmp_path: Path, canary: tuple[str, list[bytes]]
) -> None:
    address, calls = canary
    (tmp_path / "config.toml").write_text(
        f'[dingtalk]\nclient_id = "canary"\nclient_secret = "canary"\nrobot_code = "canary"\n'
        f'api_base = "{address}"\noapi_base = "{address}"\n'
        f'[storage]\nurl = "sqlite:///real.db"\nindex_dir = "real-index"\n'
        f'[web]\nlisten = "{address.removeprefix("http://")}"\n'
        f'[[groups]]\nname = "canary"\nconversation_id = "canary"\n'
        f'webhook = "{address}/robot/send"\nwebhook_secret = "canary"\n',
        "utf-8",
    )
    process = await start(
        *("sandbox", "--once", "VACUUM FULL 会锁表吗", "--data", "mine"),
        DINGTALK_OPENAPI_ENDPOINT=address,
        XIANGWEN_DINGTALK__API_BASE=address,
        XIANGWEN_DINGTALK__OAPI_BASE=address,
        XIANGWEN_DINGTALK__CLIENT_ID="canary",
        XIANGWEN_DINGTALK__CLIENT_SECRET="canary",
        XIANGWEN_STORAGE__URL="sqlite:///real.db",
        XIANGWEN_STORAGE__INDEX_DIR="real-index",
        XIANGWEN_GROUPS="canary",
        XIANGWEN_CANARY="canary",
        HTTP_PROXY=address,
        HTTPS_PROXY=address,
        ALL_PROXY=address,
    )
    out, err = await process.communicate()
    assert (process.returncode, err.decode()) == (0, "")
    assert "sql-vacuum.html" in out.decode()
    assert "canary" not in out.decode()
    assert calls == []
    here = {path.name for path in tmp_path.iterdir()}
    assert here == {"config.toml", "knowledge", "mine"}
    assert {path.name for path in (tmp_path / "mine").iterdir()} >= {"sandbox.db", "sandbox-index"}


async def test_the_sandbox_serves_its_page_until_it_is_told_to_stop(start: Start) -> None:
    process = await start("sandbox", "--port", 0)
    address = await _address(process)
    async with aiohttp.ClientSession() as http, http.get(address) as response:
        assert response.status == 200
        assert "象问" in await response.text()
    process.send_signal(signal.SIGINT)
    code, out, err = await _ended(process)
    assert (code, err) == (0, "")
    assert "已停止" in out


async def test_two_sandboxes_live_side_by_side(start: Start, tmp_path: Path) -> None:
    first = await start("sandbox", "--port", 0)
    address = await _address(first)
    second = await start("sandbox", "--port", URL(address).port)
    assert await _address(second) != address
    for process in (first, second):
        process.send_signal(signal.SIGTERM)
        assert (await _ended(process))[0] == 0
    assert (tmp_path / "data" / "sandbox.db").is_file()
    assert (tmp_path / "data" / "sandbox-2.db").is_file()


async def test_a_taken_database_is_one_sentence(start: Start, tmp_path: Path) -> None:
    async with (
        Emulator(SystemClock()) as emulator,
        _running_bot(start, emulator),
    ):
        second = await start(
            "run",
            XIANGWEN_DINGTALK__CLIENT_ID="a",
            XIANGWEN_DINGTALK__CLIENT_SECRET="b",
            DINGTALK_OPENAPI_ENDPOINT=emulator.base_url,
        )
        _, err = await second.communicate()
    assert second.returncode == 1
    assert re.search(r"(?m)^错误：数据库 .+ 正被另一个象问进程使用", err.decode())


async def test_a_reader_that_goes_away_is_no_noise(start: Start, tmp_path: Path) -> None:
    """``xiangwen ask --batch … | head -1``"""
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "谢谢"}\n' * 50, "utf-8")
    process = await start("ask", "--batch", path, "--json")
    assert process.stdout is not None
    await process.stdout.readline()
    process.stdout._transport.close()  # type: ignore[attr-defined]
    assert process.stderr is not None
    assert await process.stderr.read() == b""
    await process.wait()


async def test_chinese_arrives_whole_in_any_locale(start: Start) -> None:
    process = await start("ask", "谢谢", LC_ALL="POSIX", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    out, err = await process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert re.search("[一-龥]", out.decode("utf-8"))


async def test_no_secret_reaches_the_log(start: Start, canary: tuple[str, list[bytes]]) -> None:
    address, calls = canary
    process = await start(
        *("run", "-v"),
        XIANGWEN_DINGTALK__CLIENT_ID="ding-canary-client",
        XIANGWEN_DINGTALK__CLIENT_SECRET="canary-secret-of-the-client",
        XIANGWEN_WEB__LISTEN="",
        DINGTALK_OPENAPI_ENDPOINT=address,
    )
    # It tries to connect and is cut off: when it tries again, it has told so.
    await eventually(lambda: len(calls) > 1)
    process.send_signal(signal.SIGTERM)
    _, _, err = await _ended(process)
    assert calls[0].startswith(b"POST")
    assert "bot.dingtalk" in err
    assert "canary-secret-of-the-client" not in err
