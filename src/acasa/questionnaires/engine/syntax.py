"""Whether an expression of a form can be read at all, and what it names: XPath 1 as forms write it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<reference>\$\{[^}]*\})
  | (?P<number>\d+(?:\.\d*)?|\.\d+)
  | (?P<string>"[^"]*"|'[^']*')
  | (?P<name>[^\W\d][\w.\-]*(?::(?!:)[^\W\d][\w.\-]*)?)
  | (?P<symbol>\.\.|::|//|!=|<=|>=|[()\[\].@,/|+\-=<>*:])
)""",
    re.VERBOSE,
)
_OPERATORS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
_NODE_TYPES = ("comment", "text", "processing-instruction", "node")
_AXES = (
    "ancestor",
    "ancestor-or-self",
    "attribute",
    "child",
    "descendant",
    "descendant-or-self",
    "following",
    "following-sibling",
    "namespace",
    "parent",
    "preceding",
    "preceding-sibling",
    "self",
)
MAX_LENGTH = 20_000
MAX_DEPTH = 200


@dataclass
class Parsed:
    """What an expression names: functions with how many arguments they got, and questions."""

    functions: list[tuple[str, int]] = field(default_factory=list)
    references: list[str] = field(default_factory=list)


class NotReadable(ValueError):
    """It can't be read: `at` is the position from 1, `found` what stands there ("" at the end)."""

    def __init__(self, at: int, found: str) -> None:
        super().__init__(f"at {at}: {found}")
        self.at = at
        self.found = found


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


def _tokens(expression: str) -> list[_Token]:
    found: list[_Token] = []
    position = 0
    while expression[position:].strip():
        match = _TOKEN.match(expression, position)
        if match is None:
            begin = len(expression) - len(expression[position:].lstrip())
            raise NotReadable(begin + 1, expression[begin : begin + 12])
        kind = match.lastgroup or ""
        found.append(_Token(kind, match[kind], match.start(kind) + 1))
        position = match.end()
    return found


class _Reader:
    """Recursive descent, one method for each rule of the grammar."""

    def __init__(self, expression: str) -> None:
        self.tokens = _tokens(expression)
        self.index = 0
        self.depth = 0
        self.end = len(expression) + 1
        self.parsed = Parsed()

    def peek(self, ahead: int = 0) -> _Token:
        index = self.index + ahead
        return self.tokens[index] if index < len(self.tokens) else _Token("end", "", self.end)

    def take(self, *symbols: str) -> bool:
        token = self.peek()
        if token.kind in ("symbol", "name") and token.text in symbols:
            self.index += 1
            return True
        return False

    def must(self, symbol: str) -> None:
        if not self.take(symbol):
            self.fail()

    def fail(self) -> None:
        token = self.peek()
        raise NotReadable(token.at, token.text)

    def expression(self, level: int = 0) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH * len(_OPERATORS):
            raise NotReadable(self.peek().at, self.peek().text)
        if level == len(_OPERATORS):
            self.unary()
        else:
            self.expression(level + 1)
            while self.take(*_OPERATORS[level]):
                self.expression(level + 1)
        self.depth -= 1

    def unary(self) -> None:
        while self.take("-"):
            pass
        self.union()

    def union(self) -> None:
        self.path()
        while self.take("|"):
            self.path()

    def path(self) -> None:
        token, after = self.peek(), self.peek(1)
        called = (
            token.kind == "name"
            and after.text == "("
            and after.kind == "symbol"
            and token.text not in _NODE_TYPES
        )
        if token.kind in ("number", "string", "reference") or token.text == "(" or called:
            self.primary(called)
            self.predicates()
            if self.peek().text in ("/", "//") and self.peek().kind == "symbol":
                self.index += 1
                self.steps()
            return
        if self.take("/"):
            # The root alone.
            if self.starts_step():
                self.steps()
            return
        self.take("//")
        self.steps()

    def primary(self, called: bool) -> None:
        token = self.peek()
        self.index += 1
        if token.kind == "reference":
            self.parsed.references.append(token.text[2:-1].strip())
        elif called:
            self.must("(")
            arguments = 0
            if not self.take(")"):
                self.expression()
                arguments = 1
                while self.take(","):
                    self.expression()
                    arguments += 1
                self.must(")")
            self.parsed.functions.append((token.text, arguments))
        elif token.text == "(":
            self.expression()
            self.must(")")

    def starts_step(self) -> bool:
        token = self.peek()
        return token.kind in ("name", "reference") or token.text in (".", "..", "@", "*")

    def steps(self) -> None:
        self.step()
        while self.take("/", "//"):
            self.step()

    def step(self) -> None:
        if self.take("..", "."):
            # Devices also accept a condition after a point.
            self.predicates()
            return
        token = self.peek()
        if token.kind == "reference":
            self.index += 1
            self.parsed.references.append(token.text[2:-1].strip())
            self.predicates()
            return
        if not self.take("@") and token.kind == "name" and self.peek(1).text == "::":
            if token.text not in _AXES:
                self.fail()
            self.index += 2
        token = self.peek()
        if token.kind == "name":
            self.index += 1
            if token.text in _NODE_TYPES and self.take("("):
                if self.peek().kind == "string":
                    self.index += 1
                self.must(")")
            elif self.take(":"):
                self.must("*")
        elif not self.take("*"):
            self.fail()
        self.predicates()

    def predicates(self) -> None:
        while self.take("["):
            self.expression()
            self.must("]")


def parse(expression: str) -> Parsed:
    """What it names. Raises NotReadable."""
    if len(expression) > MAX_LENGTH:
        raise NotReadable(MAX_LENGTH, "")
    reader = _Reader(expression)
    try:
        reader.expression()
    except RecursionError:
        # Brackets within brackets: as deep as this server's own depth allows.
        raise NotReadable(reader.peek().at, reader.peek().text) from None
    if reader.peek().kind != "end":
        reader.fail()
    return reader.parsed
