"""An instrument in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acasa.assessments.fitting import Misfit, questions
from acasa.assessments.permissions import words
from acasa.assessments.permissions.queries import Entry
from acasa.assessments.scoring.change import reliable_points
from acasa.assessments.scoring.model import Band, Instrument, Scale, said
from acasa.cases import codes
from acasa.questionnaires.engine.model import Form, Texts

TONES = {"calm": "pine", "watch": "amber", "grave": "brick"}


@dataclass(frozen=True)
class BandRow:
    """From where to where a score is called so."""

    where: str
    title: str
    tone: str


@dataclass(frozen=True)
class ScaleRow:
    """A score: between what it lies and what it is called."""

    title: str
    ends: str
    bands: tuple[BandRow, ...]


@dataclass(frozen=True)
class Row:
    """A line of the library."""

    slug: str
    title: str
    construct: str
    population: str
    length: str
    standing: str | Promise
    tone: str
    unofficial: bool


@dataclass(frozen=True)
class Question:
    """An item as it is asked."""

    name: str
    text: str
    answers: tuple[str, ...]


def number(value: float) -> str:
    """As the reader writes numbers."""
    return str(number_format(round(value, 2), use_l10n=True))


def tell(texts: object) -> str:
    """A text of the library in the reader's language."""
    return said(texts, codes.language()) if isinstance(texts, dict) else ""


def row(entry: Entry) -> Row:
    """For the list."""
    one = entry.instrument
    return Row(
        one.slug,
        one.titled(codes.language()),
        tell(one.construct),
        tell(one.population),
        str(one.length or ""),
        words.STANDING[entry.standing],
        words.TONES[entry.standing],
        one.unofficial,
    )


def groups(entries: Sequence[Entry]) -> list[tuple[str | Promise, list[Row]]]:
    """The library by what it is for; those that may be used now first."""
    found: list[tuple[str | Promise, list[Row]]] = []
    for code, title in words.GROUPS:
        of_it = [each for each in entries if each.instrument.group == code]
        if of_it:
            of_it.sort(key=lambda each: not each.usable)
            found.append((title, [row(each) for each in of_it]))
    return found


def _band_rows(bands: Sequence[Band]) -> tuple[BandRow, ...]:
    rows = []
    for place, band in enumerate(bands):
        if band.start is not None:
            start = {"number": number(band.start)}
            where = _("above %(number)s") % start if band.above else _("from %(number)s") % start
        elif len(bands) > 1 and (following := bands[place + 1]).start is not None:
            end = {"number": number(following.start)}
            where = _("up to %(number)s") % end if following.above else _("below %(number)s") % end
        else:
            where = ""
        rows.append(BandRow(where, tell(band.title), TONES[band.tone]))
    return tuple(rows)


def _scale(instrument: Instrument, scale: Scale) -> ScaleRow:
    low, high = instrument.range(scale.id) or (0, 0)
    ends = _("%(low)s to %(high)s") % {"low": number(low), "high": number(high)}
    return ScaleRow(tell(scale.title), ends, _band_rows(scale.bands))


def scales(instrument: Instrument) -> list[ScaleRow]:
    """The score and its parts; what a published algorithm says instead of a sum comes last."""
    shown = [instrument.total] if instrument.total else []
    found = [_scale(instrument, scale) for scale in [*shown, *instrument.subscales]]
    if instrument.verdicts:
        rows = tuple(
            BandRow("", tell(verdict.band.title), TONES[verdict.band.tone]) for verdict in instrument.verdicts
        )
        found.append(ScaleRow(_("By the published algorithm"), "", rows))
    return found


def facts(instrument: Instrument) -> list[tuple[str, str]]:
    """What to know of it, term and words."""
    one = instrument
    found = [(_("What it is about"), tell(one.construct)), (_("For whom"), tell(one.population))]
    if age := _age(one):
        found.append((_("Age"), age))
    found.append((_("Answered by"), ", ".join(str(words.RESPONDENTS[who]) for who in one.respondents)))
    if one.length:
        found.append((_("Questions"), str(one.length)))
    if one.total:
        better = (
            _("A higher score is better.") if one.direction == "higher" else _("A lower score is better.")
        )
        found.append((_("Which way is better"), better))
    if one.case:
        value = {"number": number(one.case.start if one.case.start is not None else one.case.upto or 0)}
        where = _("from %(number)s") % value if one.case.upto is None else _("up to %(number)s") % value
        sure = "" if one.case.certainty == "high" else str(words.CERTAINTY[one.case.certainty])
        why = "; ".join(part for part in (one.case.source, sure) if part)
        found.append((_("Screening is positive"), _sourced(where, why)))
    if one.scored:
        found.append((_("Reliable change"), _change(one)))
    found += [
        (
            _("Never only a score"),
            _("%(what)s (question %(item)s): the protocol is opened the same day.")
            % {"what": tell(critical.title), "item": critical.item.removeprefix("q")},
        )
        for critical in one.critical
    ]
    if one.interval_days:
        days = ngettext("%(count)s day", "%(count)s days", one.interval_days) % {"count": one.interval_days}
        found.append((_("Not asked again before"), days))
    found.append((_("Source"), "; ".join(one.source)))
    found.append((_("How sure"), str(words.CERTAINTY[one.certainty])))
    return found


def _sourced(text: str, source: str) -> str:
    return f"{text} ({source})" if source else text


def _age(one: Instrument) -> str:
    low, high = one.age
    if low is not None and high is not None:
        return _("%(low)s to %(high)s years") % {"low": low, "high": high}
    return _("from %(low)s years on") % {"low": low} if low is not None else ""


def _change(one: Instrument) -> str:
    needed = reliable_points(one.change) if one.change else None
    if one.change is None or needed is None:
        return _("No criterion is known. A difference is shown, never called reliable.")
    text = _("from %(number)s points on") % {"number": number(needed)}
    return _sourced(text, f"{one.change.source}; {words.CERTAINTY[one.change.certainty]}")


def _label(texts: Texts, language: str) -> str:
    text = texts.get(language) or texts.get("")
    return "".join(part for part in text.parts if isinstance(part, str)) if text else ""


def shown(form: Form) -> list[Question]:
    """The questions of a form that may be shown, in the reader's language where the form has it."""
    wanted = f"({codes.language()})"
    language = next((name for name in form.languages if name.endswith(wanted)), None)
    language = language or (form.languages[0] if form.languages else "")
    return [
        Question(
            name,
            _label(node.label, language),
            tuple(_label(choice.label, language) for choice in form.choices.get(node.choices, ())),
        )
        for name, node in questions(form).items()
        if node.type in ("select1", "int", "range")
    ]


def misfit(found: Misfit) -> str:
    """What to mend in a form that doesn't fit."""
    values = {"item": found.item, "details": found.details}
    if found.code == "lost":
        return _("The question %(item)s is missing.") % values
    if found.code == "type":
        return _("The question %(item)s must be select_one, not %(details)s.") % values
    return _("The answers of %(item)s are other ones than those that are counted: %(details)s.") % values
