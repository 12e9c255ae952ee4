"""Fold one word of a name, in any spelling, to a few sound-like forms that other spellings fold to as well.

The alphabet of a form is a to z, with five letters for sounds that spellings disagree about: `c` is ч (ch, ç, ci),
`w` is ш and щ (sh, ș, ş), `q` is ц (ts, ț), `j` is ж and дж (zh, ž, j, gi), `h` is х (kh, h). One Latin spelling can
mean several sounds ("ch" is к in Romanian, ч in English, х in Polish), so a word folds to up to four forms: one for
each convention that its letters allow.
"""

from __future__ import annotations

import re
import unicodedata

MAX_FORMS = 4
MAX_WORD = 24

# Sounds stand in capitals until the end, so that no later rule reads them as letters.
_CYRILLIC = {
    "а": "A", "б": "B", "в": "V", "г": "G", "ґ": "G", "д": "D", "е": "E", "ё": "<", "є": "E", "ж": "J", "з": "Z",
    "и": "I", "і": "I", "ї": "I", "й": "I", "к": "K", "л": "L", "м": "M", "н": "N", "о": "O", "п": "P", "р": "R",
    "с": "S", "т": "T", "у": "U", "ў": "U", "ф": "F", "х": "H", "ц": "Q", "ч": "C", "ш": "W", "щ": "W", "ъ": "",
    "ы": "I", "ь": "", "э": "E", "ю": "IU", "я": "IA",
    # Moldovan, Turkmen and neighbouring alphabets.
    "ӂ": "J", "җ": "J", "ң": "N", "ө": "O", "ү": "U", "ұ": "U", "ә": ">", "ғ": "G", "қ": "K", "һ": "H", "ҳ": "H",
    "ҷ": "J", "ӣ": "I", "ӯ": "U", "ј": "I", "љ": "L", "њ": "N", "ћ": "C", "ђ": "J", "џ": "J", "ѓ": "G", "ќ": "K",
    "ӑ": "A", "ѣ": "E",
}  # fmt: skip
_MARKED = {
    "ș": "W", "ş": "W", "š": "W", "ś": "W", "ŝ": "W", "$": "W", "¢": "W", "ț": "Q", "ţ": "Q", "č": "C", "ć": "C",
    "ç": "C", "ž": "J", "ż": "J", "£": "J", "ź": "Z", "ñ": "N", "ň": "N", "ń": "N", "ł": "L", "ý": "I", "ÿ": "I",
    "î": "I", "ı": "I", "ö": "O", "ü": "U", "ğ": "G", "ß": "S", "ø": "O", "đ": "D", "æ": "E", "¥": "I", "è": "E",
    "ì": "I", "ò": "O", "ù": "U", "û": "IU", "ê": "E", "ë": "<",
    "â": "^", "ă": "@", "ä": ">",
}  # fmt: skip
# Letters with several readings, the best guess first: each makes a form (Russian writes Turkmen ä as а, я or е).
_READINGS = {"<": ("IO", "E"), "^": ("I", "A"), "@": ("A", "E"), ">": ("A", "IA", "E")}

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼʹʺ`´\"“”„«»\u0301\u0300"), "")
_CYRILLIC_LETTER = re.compile("[\u0400-\u052f]")
_LATIN_LETTER = re.compile("[a-z\u00df-\u024f]")
# Latin letters that look like Cyrillic ones, and the other way round: mixed words come from copied documents.
_TO_CYRILLIC = str.maketrans("aceopxyikmhbt", "асеорхуикмнвт")
_TO_LATIN = str.maketrans("асеорхуікмнвтјѕ", "aceopxyikmhbtjs")

_COMMON = (
    ("shch", "W"), ("sch", "%"), ("tsch", "C"), ("tch", "C"), ("dzh", "J"), ("dj", "J"), ("sh", "W"), ("zh", "J"),
    ("kh", "H"), ("gh", "G"), ("ph", "F"), ("th", "T"), ("ts", "Q"), ("tz", "Q"), ("cz", "C"), ("sz", "W"),
    ("ck", "K"), ("qu", "KV"), ("x", "KS"), ("w", "V"), ("y", "I"),
)  # fmt: skip
_FRONT = "(?=[eiEI<^>y])"
_Rule = tuple[re.Pattern[str], str]


def _rules(*pairs: tuple[str, str]) -> tuple[_Rule, ...]:
    return tuple((re.compile(pattern), sound) for pattern, sound in pairs)


_ROMANIAN = _rules(
    (f"%{_FRONT}", "SK"), ("%", "W"), (f"ch{_FRONT}", "K"), ("ch", "C"), (f"c{_FRONT}", "C"), ("[cq]", "K"),
    (f"g{_FRONT}", "J"), ("j", "J"),
)  # fmt: skip
_ENGLISH = _rules(("%", "W"), ("ch", "C"), (f"c{_FRONT}", "S"), ("[cq]", "K"), ("j", "J"))
_SCHOLARLY = _rules(("%", "W"), ("ch", "H"), ("c", "Q"), ("q", "K"), ("j", "I"))

_ONLY_ROMANIAN = re.compile("[șțăâî]")
_ONLY_MARKED = re.compile("[ýňäöüçšžč]")
_ONLY_ENGLISH = re.compile("sh|zh|kh")

_VOWELS = "aeiou"
_DOUBLED = re.compile(r"(.)\1+")
_IOTATED = re.compile(r"(?<=[^aeiou])iu")
_EA = re.compile(r"(?<=[^aeiou])ea")
_SOFT = re.compile(r"(?<=[cjw])i(?=[aeou])")
_IO = re.compile(r"(?<=[^aeioucjw])(?<!^v)io")
_OFF = re.compile(r"o(?:ff|f|w)$")


def words(text: str) -> list[str]:
    """The words of a name, small letters, as they are written: `Ана-Мария` is two."""
    plain = unicodedata.normalize("NFC", text.lower()).translate(_APOSTROPHES)
    kept = "".join(char if char.isalnum() or char in "$¢£¥" else " " for char in plain)
    return [word[:MAX_WORD] for word in kept.split()]


def fold_word(word: str) -> tuple[str, ...]:
    """One to four forms of a word from `words`, the likeliest first; empty for a word without letters."""
    cyrillic = len(_CYRILLIC_LETTER.findall(word))
    latin = len(_LATIN_LETTER.findall(word))
    if cyrillic and latin:
        word = word.translate(_TO_CYRILLIC if cyrillic >= latin else _TO_LATIN)
    sounds = "".join(map(_sound, word))
    forms: dict[str, None] = {}
    for convention in _conventions(word) if latin else (None,):
        for reading in _readings(_spell(sounds, convention)):
            settled = _settle(reading)
            forms.setdefault(settled)
    # ё is mostly written е, and spelt out as io, yo or jo elsewhere.
    for form in tuple(forms):
        if "io" in form:
            forms.setdefault(_DOUBLED.sub(r"\1", _IO.sub("e", form)))
    return tuple(form for form in forms if form)[:MAX_FORMS]


def skeleton(form: str) -> str:
    """What of a form survives careless spelling: consonants in loose classes, an `a` for a vowel at the start."""
    bones = form[1:].translate(_BONES).replace("sc", "s")
    first = form[:1]
    return "a" + bones if first in _VOWELS else first.translate(_BONES) + bones


# Voiced and voiceless are one: Гладков is heard as Глатков, Gurban is Курбан in Russian.
_BONES = str.maketrans("wzqdfgbh", "ssttvkpk", _VOWELS)


def _sound(char: str) -> str:
    known = _CYRILLIC.get(char) or _MARKED.get(char)
    if known is not None or char in _CYRILLIC:
        return known or ""
    if "a" <= char <= "z":
        return char
    base = unicodedata.normalize("NFKD", char)[0]
    if base == char:
        return char.upper()  # another script: kept as it is
    return base if "a" <= base <= "z" else _CYRILLIC.get(base, base.upper())


def _conventions(word: str) -> tuple[tuple[_Rule, ...], ...]:
    if _ONLY_ROMANIAN.search(word):
        return (_ROMANIAN,)
    if _ONLY_MARKED.search(word):
        return (_ENGLISH, _SCHOLARLY)
    if _ONLY_ENGLISH.search(word):
        return (_ENGLISH,)
    return (_ENGLISH, _ROMANIAN, _SCHOLARLY)


def _spell(sounds: str, convention: tuple[_Rule, ...] | None) -> str:
    if convention is None:
        return sounds
    sounds = _OFF.sub("ov", sounds)
    for letters, sound in _COMMON:
        sounds = sounds.replace(letters, sound)
    for pattern, sound in convention:
        sounds = pattern.sub(sound, sounds)
    return sounds.upper()


def _readings(sounds: str) -> list[str]:
    readings = [sounds]
    for mark, choices in _READINGS.items():
        if mark in sounds:
            readings = [reading.replace(mark, choice) for reading in readings for choice in choices]
    return readings


def _settle(sounds: str) -> str:
    form = _DOUBLED.sub(r"\1", sounds.lower())
    form = _EA.sub("ia", form.replace("ie", "e"))
    form = _IOTATED.sub("u", form)
    form = _DOUBLED.sub(r"\1", _SOFT.sub("", form))
    for written, spoken in (("wc", "w"), ("tq", "q"), ("ts", "q"), ("dj", "j"), ("tc", "c")):
        form = form.replace(written, spoken)
    return _DOUBLED.sub(r"\1", form)
