"""Names of people in a spreadsheet: colleagues who are looked up, and full names that are taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from acasa.vocabularies import fold, folded

# Endings that only a patronymic has: of women in Russian and Ukrainian, and the Turkic words for son and daughter.
_SURE = re.compile(
    r"(?:вна|ична|ївна|оглы|кызы|гызы|угли|улы|ovna|evna|ichna|icina|yevna|ogly|oglu|oghlu|kyzy|gyzy|qizi|oğlu|qızı)$",
    re.IGNORECASE,
)
# Endings of men's patronymics, which many family names share (Popovici, Войтович).
_MAYBE = re.compile(r"(?:вич|йович|vici|vich|vych)$", re.IGNORECASE)
_TURKIC = folded("оглы кызы гызы ogly oglu kyzy gyzy qizi oğlu qızı")


@dataclass(frozen=True)
class People:
    """Colleagues as a spreadsheet may name them: e-mail, login, display name -> the ids of whom it may be."""

    by_name: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, people: Iterable[tuple[str, Iterable[str]]]) -> People:
        """From (id, the names of that colleague: e-mail, display name, …)."""
        found: dict[str, set[str]] = {}
        for identity, names in people:
            for name in names:
                if key := fold(name):
                    found.setdefault(key, set()).add(identity)
                    found.setdefault(_turned(name), set()).add(identity)
        return cls({key: tuple(sorted(ids)) for key, ids in found.items()})

    def find(self, text: str) -> tuple[str, ...]:
        """The ids of colleagues whom `text` names, in either order of names; empty when nobody."""
        return self.by_name.get(fold(text)) or self.by_name.get(_turned(text), ())


def read_full_name(text: str, *, family_first: bool) -> tuple[str, str, str] | None:
    """(given, family, patronymic) of a full name, or None where its parts are not clear.

    "Family, Given"; three words with a patronymic by its ending; two words in the order that the column's
    name says. A single word, or more words than can be told apart, stay whole.
    """
    if any(letter.isdigit() or letter in '()/;"“”?' for letter in text):
        return None
    if "," in text:
        family, _, given = (part.strip() for part in text.partition(","))
        words = given.split()
        if not family or not words or "," in given:
            return None
        if len(words) == 2 and (_SURE.search(words[1]) or _MAYBE.search(words[1])):
            return words[0], family, words[1]
        return given, family, ""
    words = text.split()
    if len(words) == 4 and fold(words[3]) in _TURKIC:
        words = [*words[:2], f"{words[2]} {words[3]}"]
    if len(words) == 2:
        return (words[1], words[0], "") if family_first else (words[0], words[1], "")
    if len(words) != 3:
        return None
    if _SURE.search(words[2]) or (family_first and _MAYBE.search(words[2])):
        return words[1], words[0], words[2]
    if _SURE.search(words[1]) or (not family_first and _MAYBE.search(words[1])):
        return words[0], words[2], words[1]
    return None


def _turned(name: str) -> str:
    """A key that does not depend on the order of a name's words."""
    return " ".join(sorted(filter(None, (fold(word) for word in name.split()))))
