"""What a program printed beside what is asked."""

from __future__ import annotations

import time

import pytest

from handlers.questions.pasted import without_program


@pytest.mark.parametrize(
    "named",
    [
        "psycopg2.errors.DiskFull: ",
        "org.postgresql.util.PSQLException: ",
        "sqlalchemy.exc.OperationalError: (psycopg2.errors.DiskFull) ",
        "OSError: ",
    ],
)
def test_the_class_of_an_error_is_no_word_of_the_question(named: str) -> None:
    assert without_program(f"{named}could not extend file") == "could not extend file"


def test_an_error_class_alone_is_what_is_asked() -> None:
    assert without_program("java.sql.SQLException:") == "java.sql.SQLException:"


def test_a_long_path_is_looked_through_once() -> None:
    text = "a." * 20_000
    began = time.process_time()
    assert without_program(text) == text
    assert time.process_time() - began < 1.0
