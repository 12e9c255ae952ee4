"""The clock tells the machine's time, and another only inside its block."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from acasa.core import clock


def test_present_unless_told() -> None:
    then = datetime(2026, 1, 5, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    with clock.at(then):
        assert clock.now() == then
        assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_the_block_ends_with_an_error_too() -> None:
    with pytest.raises(RuntimeError), clock.at(datetime(2020, 1, 1, tzinfo=UTC)):
        raise RuntimeError
    assert clock.now().year > 2020


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.at(datetime(2026, 1, 1)):  # noqa: DTZ001
        pass
