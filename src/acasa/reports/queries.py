"""Counting over the sealed caseload, and what of it may be shown. Nothing else leaves this module."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl
from django.conf import settings

from acasa.cases import columns as facets
from acasa.cases import rules as cases
from acasa.cases.models import Case
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.questionnaires import catalogue
from acasa.questionnaires import rules as questionnaires
from acasa.questionnaires.engine.model import Form, Node
from acasa.questionnaires.models import FormVersion
from acasa.reports import counted, rules
from acasa.reports.scales import Scale, expression, half, in_order, numbered, scale
from acasa.vault import caseload, folders
from acasa.vault.keyring import Keyring, OpenRing

# Fields of which everybody has one value, and of which people may have several.
ONE: Final = ("stage", "opened", "age", "gender", "country", "nationality", "status")
SEVERAL: Final = ("exploitation",)
# When something was named, as columns of what was named; and when a questionnaire was answered.
WHEN: Final = ("stage_named", "year_named", "half_named")
ANSWERED: Final = "year_answered"
ROWS: Final = (*counted.NAMED, *SEVERAL, *ONE)
COLUMNS: Final = (*WHEN, *ONE, *SEVERAL)
FILTERS: Final = ("stage", "opened", "age", "exploitation", "named")
QUESTION: Final = "question"
ALL: Final = "all"
# The years for which answers are looked up.
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Wanted:
    """A table: what stands in its rows, by what it is crossed, and to which part of the caseload it is narrowed.

    `rows` is one of ROWS or "question", then with the form's reference and the question's path. `columns` "" for none.
    Filters: code by name; "named" is the year in which a challenge, barrier or need was named.
    """

    rows: str = counted.NAMED[0]
    columns: str = ""
    form: str = ""
    path: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """As the audit keeps it, sealed."""
        told = {
            "figure_rows": self.rows,
            "figure_columns": self.columns,
            "figure_form": self.form,
            "figure_question": self.path,
            "figure_part": "; ".join(f"{name} {code}" for name, code in self.filters.items()),
        }
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True)
class Figures:
    """A table that may be shown, and how many cases it is of. `cases` None: what is not counted are so few that
    the number of all would tell of them."""

    wanted: Wanted
    shown: rules.Shown
    counted: int | None
    cases: int | None
    question: Node | None = None
    form: Form | None = None

    @property
    def is_part(self) -> bool:
        return bool(self.wanted.filters)


def holds(actor: Actor) -> bool:
    """Whether the actor's keys open what is counted."""
    return bool(actor.require_keyring().holds(None, people.STATISTICS))


def ring_of(actor: Actor) -> OpenRing:
    """The statistics ring; Refused for who does not hold it."""
    keyring: Keyring = actor.require_keyring()
    if not holds(actor):
        raise Refused("reports.table")
    return keyring.ring(None, people.STATISTICS)


def small_number() -> int:
    """Numbers of cases below this are never shown."""
    return int(settings.ACASA_SMALL_NUMBER)


def table(actor: Actor, wanted: Wanted) -> Figures:
    """Count and withhold. Each is noted, with what was asked sealed."""
    ring = ring_of(actor)
    form, question = question_of(actor, wanted)
    whole = _load(actor, ring, counted.COUNTED)
    frame = _narrowed(whole, wanted)
    answers = _load(actor, ring, counted.ANSWERS) if question is not None else None
    folders.note(actor, "reports.table", detail=wanted.told())
    threshold = small_number()
    counts = _counts(frame, wanted, answers, form, question)
    every = Case.objects.count()
    missing = every - whole.height
    return Figures(
        wanted,
        # Who answered a question is a part of the caseload too: rounded like one, or the one person who did not answer
        # is found by subtracting.
        rules.expose(counts, threshold=threshold, rounded=bool(wanted.filters) or question is not None),
        counted=whole.height if whole.height >= threshold else None,
        cases=None if 0 < missing < threshold or whole.height < threshold else every,
        question=question,
        form=form,
    )


def question_of(actor: Actor, wanted: Wanted) -> tuple[Form | None, Node | None]:
    """The form and the coded question that a table is of; both None for any other table."""
    if wanted.rows != QUESTION or not wanted.form:
        return None, None
    form = catalogue.find(actor, wanted.form).form
    return form, next((node for node in coded(form) if node.path == wanted.path), None)


