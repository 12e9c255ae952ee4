"""The QR code of an office: the address of the page that lets devices in, and the fingerprint to compare."""

from __future__ import annotations

import io

import segno

from acasa.config.office.certificates import groups

MARK = "#sha256="


def content(welcome: str, fingerprint: str) -> str:
    """What a phone reads: it opens the address, and shows the fingerprint in it. No server sees what follows #."""
    return f"{welcome}/{MARK}{fingerprint}"


def drawing(welcome: str, fingerprint: str) -> str:
    """The code for a terminal, two rows of dots in a line, with a light border on dark and light windows alike."""
    sink = io.StringIO()
    segno.make(content(welcome, fingerprint), error="l", micro=False).terminal(sink, border=2, compact=True)
    return sink.getvalue()


def rows(fingerprint: str) -> list[str]:
    """The fingerprint in four rows of four groups, to read aloud."""
    parts = groups(fingerprint)
    return [" ".join(parts[place : place + 4]) for place in range(0, len(parts), 4)]
