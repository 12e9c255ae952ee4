"""ODK's functions of texts."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from functools import lru_cache

import regex as patterns

from acasa.questionnaires.engine.expressions.builders import spread
from acasa.questionnaires.engine.expressions.parser import ExpressionError
from acasa.questionnaires.engine.expressions.paths import Builder, Compiled
from acasa.questionnaires.engine.expressions.tree import Evaluate
from acasa.questionnaires.engine.expressions.values import (
    EvaluationError,
    Value,
    to_index,
    to_text,
    to_whole,
)

# More than anybody says in an answer, and more than any form puts together.
LONGEST = 200_000


def substr(text: Value, start: Value, end: Value | None = None) -> str:
    string = to_text(text)
    size = len(string)
    begin, finish = to_index(to_whole(start)), size if end is None else to_index(to_whole(end))
    begin = begin + size if begin < 0 else begin
    finish = finish + size if finish < 0 else finish
    return string[min(max(0, begin), size) : min(max(0, finish), size)]


def before(text: Value, part: Value) -> str:
    string, sought = to_text(text), to_text(part)
    place = string.find(sought)
    return string[:place] if place >= 0 else ""


def after(text: Value, part: Value) -> str:
    string, sought = to_text(text), to_text(part)
    place = string.find(sought)
    return string[place + len(sought) :] if place >= 0 else ""


def translate(text: Value, letters: Value, others: Value) -> str:
    old, new = to_text(letters), to_text(others)
    table: dict[int, str] = {}
    for place, letter in enumerate(old):
        table.setdefault(ord(letter), new[place] if place < len(new) else "")
    return to_text(text).translate(table)


def join(separator: Value, parts: list[Value]) -> str:
    between, texts = to_text(separator), [to_text(each) for each in parts]
    # Forty questions that each say the former one twice would fill any memory.
    if sum(map(len, texts)) + len(between) * len(texts) > LONGEST:
        raise EvaluationError(f"This text is longer than {LONGEST} letters.")
    return between.join(texts)


def concat(arguments: list[Compiled]) -> Evaluate:
    parts = spread(arguments)
    return lambda context: join("", parts(context))


def joined(arguments: list[Compiled]) -> Evaluate:
    separator, parts = arguments[0].value, spread(arguments[1:])
    return lambda context: join(separator(context), parts(context))


_CATEGORIES = {
    r"\p{L}": r"[^\W\d_]",
    r"\p{Alpha}": "[A-Za-z]",
    r"\p{Digit}": "[0-9]",
    r"\p{Alnum}": "[A-Za-z0-9]",
    r"\p{Upper}": "[A-Z]",
    r"\p{Lower}": "[a-z]",
    r"\p{Punct}": r"[!-/:-@\[-`{-~]",
    r"\p{Space}": r"[ \t\n\x0b\f\r]",
}


# Seconds that one answer may cost: patterns repeated within repetitions try every way of cutting a text.
PATIENCE = 0.25
_BESIDE_A_CLASS = re.compile(r"(\\[wdsWDS])-(?=[^\]])")


@lru_cache(maxsize=512)
def pattern(text: str) -> patterns.Pattern[str]:
    """A regular expression as Java reads it. Raises EvaluationError."""
    flags = patterns.ASCII
    for category, letters in _CATEGORIES.items():
        if category in text:
            # Letters of every alphabet; such patterns seldom hold other classes.
            flags = patterns.UNICODE if category == r"\p{L}" else flags
            text = text.replace(f"[{category}", f"[{letters[1:-1]}" if letters[1] != "^" else f"[{category}")
            text = text.replace(category, letters)
    # Java takes a hyphen beside a class for a hyphen, as in the [\w-.] of every second form's e-mail address.
    text = _BESIDE_A_CLASS.sub(r"\1\\-", text)
    try:
        return patterns.compile(text, flags)
    except (patterns.error, OverflowError, RecursionError, ValueError) as error:
        raise EvaluationError(f"This pattern can't be read: {error}.") from error


def regex(arguments: list[Compiled]) -> Evaluate:
    text, fixed = arguments[0].value, arguments[1].constant
    if isinstance(fixed, str):
        try:
            compiled = pattern(fixed)
        except EvaluationError as error:
            raise ExpressionError("syntax", str(error), "regex") from error
            return lambda context: matches(compiled, to_text(text(context)))
    other = arguments[1].value
    return lambda context: matches(pattern(to_text(other(context))), to_text(text(context)))


def matches(compiled: patterns.Pattern[str], text: str) -> bool:
    """Whether the whole text fits. Raises EvaluationError for a naive pattern that would try for hours."""
    try:
        # In a thread's own time: the others of this process go on meanwhile.
        return compiled.fullmatch(text, timeout=PATIENCE, concurrent=True) is not None
    except TimeoutError:
        raise EvaluationError("This pattern takes too long over this answer.") from None


def of_self(function: Callable[[Value], Value]) -> Builder:
    """A function of its argument, or of the answer at which it stands."""

    def build(arguments: list[Compiled]) -> Evaluate:
        if arguments:
            call = arguments[0].value
            return lambda context: function(call(context))
        return lambda context: function(context.element.value if context.element.relevant else "")

    return build


def digest(text: Value, algorithm: Value, encoding: Value = "base64") -> str:
    name = to_text(algorithm).lower().replace("-", "")
    if name not in ("md5", "sha1", "sha256", "sha384", "sha512"):
        raise EvaluationError(f"digest() has no {to_text(algorithm)}.")
    found = hashlib.new(name, to_text(text).encode(), usedforsecurity=False).digest()
    how = to_text(encoding).lower()
    if how == "hex":
        return found.hex()
    if how == "base64":
        return base64.b64encode(found).decode()
    raise EvaluationError(f"digest() has no {how}.")


def decode(text: Value) -> str:
    try:
        return base64.b64decode(to_text(text), validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError) as error:
        raise EvaluationError("This text is no base64.") from error
