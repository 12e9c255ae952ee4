"""Coordinates of persons are refused, wherever they stand: they would lead an exploiter to her door.

A column is refused by its name or by its cells. In a column that is kept, the coordinates or the map link in a
cell are cut out, and the rest of the text stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from acasa.cases.imports.htcds import field_of
from acasa.cases.imports.workbook import Cell
from acasa.vocabularies import fold, folded

# What stands in place of what was cut out; it needs no translation.
CUT: Final = "[…]"

_TOKENS = re.compile(r"[^\W\d_]+(?:3words)?")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NAMES = folded(
    "latitude longitude latitudine longitudine latitudinea longitudinea lat lng gps coordinate coordinates "
    "coords coord coordonate coordonatele coordonată geolocation geolocație geopoint geohash latlon "
    "latlng latlong lonlat gpscoordinates what3words pluscode geolocalizare "
    "широта долгота координаты координата геолокация геометка геопозиция gpsкоординаты"
)
# Words that mean coordinates only when nothing else is said: "How long …" is a question.
_WEAK = folded("long lon geo x y altitude altitudine высота accuracy precision точность")
_FILLERS = folded("home house address decimal degrees deg location point position")

_PAIR = r"[-+−]?\d{1,3}[.,]\d{%s,}\s*°?\s*[NSEWnsew]?\s*[,;/|\s]\s*[-+−]?\d{1,3}[.,]\d{%s,}°?\s*[NSEWnsew]?"
_WHOLE = re.compile(r"\W*(?:POINT\s*)?\W*" + _PAIR % (3, 3) + r"(?:\s+[-\d.]+){0,2}\W*", re.IGNORECASE)
_INSIDE = re.compile(
    "|".join(
        (
            r"(?<![\d.,])" + _PAIR % (4, 4) + r"(?![\d.,]\d)",
            r"\d{1,3}\s*°\s*\d{1,2}(?:[.,]\d+)?\s*[′'’´](?:\s*\d{1,2}(?:[.,]\d+)?\s*(?:[″\"”]|''))?\s*[NSEWСЮВЗ]?",
            r"geo:[-\d.]+,[-\d.]+\S*",
            r"(?:https?://)?(?:[\w.-]*\.)?(?:google\.[a-z.]{2,6}/maps|maps\.google\.|goo\.gl/maps|maps\.app\.goo\.gl|"
            r"openstreetmap\.org|osm\.org|yandex\.[a-z.]{2,6}/maps|maps\.yandex\.|maps\.apple\.com|waze\.com|2gis\.|"
            r"what3words\.com|w3w\.co|plus\.codes)\S*",
            r"///[^\W\d_]+\.[^\W\d_]+\.[^\W\d_]+",
            r"\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b",
        )
    ),
    re.IGNORECASE,
)
_ONE = re.compile(r"[-+−]?\d{1,3}[.,]\d{4,}")
# A cell without any of these cannot hold coordinates; most cells are let through by this alone.
_HINT = re.compile(
    r"\d[.,]\d|°|///|\+[23456789CFGHJMPQRVWX]|geo:|maps|osm|openstreetmap|waze|2gis|w3w|what3|plus\.codes",
    re.IGNORECASE,
)

_MOSTLY: Final = 0.6
_ENOUGH: Final = 3


def is_coordinate_name(header: str) -> bool:
    """True for the name of a column of coordinates, in the languages that we know or in HTCDS."""
    field = field_of(header)
    if field is not None:
        return field.refused
    words = [fold(word) for word in _TOKENS.findall(_CAMEL.sub(" ", header))]
    if any(word in _NAMES for word in words) or fold(header) in _NAMES:
        return True
    known = _WEAK | _FILLERS
    if words in (["x"], ["y"]):  # a column of ticks, as likely
        return False
    return any(word in _WEAK for word in words) and all(word in known for word in words)


def is_coordinate_column(cells: Iterable[Cell]) -> bool:
    """True when most filled cells are nothing but coordinates, pairs or halves of pairs."""
    filled = pairs = halves = 0
    for cell in cells:
        if cell is None:
            continue
        filled += 1
        if isinstance(cell, str):
            text = cell.strip()
            pairs += is_coordinates(text)
            halves += bool(_ONE.fullmatch(text)) and _within(text)
        elif isinstance(cell, float):
            halves += bool(_ONE.fullmatch(repr(cell))) and abs(cell) <= 180
    if pairs and pairs >= filled * _MOSTLY:
        return True
    return halves >= _ENOUGH and halves >= filled * _MOSTLY


def is_coordinates(text: str) -> bool:
    """True when the whole text is coordinates or a map link."""
    if not _HINT.search(text):
        return False
    if _WHOLE.fullmatch(text):
        return True
    rest = _INSIDE.sub("", text)
    return rest != text and not any(letter.isalnum() for letter in rest if letter not in "NSEWnsew")


def cut(text: str) -> tuple[str, bool]:
    """(`text` without coordinates and map links, was anything cut?)."""
    if not _HINT.search(text):
        return text, False
    if is_coordinates(text.strip()):
        return "", True
    clean = _INSIDE.sub(CUT, text)
    return clean, clean != text


def _within(text: str) -> bool:
    return abs(float(text.replace(",", ".").replace("−", "-"))) <= 180
