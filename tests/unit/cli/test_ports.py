"""Which port the page gets when the wanted one is taken."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from bot.cli.ports import free_port, names_of
from bot.errors import BotError


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_free_port_is_kept(taken: int) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert free_port("127.0.0.1", port) == port
    assert free_port("127.0.0.1", 0) == 0


def test_a_taken_port_gives_way_to_the_next_free_one(taken: int) -> None:
    assert taken < free_port("127.0.0.1", taken) <= taken + 20


def test_no_port_at_all_is_one_sentence(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.ports._TRIED", 1)
    with pytest.raises(BotError, match="--port"):
        free_port("127.0.0.1", taken)


def test_an_address_of_another_machine_is_one_sentence() -> None:
    with pytest.raises(BotError, match="--host"):
        free_port("192.0.2.1", 8765)


def test_only_what_was_opened_on_purpose_may_open_the_page() -> None:
    assert names_of("Bot.example") == {"bot.example"}
    assert socket.gethostname().lower() in names_of("0.0.0.0")