def coded(form: Form) -> list[Node]:
    """The questions of a form that are answered by choosing."""
    return [
        node for node in form.walk() if node.type in ("select1", "select") and form.choices.get(node.choices)
    ]


def forms(actor: Actor) -> list[tuple[str, str]]:
    """Questionnaires whose questions may be counted: reference and title.

    Of the organisation's own the newest version that was published, also when it is asked no more: whoever counts
    holds no compartment, and a form is about nobody.
    """
    ring_of(actor)
    versions = (
        FormVersion.objects.filter(org_id=actor.org_id)
        .exclude(state=questionnaires.DRAFT)
        .order_by("form_ref", "-number")
        .distinct("form_ref")
        .values_list("id", "title")
    )
    own = [(f"form:{version_id}", title) for version_id, title in versions]
    others = [(each.ref, each.title) for each in catalogue.listing(actor) if not each.ref.startswith("form:")]
    return sorted(own, key=lambda each: each[1].casefold()) + others


def questions(actor: Actor, ref: str) -> tuple[Form, list[Node]] | None:
    """The coded questions of one of these questionnaires."""
    ring_of(actor)
    form = catalogue.find(actor, ref).form
    return form, coded(form)


def taken_along(actor: Actor, figures: Figures, kind: str) -> None:
    """Note that a table was taken along as a file."""
    folders.note(actor, "reports.export", detail={**figures.wanted.told(), "figure_file": kind})


def years(actor: Actor) -> list[int]:
    """The years that a filter offers: those in which enough cases were opened to be shown."""
    frame = _load(actor, ring_of(actor), counted.COUNTED)
    numbers: dict[int, int] = {}
    for since, number in frame.group_by("since").len().iter_rows():
        if since:
            year = counted.year_of(since)
            numbers[year] = numbers.get(year, 0) + number
    return sorted(year for year, number in numbers.items() if number >= small_number())


def _load(actor: Actor, ring: OpenRing, purpose: caseload.Purpose) -> pl.DataFrame:
    keyring: Keyring = actor.require_keyring()
    loaded = caseload.load(keyring, [ring], purpose)
    if caseload.needs_merge(loaded):
        written = caseload.merge(keyring, ring, counted.PURPOSES)
        if written:
            folders.note(actor, "reports.merge", written=[written])
    return loaded.frames[ring.ring_id]


# --- counting


def _narrowed(frame: pl.DataFrame, wanted: Wanted) -> pl.DataFrame:
    """The part of the caseload that the filters leave. A code that nobody has leaves nothing."""
    conditions = []
    for name, code in wanted.filters.items():
        if name == "exploitation":
            bit = facets.bit_of(facets.EXPLOITATION, code)
            conditions.append((pl.col(name) & pl.lit(bit, pl.UInt32)) != 0)
        elif name in ONE:
            conditions.append(expression(name) == _number(name, code))
    return frame.filter(*conditions) if conditions else frame


def _number(name: str, code: str) -> int:
    if name == "stage":
        return facets.number_of(cases.STAGES, code)
    return int(code) if code.isdecimal() and len(code) < 6 else -1


def _counts(
    frame: pl.DataFrame,
    wanted: Wanted,
    answers: pl.DataFrame | None,
    form: Form | None,
    question: Node | None,
) -> rules.Counts:
    rows, columns = wanted.rows, wanted.columns
    if question is not None and form is not None and answers is not None:
        frame, long, row_scale = _question(frame, answers, form, question)
        several, named = True, False
    elif rows in counted.NAMED:
        long, row_scale = _entries(frame, rows, wanted.filters.get("named", "")), scale(rows)
        several, named = True, columns in WHEN
    elif rows in SEVERAL:
        long, row_scale = _bits(frame, rows, "r"), scale(rows)
        several, named = True, False
    elif rows in ONE:
        long, row_scale = frame.with_columns(expression(rows).alias("r")), scale(rows)
        several, named = False, False
    else:
        # A question that is not chosen yet.
        return rules.Counts((), (), {}, {}, {}, 0, "both")
    row_sums = _sums(long, "r", row_scale.codes)
    column_codes = half if columns == "half_named" else _column_codes(columns)
    if named:
        crossed = long.with_columns(_when(columns).alias("c"))
        column_sums: dict[str, int] = {}
        shape: rules.Shape = "named"
    elif columns in SEVERAL:
        crossed, column_sums = _bits(long, columns, "c"), _sums(_bits(frame, columns, "c"), "c", column_codes)
        shape = "free" if several else "rows"
    else:
        key = _single(columns, form)
        crossed = long.with_columns(key.alias("c"))
        column_sums = _sums(frame.with_columns(key.alias("c")), "c", column_codes)
        shape = "columns" if several else "both"
    cells: dict[tuple[str, str], int] = {}
    for r, c, number in crossed.group_by("r", "c").len().iter_rows():
        place = row_scale.codes(r), column_codes(c)
        cells[place] = cells.get(place, 0) + number
    order = in_order if columns not in COLUMNS else scale(columns).order
    seen = {column for _, column in cells} | set(column_sums)
    if several:
        # A code that the list does not know any more is nobody's row.
        row_sums.pop("", None)
    return rules.Counts(
        rows=tuple(row_scale.order(row_sums)),
        columns=tuple(order(seen)),
        cells=cells,
        row_sums=row_sums,
        column_sums=column_sums,
        total=frame.height,
        shape=shape,
    )


