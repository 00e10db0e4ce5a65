"""The SQL of the shipped pages, all of it, on the server that is here."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.folder import scan
from bot.knowledge.pages.runnable import read_runnable
from bot.proof.server import Server
from bot.proof.sql_proof import prove_pages
from bot.settings import Limits

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"


@pytest.mark.timeout(600)
def test_sql_of_every_page_does_what_the_page_says(server: Server) -> None:
    pages = [read_runnable(file) for file in scan([KNOWLEDGE], Limits()).files]
    report = prove_pages(server, pages)
    assert report.failures == ()
    blocks = sum(len(page.blocks) for page in pages)
    assert report.passed == blocks - len(report.skips)
    # Skips are of versions and extensions that are not here, never of the common case.
    assert len(report.skips) < 0.1 * blocks
