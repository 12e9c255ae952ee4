"""Languages of a questionnaire as its author names them, "Română (ro)", and the nearest to somebody's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

INTERFACE = ("en", "ro", "ru")
_NAMES = {
    "english": "en",
    "română": "ro",
    "romana": "ro",
    "romanian": "ro",
    "русский": "ru",
    "russian": "ru",
    "українська": "uk",
    "ukrainian": "uk",
    "türkmen": "tk",
    "turkmen": "tk",
}


def code_of(name: str) -> str:
    """The ISO code of a form's language, "" when its name tells none."""
    if found := re.search(r"\(([A-Za-z]{2,3})(?:[-_][A-Za-z]+)?\)\s*$", name):
        return found[1].lower()
    plain = name.strip().casefold()
    return plain if re.fullmatch(r"[a-z]{2,3}", plain) else _NAMES.get(plain, "")


def shown(name: str) -> str:
    """A form's language as a person reads it, without the code."""
    return re.sub(r"\s*\([A-Za-z_-]{2,8}\)\s*$", "", name).strip() or name


def nearest(offered: Sequence[str], wanted: Iterable[str]) -> str:
    """Of the form's languages the first that somebody wants, by code; else the form's own first; "" if it has none."""
    by_code = {code_of(name): name for name in reversed(offered)}
    for code in wanted:
        if code and code in by_code:
            return by_code[code]
    return offered[0] if offered else ""


def interface(name: str, otherwise: str) -> str:
    """In which of our languages the words around a questionnaire in this language are said."""
    code = code_of(name)
    return code if code in INTERFACE else otherwise if otherwise in INTERFACE else "en"
