"""One cell into one value: codes, phones, yes and no, numbers, names. Nothing typed is lost on the way.

A reader takes a cell and gives an `Outcome`: a value, or the typed text to keep sealed as imported, or both.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from acasa.cases.imports.dates import Birth, Order, Read, read_age, read_birth, read_date
from acasa.cases.imports.fields import Field
from acasa.cases.imports.people import People, read_full_name
from acasa.cases.imports.problems import Problem, shown
from acasa.cases.imports.workbook import Cell
from acasa.vocabularies import Vocabulary, fold, folded, load


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone as it was typed, and its digits (with a leading + if it had one) for comparing."""

    typed: str
    dial: str

    def __str__(self) -> str:
        return self.typed


@dataclass(frozen=True, slots=True)
class FullName:
    """A whole name and, where they are clear, its parts."""

    typed: str
    given: str = ""
    family: str = ""
    patronymic: str = ""

    def __str__(self) -> str:
        return self.typed


Value = str | int | bool | dt.date | Birth | FullName | tuple[str, ...] | tuple[Phone, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a cell. `keep` is typed text that found no place and is sealed as imported."""

    value: Value | None = None
    keep: str = ""
    problems: tuple[Problem, ...] = ()


Reader = Callable[[Cell], Outcome]

# What people type for "nothing": kept as typed, without a complaint.
NOTHING: Final = frozenset(
    {"", "-", "—", "–", "--", "?", "??", ".", "/", "x"}
    | {
        "n/a",
        "na",
        "n.a.",
        "#n/a",
        "null",
        "nil",
        "none",
        "unknown",
        "not known",
        "necunoscut",
        "necunoscută",
        "nu se știe",
        "nu se cunoaște",
        "lipsă",
        "lipsește",
        "nespecificat",
        "nu este",
        "нет данных",
        "неизвестно",
        "неизв.",
        "не указано",
        "не известно",
        "н/д",
        "нет",
    }
)

_YES: Final = folded("yes y true da d да д истина adevărat oui ja si 1 x v ok agreed согласна согласен acord")
_NO: Final = folded("no n false nu нет н ложь fals non 0 refused отказ отказалась отказался refuz refuză")
# A refusal that is misread would keep what she did not agree to: its phrases are known whole.
_REFUSALS: Final = frozenset(
    map(
        fold,
        (
            "a refuzat",
            "refuzat",
            "nu este de acord",
            "fără acord",
            "nu a dat acordul",
            "нет согласия",
            "не согласна",
            "не согласен",
            "did not agree",
            "not agreed",
            "no consent",
            "declined",
        ),
    )
)
_TICKS: Final = {"✓": True, "✔": True, "☑": True, "+": True, "✗": False, "✘": False, "☐": False}

_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]{2,}")
_PHONE = re.compile(r"\+?[\d\s().\-–/]{5,40}")
_ROUNDED = re.compile(r"\d[.,]\d+e\+?\d+", re.IGNORECASE)
_SEPARATORS = re.compile(r"([;,|\n\r\t/]+| и | și | and )")
_LONGEST_RUN: Final = 11  # six texts and the five separators between them


def text_of(cell: Cell) -> str:
    """A cell as a person would read it."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def reader_for(field: Field, *, order: Order, today: dt.date, people: People, family_first: bool) -> Reader:
    """The reader for a column mapped to `field`. `order` is the column's order of dates."""

    def text(cell: Cell) -> Outcome:
        return read_text(cell, field.longest)

    def dated(read: Callable[[Cell], Read]) -> Reader:
        def outcome(cell: Cell) -> Outcome:
            return _from_read(cell, read(cell))

        return outcome

    if field.kind in ("code", "codes"):
        vocabulary = load(field.vocabulary)
        return lambda cell: read_codes(cell, vocabulary, several=field.kind == "codes")
    readers: dict[str, Reader] = {
        "text": text,
        "long_text": text,
        "full_name": lambda cell: _full_name(cell, family_first=family_first, longest=field.longest),
        "birth": dated(lambda cell: read_birth(cell, order, today)),
        "age": lambda cell: replace(_from_read(cell, read_age(cell, today)), keep=text_of(cell)),
        "date": dated(lambda cell: read_date(cell, order, today)),
        "phone": read_phones,
        "email": read_emails,
        "yes_no": read_yes_no,
        "number": read_number,
        "worker": lambda cell: _worker(cell, people),
    }
    return readers[field.kind]


def read_text(cell: Cell, longest: int) -> Outcome:
    """Text as typed, without the spaces around it. A leading = or + stays text: nothing is ever computed."""
    text = text_of(cell)
    if len(text) > longest:
        return Outcome(None, text, (Problem("text_too_long", params={"limit": longest}),))
    return Outcome(text or None)


def read_codes(cell: Cell, vocabulary: Vocabulary, *, several: bool) -> Outcome:
    """The codes that a cell means: codes, labels in any language, aliases; several by ; , / line or space."""
    text = text_of(cell)
    whole = vocabulary.find(text)
    if whole is not None:
        return Outcome((whole.code,) if several else whole.code)
    if _is_nothing(text):
        return Outcome(keep=text)
    codes, unknown = _longest_matches(_SEPARATORS.split(text), vocabulary)
    if unknown and not codes:
        spaced = text.split()
        by_space = [vocabulary.find(word) for word in spaced]
        if len(spaced) > 1 and all(by_space):
            codes, unknown = [found.code for found in by_space if found], []
    codes = list(dict.fromkeys(codes))
    if not several and len(codes) > 1:
        return Outcome(None, text, (Problem("several_codes", params={"value": shown(text)}),))
    problems = tuple(Problem("unknown_code", params={"value": shown(part)}) for part in unknown)
    value: Value | None = (tuple(codes) if several else codes[0]) if codes else None
    # Also what says nothing ("high; -") is kept beside what was understood.
    whole_text = unknown or not codes or any(_is_nothing(part) for part in _parts(text))
    return Outcome(value, text if whole_text else "", problems)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _SEPARATORS.split(text)[::2] if part.strip()]


