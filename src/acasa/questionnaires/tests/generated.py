"""Forms and answers made by chance: expressions of every kind over questions of every kind."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

_WORDS = ("a", "b c", "Ana", "12", "-3", "2.5", "", "yes", "2024-02-29", "ă ș", "true", "0")
_CHOICES = ("one", "two", "three")

# Questions of each generated form, in order; what follows may look at what stands before.
_NUMBERS = ("${n1}", "${n2}", "${d1}")
_TEXTS = ("${t1}", "${t2}", "${s1}", "${m1}")


def _literal(text: str) -> str:
    return f"'{text}'"


def numbers(depth: int) -> st.SearchStrategy[str]:
    """An expression whose value is a number."""
    plain = st.one_of(
        st.sampled_from(_NUMBERS),
        st.integers(-20, 20).map(str),
        st.sampled_from(("0.5", "1.25", "3.0", "100")),
    )
    if depth == 0:
        return plain
    inner, texts, truths = numbers(depth - 1), strings(depth - 1), conditions(depth - 1)
    return st.one_of(
        plain,
        st.tuples(inner, st.sampled_from(("+", "-", "*", "div", "mod")), inner).map(
            lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"
        ),
        inner.map(lambda x: f"-{x}" if not x.startswith("-") else f"({x})"),
        inner.map(lambda x: f"round({x})"),
        st.tuples(inner, st.integers(0, 3)).map(lambda p: f"round({p[0]}, {p[1]})"),
        inner.map(lambda x: f"int({x})"),
        inner.map(lambda x: f"abs({x})"),
        texts.map(lambda x: f"string-length({x})"),
        texts.map(lambda x: f"number({x})"),
        texts.map(lambda x: f"count-selected({x})"),
        st.tuples(inner, inner).map(lambda p: f"min({p[0]}, {p[1]}, 1)"),
        st.tuples(truths, inner, inner).map(lambda p: f"if({p[0]}, {p[1]}, {p[2]})"),
        st.tuples(inner, inner).map(lambda p: f"coalesce({p[0]}, {p[1]})"),
    )


def strings(depth: int) -> st.SearchStrategy[str]:
    """An expression whose value is a text."""
    plain = st.one_of(st.sampled_from(_TEXTS), st.sampled_from(_WORDS).map(_literal))
    if depth == 0:
        return plain
    inner, whole, truths = strings(depth - 1), st.integers(-4, 6).map(str), conditions(depth - 1)
    return st.one_of(
        plain,
        st.tuples(inner, inner).map(lambda p: f"concat({p[0]}, {p[1]})"),
        st.tuples(inner, numbers(depth - 1)).map(lambda p: f"join('-', {p[0]}, {p[1]})"),
        st.tuples(inner, whole, whole).map(lambda p: f"substr({p[0]}, {p[1]}, {p[2]})"),
        st.tuples(inner, inner).map(lambda p: f"substring-before({p[0]}, {p[1]})"),
        st.tuples(inner, inner).map(lambda p: f"substring-after({p[0]}, {p[1]})"),
        inner.map(lambda x: f"normalize-space({x})"),
        inner.map(lambda x: f"translate({x}, 'an1', 'AN')"),
        numbers(depth - 1).map(lambda x: f"string({x})"),
        st.tuples(st.sampled_from(("${s1}", "${m1}")), st.integers(-1, 3)).map(
            lambda p: f"selected-at({p[0]}, {p[1]})"
        ),
        st.tuples(truths, inner, inner).map(lambda p: f"if({p[0]}, {p[1]}, {p[2]})"),
        st.tuples(inner, inner).map(lambda p: f"coalesce({p[0]}, {p[1]})"),
    )


def conditions(depth: int) -> st.SearchStrategy[str]:
    """An expression whose value is a truth."""
    compare = st.sampled_from(("=", "!=", "<", "<=", ">", ">="))
    plain = st.one_of(
        st.tuples(st.sampled_from(_NUMBERS), compare, st.integers(-5, 20)).map(
            lambda p: f"{p[0]} {p[1]} {p[2]}"
        ),
        st.tuples(st.sampled_from(_TEXTS), st.sampled_from(("=", "!=")), st.sampled_from(_WORDS)).map(
            lambda p: f"{p[0]} {p[1]} {_literal(p[2])}"
        ),
        st.tuples(st.sampled_from(("${s1}", "${m1}")), st.sampled_from(_CHOICES)).map(
            lambda p: f"selected({p[0]}, '{p[1]}')"
        ),
    )
    if depth == 0:
        return plain
    inner = conditions(depth - 1)
    return st.one_of(
        plain,
        st.tuples(inner, st.sampled_from(("and", "or")), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        inner.map(lambda x: f"not({x})"),
        st.tuples(numbers(depth - 1), compare, numbers(depth - 1)).map(lambda p: f"{p[0]} {p[1]} {p[2]}"),
        st.tuples(strings(depth - 1), st.sampled_from(("=", "!=")), strings(depth - 1)).map(
            lambda p: f"{p[0]} {p[1]} {p[2]}"
        ),
        st.tuples(strings(depth - 1), strings(0)).map(lambda p: f"contains({p[0]}, {p[1]})"),
        st.tuples(strings(depth - 1), strings(0)).map(lambda p: f"starts-with({p[0]}, {p[1]})"),
        strings(depth - 1).map(lambda x: f"regex({x}, '[a-z ]*')"),
        strings(depth - 1).map(lambda x: f"boolean({x})"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]}) = ({p[1]})"),
        st.tuples(inner, inner, inner).map(lambda p: f"checklist(1, 2, {p[0]}, {p[1]}, {p[2]})"),
    )


_HEAD = "| | type | name | label | relevant | constraint | calculation | required | choice_filter |"


@st.composite
def forms(draw: st.DrawFn) -> str:
    """A form as XLSForm in Markdown: the questions that expressions look at, then rules in groups and a repeat."""
    optional = st.one_of(st.just(""), conditions(1))
    constraint = st.one_of(
        st.just(""),
        st.tuples(st.sampled_from((">", "<", "!=")), numbers(1)).map(lambda p: f". {p[0]} {p[1]}"),
    )
    lines = [
        "| survey |",
        _HEAD,
        "| | integer | n1 | N1 | | . > -3 | | | |",
        "| | integer | n2 | N2 | ${n1} != 4 | | | | |",
        "| | decimal | d1 | D1 | | | | | |",
        "| | text | t1 | T1 | ${n1} > 0 or ${d1} > 0 | string-length(.) < 4 | | | |",
        "| | text | t2 | T2 | | | | | |",
        "| | select_one c | s1 | S1 | | | | | |",
        f"| | select_multiple c | m1 | M1 | {draw(st.sampled_from(('', '${t1} != ${t2}')))} | | | | "
        f"{draw(st.sampled_from(('', 'size > ${n1}', 'name != ${s1} and size < 3')))} |",
    ]
    for number in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(("calculate", "text", "integer", "calculate")))
        relevant, required = draw(optional), draw(st.one_of(st.just(""), conditions(0)))
        if kind == "calculate":
            value = draw(st.one_of(numbers(2), strings(2), conditions(2)))
            lines.append(f"| | calculate | x{number} | | {relevant} | | {value} | | |")
        else:
            lines.append(f"| | {kind} | x{number} | X | {relevant} | {draw(constraint)} | | {required} | |")
    lines += [
        f"| | begin group | g | G | {draw(optional)} | | | | |",
        "| | begin repeat | r | R | | | | | |",
        "| | integer | v | V | ${t2} != 'x' | | | | |",
        f"| | calculate | w | | | | ${{v}} + position(..) + {draw(numbers(1))} | | |",
        f"| | text | y | Y | ${{v}} > 1 or {draw(conditions(0))} | | | | |",
        "| | end repeat | | | | | | | |",
        "| | calculate | total | | | | sum(${v}) + count(${r}) | | |",
        "| | end group | | | | | | | |",
        "| | calculate | after | | | | concat(${total}, '/', join(',', ${y}), '/', sum(${w})) | | |",
        "| choices |",
        "| | list_name | name | label | size |",
        "| | c | one | One | 1 |",
        "| | c | two | Two | 2 |",
        "| | c | three | Three | 3 |",
    ]
    return "\n".join(lines) + "\n"


@st.composite
def answers(draw: st.DrawFn) -> dict[str, Any]:
    """Answers to such a form; some are missing."""
    words = st.sampled_from(_WORDS)
    found: dict[str, Any] = {
        "n1": draw(st.integers(-5, 20)),
        "n2": draw(st.integers(-5, 20)),
        "d1": draw(st.sampled_from((0.5, 2.5, -1.25, 10.0, 0.1))),
        "t1": draw(words),
        "t2": draw(words),
        "s1": draw(st.sampled_from(_CHOICES)),
        "m1": " ".join(draw(st.lists(st.sampled_from(_CHOICES), unique=True, max_size=3))),
        "g": {
            "r": [{"v": draw(st.integers(-2, 5)), "y": draw(words)} for _ in range(draw(st.integers(1, 3)))]
        },
    }
    for missing in draw(st.sets(st.sampled_from(("n1", "n2", "d1", "t1", "t2", "s1", "m1", "g")))):
        del found[missing]
    return found


# ------------------------------------------------------------------ occurrences within occurrences, and days

_DAYS = ("2024-02-29", "1970-01-01", "1999-12-31", "2026-03-14", "2030-07-01")


def _inside(*, deep: bool) -> st.SearchStrategy[str]:
    """An expression within a child, or within one of her illnesses: of itself, its siblings, what is around and all."""
    numbers_ = [
        "${age}",
        "${limit}",
        "position(..)",
        "sum(${cost})",
        "count(${kid})",
        "count(${ill})",
        "${total}",
    ]
    if deep:
        numbers_ = ["${cost}", "${age}", "${limit}", "position(..)", "position(../..)", "count(${kid})"]
    number = st.sampled_from(numbers_)
    day = st.sampled_from(("${born}", "${day}", "date('2024-02-29')"))
    return st.one_of(
        st.tuples(number, st.sampled_from(("+", "*", "-")), number).map(lambda p: f"{p[0]} {p[1]} {p[2]}"),
        st.tuples(number, number).map(lambda p: f"if({p[0]} > {p[1]}, {p[0]}, 'less')"),
        number.map(lambda n: f"indexed-repeat(${{age}}, ${{kid}}, 1) + {n}"),
        number.map(lambda n: f"concat(${{name}}, '-', {n})"),
        number.map(lambda n: f"jr:choice-name(${{kind}}, '${{kind}}') = 'One' or {n} > 3"),
        st.tuples(day, day).map(lambda p: f"{p[0]} - {p[1]}"),
        st.tuples(day, number).map(
            lambda p: f"if({p[0]} = '', '', format-date(date({p[0]} + 3), '%d.%m.%Y'))"
        ),
        st.tuples(day, day).map(lambda p: f"{p[0]} < {p[1]}"),
        st.tuples(day, day).map(lambda p: f"{p[0]} = {p[1]}"),
        day.map(lambda d: f"decimal-date-time({d})"),
    )


def _outside() -> st.SearchStrategy[str]:
    """An expression over all children and illnesses."""
    return st.sampled_from(
        (
            "sum(${age})",
            "sum(${cost})",
            "count(${kid})",
            "count(${ill})",
            "max(${age})",
            "min(${cost})",
            "join('/', ${name})",
            "join('/', ${what})",
            "count-non-empty(${name})",
            "indexed-repeat(${name}, ${kid}, 2)",
            "indexed-repeat(${what}, ${kid}, 2, ${ill}, 1)",
            "count(${kid}[age > 3])",
            "sum(${kid}[name != 'Ana']/age)",
            "concat(${kid}[position() = 1]/name, '!')",
            "count(${ill}[cost > ${limit}])",
            "string-length(join('', ${w}))",
            "checklist(1, 2, ${limit} > 2, count(${kid}) > 1)",
        )
    )


@st.composite
def nested_forms(draw: st.DrawFn) -> str:
    """A form with children, their illnesses and rules over both; the number of beds is counted by the form."""
    outside = st.one_of(st.just(""), _outside().map(lambda text: f"{text} != ''"))

    def one(*texts: str) -> str:
        return draw(st.sampled_from(texts))

    age, born = one("${limit}", "position(..)", "-1"), one("", "1 + 1", "position(..)", "${limit}")
    kind = one("", "${age} > 1", "${limit} > 2")
    offered = one("", "size > ${age}", "size = ${age}", "size <= ${limit} and name != ${name}")
    ill, cost = one("", "${age} > 2", "${kind} != 'two'"), one("${age}", "${limit}", "9")
    number_, within = one("", "position(..)", "${limit} + 1"), one("", "${total} > 2")
    lines = [
        "| survey |",
        "| | type | name | label | relevant | constraint | calculation | choice_filter | default | repeat_count |",
        "| | integer | limit | L | | | | | 2 | |",
        "| | date | day | D | | | | | | |",
        "| | begin repeat | kid | K | | | | | | |",
        "| | text | name | N | | | | | | |",
        f"| | integer | age | A | | . > {age} | | | {born} | |",
        "| | date | born | B | | . <= ${day} | | | | |",
        f"| | select_one c | kind | C | {kind} | | | {offered} | | |",
        f"| | begin repeat | ill | I | {ill} | | | | | |",
        "| | text | what | W | | | | | | |",
        f"| | integer | cost | C | | . < {cost} | | | | |",
        f"| | calculate | v | | | | {draw(_inside(deep=True))} | | | |",
        f"| | text | why | Y | {draw(_inside(deep=True))} | | | | | |",
        "| | end repeat | | | | | | | | |",
        "| | calculate | total | | | | sum(${cost}) | | | |",
        f"| | calculate | w | | {within} | | {draw(_inside(deep=False))} | | | |",
        f"| | text | z | Z | {draw(_inside(deep=False))} | | | | | |",
        "| | end repeat | | | | | | | | |",
        "| | begin repeat | bed | B | | | | | | ${limit} |",
        f"| | integer | no | N | | | | | {number_} | |",
        "| | calculate | on | | | | ${no} * 2 + count(${kid}) | | | |",
        "| | end repeat | | | | | | | | |",
    ]
    for number in range(draw(st.integers(1, 3))):
        lines.append(f"| | calculate | x{number} | | {draw(outside)} | | {draw(_outside())} | | | |")
    lines += [
        "| | calculate | beds | | | | sum(${on}) | | | |",
        "| choices |",
        "| | list_name | name | label | size |",
        "| | c | one | One | 1 |",
        "| | c | two | Two | 2 |",
        "| | c | three | Three | 3 |",
    ]
    return "\n".join(lines) + "\n"


@st.composite
def nested_answers(draw: st.DrawFn) -> dict[str, Any]:
    """Answers to such a form."""

    def some(values: dict[str, Any]) -> dict[str, Any]:
        missing = draw(st.sets(st.sampled_from(sorted(values)), max_size=2))
        return {name: value for name, value in values.items() if name not in missing}

    words, days = st.sampled_from(_WORDS), st.sampled_from(_DAYS)
    kids = []
    for _ in range(draw(st.integers(1, 3))):
        ills = [
            some({"what": draw(words), "cost": draw(st.integers(-2, 9)), "why": draw(words)})
            for _ in range(draw(st.integers(1, 2)))
        ]
        kids.append(
            some(
                {
                    "name": draw(words),
                    "age": draw(st.integers(-1, 6)),
                    "born": draw(days),
                    "ill": ills,
                    "z": draw(words),
                }
            )
        )
    return {
        "limit": draw(st.integers(1, 3)),
        **some({"day": draw(days), "bed": [{"no": draw(st.integers(0, 5))}]}),
        "kid": kids,
    }
