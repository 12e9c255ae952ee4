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
        st.tuples(st.sampled_from(_NUMBERS), compare, st.integers(-5, 20)).map(lambda p: f"{p[0]} {p[1]} {p[2]}"),
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
        st.just(""), st.tuples(st.sampled_from((">", "<", "!=")), numbers(1)).map(lambda p: f". {p[0]} {p[1]}")
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
            lines.append(
                f"| | {kind} | x{number} | X | {relevant} | {draw(constraint)} | | {required} | |"
            )
    lines += [
        f"| | begin group | g | G | {draw(optional)} | | | | |",
        "| | begin repeat | r | R | | | | | |",
        "| | integer | v | V | ${v0} != 'x' | | | | |".replace("${v0}", "${t2}"),
        f"| | calculate | w | | | | ${{v}} + position(..) + {draw(numbers(1))} | | |",
        f"| | text | y | Y | ${{v}} > 1 or {draw(conditions(0))} | | | | |",
        "| | end repeat | | | | | | | |",
        "| | calculate | total | | | | sum(${v}) + count(${r}) | | |",
        "| | end group | | | | | | | |",
        "| | calculate | after | | | | concat(${total}, '/', join(',', ${y}), '/', max(${w}, 0)) | | |".replace(
            "max(${w}, 0)", "sum(${w})"
        ),
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
            "r": [
                {"v": draw(st.integers(-2, 5)), "y": draw(words)} for _ in range(draw(st.integers(1, 3)))
            ]
        },
    }
    for missing in draw(st.sets(st.sampled_from(("n1", "n2", "d1", "t1", "t2", "s1", "m1", "g")))):
        del found[missing]
    return found
