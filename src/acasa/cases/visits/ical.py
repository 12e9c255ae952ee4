"""An appointment for a telephone's calendar, as RFC 5545 wants it, without a name, a place or a reason. Pure.

A calendar leaves this house: it is shown on lock screens and copied to clouds. So it says only when.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

SUMMARY = "Acasa appointment"
_FOLD = 75


def escape(text: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11)."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def fold(line: str) -> str:
    """A content line in pieces of at most 75 octets, never within a character (3.1)."""
    pieces: list[str] = []
    piece, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > _FOLD:
            pieces.append(piece)
            # The space that marks a continuation counts.
            piece, size = " ", 1
        piece += character
        size += width
    return "\r\n".join([*pieces, piece])


def calendar(*, uid: UUID, start: datetime | date, made: datetime, minutes: int = 60) -> str:
    """One event. A day without an hour becomes an event of the whole day; an instant is written in UTC."""
    if isinstance(start, datetime):
        if start.tzinfo is None:
            raise ValueError("An instant has a time zone.")
        begin = start.astimezone(UTC)
        when = [
            f"DTSTART:{_stamp(begin)}",
            f"DTEND:{_stamp(begin + timedelta(minutes=minutes))}",
        ]
    else:
        when = [
            f"DTSTART;VALUE=DATE:{start:%Y%m%d}",
            f"DTEND;VALUE=DATE:{start + timedelta(days=1):%Y%m%d}",
        ]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Acasa//Appointments//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{_stamp(made.astimezone(UTC))}",
        *when,
        f"SUMMARY:{escape(SUMMARY)}",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(fold(line) + "\r\n" for line in lines)


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%SZ}"
