"""Files on the imitated platform: what it takes and what it refuses."""

from __future__ import annotations

import pytest

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from bot.sandbox.emulator_http import Call, Upload, answer_to


def _upload(emulator: Emulator, name: str, kind: str, token: str = "") -> str:
    issued = emulator.openapi.access_token(
        Call(
            "token",
            {},
            {},
            {"appKey": emulator.client_id, "appSecret": emulator.client_secret},
            0,
        )
    ).body["accessToken"]
    call = Call(
        "upload",
        {"access_token": token or issued},
        {},
        {"type": kind},
        3,
        Upload(name, b"abc"),
    )
    return str(answer_to(call, emulator.openapi.upload).body["errcode"])


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("a.xlsx", "file", "0"),
        ("a.png", "image", "0"),
        ("a.json", "file", "40005"),
        ("a.xlsx", "image", "40005"),
        ("a.xlsx", "voice", "40035"),
    ],
)
def test_only_what_the_platform_takes_is_taken(
    clock: FixedClock, name: str, kind: str, code: str
) -> None:
    emulator = Emulator(clock)
    assert _upload(emulator, name, kind) == code
    assert bool(emulator.world.media) == (code == "0")


def test_a_foreign_token_is_refused(clock: FixedClock) -> None:
    assert _upload(Emulator(clock), "a.xlsx", "file", token="foreign") == "40014"