def _longest_matches(pieces: list[str], vocabulary: Vocabulary) -> tuple[list[str], list[str]]:
    """(codes, texts not understood) of a cell cut at its separators, which stand between the texts. Labels may
    hold separators themselves ("Agriculture, forestry and fishing"), so the longest run that is one wins."""
    codes: list[str] = []
    unknown: list[str] = []
    at = 0
    while at < len(pieces):
        for end in range(min(len(pieces), at + _LONGEST_RUN), at, -2):
            found = vocabulary.find("".join(pieces[at:end]))
            if found is not None:
                codes.append(found.code)
                at = end + 1
                break
        else:
            text = pieces[at].strip()
            if not _is_nothing(text):
                unknown.append(text)
            at += 2
    return codes, unknown


def read_phones(cell: Cell) -> Outcome:
    """Telephones, kept as typed. Several stand apart by ; , | or a new line. Words beside a number ("sister,
    after 18") stay with it. A number that the spreadsheet has shortened is told."""
    text = text_of(cell)
    if isinstance(cell, bool | dt.date | dt.time) or _is_nothing(text):
        return Outcome(keep=text)
    if _ROUNDED.fullmatch(text) or (isinstance(cell, float) and not cell.is_integer()):
        return Outcome(None, text, (Problem("phone_rounded", params={"value": shown(text)}),))
    if isinstance(cell, int | float):
        text = str(int(cell))
        value = (Phone(text, text),)
        return Outcome(value, "", (Problem("phone_was_number", params={"value": text}),))
    if len(text) > 300:
        return Outcome(None, text, (Problem("phone_odd", params={"value": shown(text)}),))
    pieces = [piece.strip() for piece in re.split(r"[;,|\n\r]+", text) if piece.strip()]
    if not all(_PHONE.fullmatch(piece) for piece in pieces):
        pieces = [text]  # words among the numbers: cutting would part a number from whose it is
    phones = tuple(Phone(piece, _dial(piece)) for piece in pieces)
    if not any(len(phone.dial) >= 5 for phone in phones):
        return Outcome(None, text, (Problem("phone_odd", params={"value": shown(text)}),))
    return Outcome(phones)


