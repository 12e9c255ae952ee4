"""A table of figures in the reader's language: on the page, and in the files that are taken along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from acasa.cases import codes
from acasa.cases.codes import language
from acasa.questionnaires.engine.model import Form, Text
from acasa.reports import counted, queries, rules, scales, words
from acasa.reports.queries import Figures

# A bar tells nothing that its number does not; more of them than this no one compares.
BARS = 12


@dataclass(frozen=True)
class Cell:
    """`number` and `share` as words; both "" where they are withheld."""

    number: str
    share: str

    @property
    def withheld(self) -> bool:
        return not self.number


@dataclass(frozen=True)
class Line:
    label: str
    total: Cell
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Page:
    """`columns`: label and number of each. `bars`: label, number and tone of the rows that may be shown."""

    title: str
    row_title: str
    columns: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    total: str
    bars: tuple[tuple[str, int, str], ...]
    withheld: int


def page(figures: Figures) -> Page:
    """The table as it is read, the most frequent first where the order means nothing."""
    shown, wanted = figures.shown, figures.wanted
    crossed = bool(wanted.columns) and not _too_small(shown)
    columns = tuple((_label(figures, wanted.columns, head), _number(head.total)) for head in shown.columns)
    order = _order(figures)
    lines = []
    for at in order:
        head = shown.rows[at]
        cells = tuple(
            Cell(
                _number(value),
                _share(value, shown.columns[c].total if shown.columns[c].total is not None else shown.total),
            )
            for c, value in enumerate(shown.cells[at])
        )
        lines.append(
            Line(
                _label(figures, wanted.rows, head),
                Cell(
                    _("nearly all") if head.nearly else _number(head.total),
                    _share(head.total, shown.total),
                ),
                cells if crossed else (),
            )
        )
    bars = tuple(
        (line.label, shown.rows[at].total or 0, "pine")
        for at, line in zip(order, lines, strict=True)
        if shown.rows[at].total
    )
    return Page(
        title=title(figures),
        row_title=row_title(figures),
        columns=columns if crossed else (),
        lines=tuple(lines),
        total=_number(shown.total),
        bars=bars[:BARS],
        withheld=shown.withheld if crossed else 0,
    )


def _too_small(shown: rules.Shown) -> bool:
    """Whether all columns had to be put together: then they tell nothing."""
    return len(shown.columns) == 1 and len(shown.columns[0].codes) > 1


def title(figures: Figures) -> str:
    """What the table is of."""
    columns = words.FIELD_WORDS.get(figures.wanted.columns, "")
    return " · ".join(str(part) for part in (row_title(figures), columns) if part)


def row_title(figures: Figures) -> str:
    """What stands in the rows."""
    if figures.question is not None:
        return text(figures.question.label, figures.form) or figures.question.name
    return str(words.FIELD_WORDS.get(figures.wanted.rows, ""))


def narrowed(figures: Figures) -> str:
    """To which part of the caseload a table is narrowed, in words."""
    said = [
        f"{words.FILTER_WORDS[name]}: {code_label(name, code)}"
        for name, code in figures.wanted.filters.items()
    ]
    return "; ".join(said)


def text(texts: Any, form: Form | None) -> str:
    """A label of a form in the reader's language, else in its first one; what is calculated in it is left out."""
    names = [name for name in texts if name.casefold().endswith(f"({language()})")]
    order = [*names, *(form.languages if form else ()), ""]
    found: Text | None = next((texts[name] for name in order if name in texts), None)
    if found is None:
        found = next(iter(texts.values()), None)
    return "".join(part for part in found.parts if isinstance(part, str)).strip() if found else ""


def code_label(name: str, code: str) -> str:
    """A code of a field in words."""
    if not code:
        return _("not known")
    if name == "age":
        return str(dict(words.ages()).get(code, code))
    if name == "half_named":
        year, _dash, half = code.partition("-")
        said = {"year": year}
        return _("first half of %(year)s") % said if half == "1" else _("second half of %(year)s") % said
    if name in scales.LISTS:
        return codes.label(scales.LISTS[name], code)
    return code


def _label(figures: Figures, name: str, head: rules.Head) -> str:
    if len(head.codes) > 1:
        return _("all others")
    code = head.codes[0]
    if figures.question is not None and figures.form is not None and name == queries.QUESTION:
        choices = figures.form.choices.get(figures.question.choices, ())
        found = next((choice for choice in choices if choice.name == code), None)
        return (text(found.label, figures.form) if found else "") or code
    return code_label(name, code)


def _order(figures: Figures) -> list[int]:
    rows = figures.wanted.rows
    if rows in (*counted.NAMED, *queries.SEVERAL, queries.QUESTION, "country", "nationality"):
        return rules.ranked(figures.shown)
    return list(range(len(figures.shown.rows)))


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _share(part: int | None, whole: int | None) -> str:
    share = rules.share(part, whole)
    return "" if share is None else _("%(share)s %%") % {"share": share}


# --- files


def rows(figures: Figures, organisation: str, day: str) -> list[list[Any]]:
    """The table as lines of a spreadsheet: what it is, the table itself, how it is to be read."""
    shown, table = figures.shown, page(figures)
    withheld = _("not shown")

    def cell(number: str) -> Any:
        return int(number) if number.isdecimal() else number or withheld

    found: list[list[Any]] = [[table.title], [f"{organisation}, {day}"]]
    if part := narrowed(figures):
        found.append([_("Only: %(part)s") % {"part": part}])
    found.append([])
    found.append([table.row_title, _("All"), *(label for label, _n in table.columns)])
    if any(number for _l, number in table.columns):
        found.append([_("Cases"), cell(table.total), *(cell(number) for _l, number in table.columns)])
    elif table.total:
        found.append([_("Cases"), cell(table.total)])
    found += [
        [line.label, cell(line.total.number), *(cell(c.number) for c in line.cells)] for line in table.lines
    ]
    found += [[], *([sentence] for sentence in notes(figures))]
    return found if shown.total is not None else [*found[:2], [too_few()]]


def too_few() -> str:
    """Instead of a table of fewer cases than may be shown."""
    return _("So few cases are no table: fewer than %(number)d are never shown.") % {
        "number": queries.small_number()
    }


def notes(figures: Figures) -> list[str]:
    """How the table is to be read, in sentences."""
    shown = figures.shown
    said: dict[str, Any] = {"number": queries.small_number()}
    found = [
        _("Only cases are counted in which she agreed to be counted without a name."),
        _("Numbers under %(number)d, zero included, are not shown, nor what would let them be calculated.")
        % said,
    ]
    if figures.wanted.columns and _too_small(shown):
        found.append(_("Crossed with this field the numbers are too small: it takes more cases."))
    if shown.left_out:
        found.append(_("What fewer than %(number)d have, or nobody, has no line.") % said)
    if shown.rounded:
        found.append(
            _("This is a part of the caseload, so each number is rounded to the nearest %(number)d.") % said
        )
    if figures.wanted.rows in counted.NAMED:
        found.append(_("Somebody may have several; each is counted once, as it was named first."))
    elif shown.left_out:
        found.append(_("Somebody may have several, so the lines add up to more than all."))
    return found
