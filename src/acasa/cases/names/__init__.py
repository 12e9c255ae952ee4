"""Find a person by any spelling of her name.

Cyrillic (Russian, Ukrainian, Moldovan), Romanian, Turkmen and English spellings of one name fold to the same sounds;
short and tender forms are known from the library; slips are forgiven. Pure: knows neither Django nor the vault.

    key = search_key(given, family, patronymic, alias)   # sealed in her card, with signature(key)
    find(frame, prepare("Наташа Чеботарь"))              # rows, best first, with a score

Keys and signatures tell names: they are sealed like names, and nothing here keeps them after a call.
"""

from acasa.cases.names.key import KEY_VERSION, search_key, signature
from acasa.cases.names.match import find, likely_same, similar
from acasa.cases.names.order import collation, sort_key
from acasa.cases.names.query import Query, prepare

__all__ = [
    "KEY_VERSION",
    "Query",
    "collation",
    "find",
    "likely_same",
    "prepare",
    "search_key",
    "signature",
    "similar",
    "sort_key",
]