def _dial(text: str) -> str:
    """Digits of the first number in a text: "+373 (69) 123-456 sister" -> "+37369123456"."""
    found = re.search(r"\+?\d[\d\s().\-–/]{3,}\d", text)
    if found is None:
        return ""
    digits = "".join(letter for letter in found[0] if letter.isdigit())
    return ("+" if found[0].startswith("+") else "") + digits


def read_emails(cell: Cell) -> Outcome:
    text = text_of(cell)
    if _is_nothing(text):
        return Outcome(keep=text)
    pieces = [piece for piece in re.split(r"[;,\s]+", text) if piece]
    if pieces and all(_EMAIL.fullmatch(piece) for piece in pieces):
        return Outcome(tuple(pieces))
    return Outcome(None, text, (Problem("not_an_email", params={"value": shown(text)}),))


def read_yes_no(cell: Cell) -> Outcome:
    if isinstance(cell, bool):
        return Outcome(cell)
    text = text_of(cell)
    if text in _TICKS:
        return Outcome(_TICKS[text])
    folded = fold(text)
    if folded in _YES:
        return Outcome(True)
    if folded in _NO or folded in _REFUSALS:
        return Outcome(False)
    if _is_nothing(text):
        return Outcome(keep=text)
    return Outcome(None, text, (Problem("not_yes_no", params={"value": shown(text)}),))


def read_number(cell: Cell) -> Outcome:
    """A whole number from 0 to 200: children, years."""
    text = text_of(cell)
    found = re.fullmatch(
        r"(\d{1,3})(?:[.,]0+)?(?:\s*(?:years?|ani|лет|года?|copii|copil|children|дет\w+))?", text
    )
    if found is not None and int(found[1]) <= 200:
        return Outcome(int(found[1]))
    if _is_nothing(text):
        return Outcome(keep=text)
    return Outcome(None, text, (Problem("not_a_number", params={"value": shown(text)}),))


def _worker(cell: Cell, people: People) -> Outcome:
    text = text_of(cell)
    found = people.find(text)
    if len(found) == 1:
        return Outcome(found[0])
    if _is_nothing(text):
        return Outcome(keep=text)
    code = "worker_twice" if found else "unknown_worker"
    return Outcome(None, text, (Problem(code, params={"value": shown(text)}),))


def _full_name(cell: Cell, *, family_first: bool, longest: int) -> Outcome:
    outcome = read_text(cell, longest)
    if not isinstance(outcome.value, str):
        return outcome
    parts = read_full_name(outcome.value, family_first=family_first)
    if parts is None:
        problem = Problem("name_not_split", params={"value": shown(outcome.value)})
        return Outcome(FullName(outcome.value), "", (problem,))
    return Outcome(FullName(outcome.value, *parts))


def _from_read(cell: Cell, read: Read) -> Outcome:
    text = text_of(cell)
    if read.value is None:
        if _is_nothing(text):
            return Outcome(keep=text)
        return Outcome(None, text, (read.problem,) if read.problem else ())
    if read.problem is None:
        return Outcome(read.value)
    # What was understood with a doubt is kept as typed too, so that it can be looked up.
    return Outcome(read.value, text, (read.problem,))


def _is_nothing(text: str) -> bool:
    return text.casefold() in NOTHING


def with_place(outcome: Outcome, column: str) -> Outcome:
    """The outcome with its problems pinned to a column."""
    if not outcome.problems:
        return outcome
    return replace(outcome, problems=tuple(replace(problem, column=column) for problem in outcome.problems))
