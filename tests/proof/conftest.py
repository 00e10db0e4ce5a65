"""One PostgreSQL for all proofs: the given one, the system's, or a package's.

Without any the tests are skipped and say what to install.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from bot.proof.server import DSN_VARIABLE, NoServer, Server, open_server

REMEDY = "no PostgreSQL found: apt-get install -y postgresql"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    try:
        with open_server(os.environ.get(DSN_VARIABLE, "")) as opened:
            yield opened
    except NoServer:
        pytest.skip(REMEDY)
