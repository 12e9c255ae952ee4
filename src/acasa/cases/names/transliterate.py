"""Write a name as a clerk would have: for the fictional people of demo, benchmark and tests.

Not used to find anyone: the search folds spellings with its own tables, so it can be tested against these.
"""

from __future__ import annotations

import re
import unicodedata

_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ"
_TABLES = {
    # BGN/PCGN as newspapers write it.
    "english": "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya i yi ye g",
    # ICAO Doc 9303, Russian passports.
    "passport": "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y - e iu ia i i ie g",
    # ISO 9 / scholarly.
    "scholarly": "a b v g d e ë ž z i j k l m n o p r s t u f h c č š šč - y ' è ju ja i ji je g",
    # Romanian registers.
    "romanian": "a b v g d e io j z i i c l m n o p r s t u f h ț ci ș șci - î - e iu ia i i ie g",
    # Ukraine's resolution 55 of 2010.
    "ukrainian": "a b v h d e yo zh z y i k l m n o p r s t u f kh ts ch sh shch - y - e iu ia i i ie g",
    # What a person types without thinking.
    "informal": "a b v g d e e zh z i y k l m n o p r s t u f h c ch sh sh - y - e yu ya i i e g",
}
SCHEMES = tuple(_TABLES)


def from_cyrillic(name: str, scheme: str) -> str:
    """A Russian, Ukrainian or Moldovan Cyrillic name in Latin letters by one of SCHEMES."""
    table = dict(zip(_CYRILLIC, (s if s != "-" else "" for s in _TABLES[scheme].split()), strict=True))
    small = name.lower()
    out = []
    for at, char in enumerate(small):
        before, after = small[at - 1 : at] or " ", small[at + 1 : at + 2]
        latin = table.get(char, char)
        if scheme == "english" and char == "е" and (before in "аеёиоуыэюяьъ" or not before.isalpha()):
            latin = "ye"
        elif scheme == "ukrainian" and not before.isalpha():
            latin = {"й": "y", "ю": "yu", "я": "ya", "є": "ye", "ї": "yi"}.get(char, latin)
        elif scheme == "romanian" and after and after in "еёиіє":
            latin = {"ч": "c", "щ": "șc", "к": "ch", "г": "gh"}.get(char, latin)
        out.append(latin)
    text = "".join(out)
    if scheme in ("english", "romanian"):
        text = re.sub("ks|cs", "x", text)
    if scheme == "romanian":
        text = text.replace("iia", "ia")
    return capitals(text)


def romanian_to_cyrillic(name: str) -> str:
    """A Romanian name as a Russian-speaking clerk hears it."""
    text = unicodedata.normalize("NFC", name.lower()).replace("ş", "ș").replace("ţ", "ț")
    for pattern, sound in _RO_CYRILLIC:
        text = re.sub(pattern, sound, text)
    return capitals(text)


_RO_CYRILLIC = (
    (r"ch(?=[ei])", "к"), (r"gh(?=[ei])", "г"), (r"ci(?=[aouă])", "ч"), (r"ci$", "ч"), (r"c(?=[ei])", "ч"),
    (r"gi(?=[aou])", "дж"), (r"g(?=[ei])", "дж"), (r"iu", "ю"), (r"ia", "я"), (r"ea", "я"), (r"\bie", "е"),
    (r"\bio", "ио"), (r"x", "кс"), (r"a", "а"), (r"b", "б"), (r"v|w", "в"), (r"g", "г"), (r"d", "д"), (r"e", "е"),
    (r"j", "ж"), (r"z", "з"), (r"i", "и"), (r"c|k|q", "к"), (r"l", "л"), (r"m", "м"), (r"n", "н"), (r"o", "о"),
    (r"p", "п"), (r"r", "р"), (r"ș", "ш"), (r"s", "с"), (r"ț", "ц"), (r"t", "т"), (r"u", "у"), (r"f", "ф"),
    (r"h", "х"), (r"ă", "э"), (r"[âî]", "ы"), (r"y", "й"),
)  # fmt: skip


def turkmen_to_cyrillic(name: str) -> str:
    """A Turkmen name (Latin alphabet of 1999) as Russian documents have it."""
    text = unicodedata.normalize("NFC", name.lower())
    for letters, sound in _TK_CYRILLIC:
        text = text.replace(letters, sound)
    return capitals(text)


_TK_PAIRS = """ýew:ев ýa:я ýu:ю ýü:ю ýo:ё ý:й bä:бя lä:ля mä:мя tä:тя ä:я ç:ч ş:ш ž:ж ň:н j:дж gül:гуль ül:юль ö:ё
ü:у a:а b:б d:д e:е f:ф g:г h:х i:и k:к l:л m:м n:н o:о p:п r:р s:с t:т u:у w:в y:ы z:з"""
_TK_CYRILLIC = tuple(pair.split(":") for pair in _TK_PAIRS.split())


def turkmen_to_english(name: str) -> str:
    """A Turkmen name as an English text has it."""
    text = unicodedata.normalize("NFC", name.lower())
    for letters, sound in (("ç", "ch"), ("ş", "sh"), ("ž", "zh"), ("ň", "n"), ("ý", "y"), ("w", "v")):
        text = text.replace(letters, sound)
    return capitals(plain(text))


def plain(name: str) -> str:
    """The name without its marks, as a form that takes only A to Z keeps it."""
    kept = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ł", "l"))
    return "".join(char for char in kept if not unicodedata.combining(char))


def cedilla(name: str) -> str:
    """Romanian with the letters of old keyboards (ş ţ)."""
    return name.translate(str.maketrans("șțȘȚ", "şţŞŢ"))


def capitals(text: str) -> str:
    """The first letter of each word large."""
    return re.sub(r"(?:^|(?<=[\s-]))\w", lambda found: found.group().upper(), text)
