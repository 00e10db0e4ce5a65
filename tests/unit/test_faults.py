"""What fails again and again is told, and told again when it works."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clock import FixedClock
from bot.errors import StoreError
from bot.faults import Duty, Faults
from tests.conftest import NOON


def test_every_duty_has_a_name_of_its_own_for_people() -> None:
    assert len({duty.label for duty in Duty}) == len(Duty)


async def test_how_long_it_has_not_worked(clock: FixedClock) -> None:
    faults, ten = Faults(clock.now), timedelta(minutes=10)
    for past, lasted in ((0, False), (9, False), (1, True)):
        clock.move(timedelta(minutes=past))
        faults.failed(Duty.DELIVERIES, ValueError())
        assert faults.lasted(Duty.DELIVERIES, ten) is lasted
    assert not faults.lasted(Duty.UPKEEP, ten)
    faults.worked(Duty.DELIVERIES)
    assert not faults.lasted(Duty.DELIVERIES, ten)


async def test_a_fault_lasts_until_the_work_is_done(
    clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    faults = Faults(clock.now)
    errors: list[Exception] = [ValueError("某人的话"), *[KeyError("row")] * 5]

    async def work() -> None:
        if errors:
            raise errors.pop(0)

    with caplog.at_level("INFO", "bot.faults"):
        while errors:
            assert not await faults.attempt(Duty.UPKEEP, work)
            clock.move(timedelta(minutes=1))
        (fault,) = faults.current.values()
        assert (fault.error, fault.since, fault.times) == ("KeyError", NOON, 6)
        assert await faults.attempt(Duty.UPKEEP, work)
    assert not faults.current
    said = [record.getMessage() for record in caplog.records]
    assert said == [
        "upkeep failed, the next round tries again",
        "upkeep failed, the next round tries again",  # for another reason
        "upkeep failed 4 times: KeyError('row')",
        "upkeep works again, after 6 failures",
    ]
    assert [bool(record.exc_info) for record in caplog.records] == [True, True, False, False]


@pytest.mark.parametrize("kind", [OSError, StoreError])
def test_what_says_all_by_itself_is_told_in_one_line(
    kind: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    Faults().failed(Duty.WEB, kind("address already in use"))
    (record,) = caplog.records
    assert not record.exc_info
    assert "address already in use" in record.getMessage()
