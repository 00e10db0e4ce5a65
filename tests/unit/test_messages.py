"""Where messages go, as the store keeps it."""

from __future__ import annotations

import pytest

from bot.messages import Destination


@pytest.mark.parametrize(
    "destination", [Destination(conversation_id="cid:1=="), Destination(staff_id="050001")]
)
def test_a_destination_is_read_as_it_was_written(destination: Destination) -> None:
    assert Destination.parse(str(destination)) == destination


@pytest.mark.parametrize("text", ["", "cid1", "room:cid1", "group:", "person:"])
def test_what_is_no_destination_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="destination"):
        Destination.parse(text)


def test_a_destination_is_a_group_or_a_person_and_not_both() -> None:
    with pytest.raises(ValueError, match="either"):
        Destination("cid1", "050001")
