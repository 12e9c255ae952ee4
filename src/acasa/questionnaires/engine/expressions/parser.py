"""XPath as forms write it: elementpath's XPath 1 parser with ODK's functions instead of its own.

Only its grammar is used. What the tokens mean is ours (`compiling`): its comparisons, numbers and dates are those of
the standard, and devices follow another.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from elementpath import XPath1Parser
from elementpath.exceptions import ElementPathError

from acasa.questionnaires.engine.expressions.names import ARITY

_STRINGS = re.compile(r"'[^']*'|\"[^\"]*\"")
_CALL = re.compile(r"(?<![\w.\-:])([^\W\d][\w.\-]*(?::[^\W\d][\w.\-]*)?)\s*\(")
# Words before a bracket that are no function.
_OPERATORS = frozenset({"and", "or", "div", "mod"})
# A colon would make the parser look for a namespace.
_PLAIN = {"jr:choice-name": "jr-choice-name", "jr:itext": "jr-itext"}
ORIGINAL = {plain: name for name, plain in _PLAIN.items()}


class ExpressionError(ValueError):
    """An expression that can't be used. `code`: "syntax", "function" or "arguments"; `name` the function's."""

    def __init__(self, code: str, message: str, name: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.name = name


class OdkParser(XPath1Parser):
    """The grammar of XPath 1 with ODK's functions."""

    symbol_table = dict(XPath1Parser.symbol_table)
    tokenizer = None
    # A path may begin with a call: current()/../age.
    PATH_STEP_LABELS = (*XPath1Parser.PATH_STEP_LABELS, "function")

    def parse(self, source: str) -> Any:
        """The tree of tokens. The standard parser would also try to evaluate it, with its own meanings."""
        if self.tokenizer is None:
            type(self).tokenizer = self.create_tokenizer(self.symbol_table)
        return super(XPath1Parser, self).parse(source)


def _chained(self: Any, left: Any) -> Any:
    """A comparison may follow another, as in XPath 1 and in ODK."""
    self[:] = left, self.parser.expression(rbp=self.rbp)
    return self


def _register() -> None:
    for symbol in ("=", "!=", "<", "<=", ">", ">="):
        power = 28 if symbol in ("=", "!=") else 30
        base = XPath1Parser.symbol_table[symbol]
        body = {"lbp": power, "rbp": power, "led": _chained}
        OdkParser.symbol_table[symbol] = type(f"Odk{base.__name__}", (base,), body)
    for symbol, token in XPath1Parser.symbol_table.items():
        if getattr(token, "label", "") in ("function", "kind test"):
            OdkParser.symbol_table.pop(symbol, None)
    for name in ARITY:
        OdkParser.function(_PLAIN.get(name, name), nargs=(0, None))


_register()


def blank_strings(text: str) -> str:
    """The expression with its quoted texts blanked out, of the same length."""
    return _STRINGS.sub(lambda found: "'" + "_" * (len(found[0]) - 2) + "'", text)


def functions(text: str) -> list[str]:
    """Names of the functions that an expression calls, in order."""
    return [name for name in _CALL.findall(blank_strings(text)) if name not in _OPERATORS]


@lru_cache(maxsize=4096)
def parse(text: str) -> Any:
    """The tree of an expression. Raises ExpressionError, which names a function that we don't have."""
    bare = blank_strings(text)
    for name in functions(text):
        if name not in ARITY:
            raise ExpressionError("function", f"There is no function {name}().", name)
    for name, plain in _PLAIN.items():
        for place in reversed([found.start() for found in re.finditer(re.escape(name), bare)]):
            text = text[:place] + plain + text[place + len(name) :]
    try:
        tree = OdkParser().parse(text)
    except (ElementPathError, SyntaxError, ValueError, TypeError, KeyError, RecursionError) as error:
        words = getattr(error, "message", None) or str(error)
        raise ExpressionError("syntax", f"This can't be read: {words}") from error
    return tree