def _column_codes(columns: str) -> Callable[[int], str]:
    return scale(columns).codes if columns in COLUMNS or columns == ANSWERED else lambda _number: ALL


def _single(columns: str, form: Form | None) -> pl.Expr:
    if columns in ONE:
        return expression(columns)
    if columns == ANSWERED and form is not None:
        return pl.col("answered").fill_null(0)
    return pl.lit(1, pl.Int64)


def _sums(frame: pl.DataFrame, column: str, codes: Callable[[int], str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for value, number in frame.group_by(column).len().iter_rows():
        code = codes(value)
        found[code] = found.get(code, 0) + number
    return found


def _bits(frame: pl.DataFrame, name: str, into: str) -> pl.DataFrame:
    """A line for each person and bit."""
    parts = [
        frame.filter((pl.col(name) & pl.lit(1 << at, pl.UInt32)) != 0).with_columns(
            pl.lit(at + 1, pl.Int64).alias(into)
        )
        for at in range(len(facets.EXPLOITATION))
    ]
    return pl.concat(parts)


def _entries(frame: pl.DataFrame, name: str, year: str) -> pl.DataFrame:
    """A line for each person and thing named, `r` its code."""
    long = frame.filter(pl.col(name).list.len() > 0).explode(name)
    if year:
        half = (pl.col(name) // 16) % 65536
        long = long.filter(half // 2 + 1970 == (int(year) if year.isdecimal() and len(year) < 6 else -1))
    return long.with_columns((pl.col(name) // (1 << 24)).alias("r"), pl.col(name).alias("entry"))


def _when(columns: str) -> pl.Expr:
    half = (pl.col("entry") // 16) % 65536
    if columns == "stage_named":
        return (pl.col("entry") % 16 + 1) % (counted.NO_STAGE + 1)
    if columns == "year_named":
        return pl.when(half > 0).then(half // 2 + 1970).otherwise(0)
    return half


def _question(
    frame: pl.DataFrame, answers: pl.DataFrame, form: Form, question: Node
) -> tuple[pl.DataFrame, pl.DataFrame, Scale]:
    """Those who answered, a line for each choice of theirs, and how choices are numbered."""
    names = [choice.name for choice in form.choices[question.choices]]
    numbers = {counted.mark(form.id, question.path, name): at + 1 for at, name in enumerate(names)}
    years = {counted.mark(form.id, counted.YEAR, str(year)): year for year in range(_FIRST_YEAR, _LAST_YEAR)}
    marks = answers.select("short", "marks").explode("marks").drop_nulls()
    asked = marks.filter(pl.col("marks") == counted.mark(form.id, question.path)).select("short")
    when = _looked_up(marks, years).rename({"number": "answered"}).unique("short")
    chosen = _looked_up(marks, numbers).rename({"number": "r"})
    people_asked = frame.join(asked, on="short", how="semi").join(when, on="short", how="left")
    return people_asked, people_asked.join(chosen, on="short"), numbered(names)


def _looked_up(marks: pl.DataFrame, numbers: Mapping[int, int]) -> pl.DataFrame:
    known = pl.DataFrame(
        {"marks": list(numbers), "number": list(numbers.values())},
        schema={"marks": pl.Int64, "number": pl.Int64},
    )
    return marks.join(known, on="marks").select("short", "number")
