"""Languages of a form, as it names them ("Română (ro)"), and the one that is nearest to a person's."""

from __future__ import annotations

import re

_CODE = re.compile(r"\(\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*\s*\)\s*$")
# As forms name them without a code.
_NAMES = {
    "en": ("english", "engleză", "английский"),
    "ro": ("română", "romana", "romanian", "limba română", "moldovenească", "румынский"),
    "ru": ("русский", "russian", "rusă", "русский язык"),
    "uk": ("українська", "ukrainian", "ucraineană"),
    "fr": ("français", "francais", "french"),
}


def code(name: str) -> str:
    """The code of a language's name, "" when it has none that we know."""
    found = _CODE.search(name)
    if found:
        return found[1].lower()
    bare = name.strip().lower()
    if re.fullmatch(r"[a-z]{2}(?:[-_][a-z0-9]+)?", bare):
        return bare[:2]
    return next((key for key, names in _NAMES.items() if bare in names), "")


def nearest(languages: tuple[str, ...], wanted: str) -> str:
    """The form's language of this name or code, else its first, "" when it has none."""
    if wanted in languages:
        return wanted
    sought = code(wanted) or wanted.strip().lower()[:2]
    for name in languages:
        if sought and code(name) == sought:
            return name
    return languages[0] if languages else ""
