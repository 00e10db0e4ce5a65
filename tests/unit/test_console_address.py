"""Under which address the console is opened, as the settings have it."""

from __future__ import annotations

import pytest

from bot.console.address import host_names, opened_at, public_origin
from bot.settings import Web


@pytest.mark.parametrize(
    ("public_url", "serving", "opened"),
    [
        ("", "", ""),
        ("https://bot.example.com", "", ""),
        ("", "http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("", "http://0.0.0.0:8080", "http://127.0.0.1:8080"),
        ("", "http://[::]:8080", "http://127.0.0.1:8080"),
        ("", "http://[::1]:8080", "http://[::1]:8080"),
        ("https://bot.example.com", "http://127.0.0.1:8080", "https://bot.example.com"),
        ("https://x.example.com:8443/pg/", "http://127.0.0.1:8080", "https://x.example.com:8443"),
    ],
)
def test_links_lead_where_a_browser_gets_in(public_url: str, serving: str, opened: str) -> None:
    assert opened_at(Web(public_url=public_url), serving) == opened


def test_names_are_those_of_the_settings() -> None:
    assert host_names(Web(listen=":8080")) == frozenset()
    assert host_names(Web(listen="[::1]:8080")) == {"::1"}
    table = Web(listen="10.0.0.5:80", public_url="https://bot.example.com:8443/pg")
    assert host_names(table) == {"10.0.0.5", "bot.example.com"}


def test_the_origin_is_written_as_browsers_write_it() -> None:
    for public_url in ("https://Bot.example.com", "https://bot.example.com:443/pg"):
        assert str(public_origin(Web(public_url=public_url))) == "https://bot.example.com"
    assert public_origin(Web()) is None
    assert host_names(Web(listen="", public_url="https://象问.example.com")) == {
        "xn--ei3a21q.example.com"
    }
