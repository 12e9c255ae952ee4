"""Results as a page shows them: the number on its scale, its band, what changed, and the pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.assessments import rules
from acasa.assessments.measures import instruments, words
from acasa.assessments.measures.queries import MeasureFile, Series, protocol_of
from acasa.assessments.planning.words import SHORT, line_words
from acasa.assessments.plots import drawing, geometry
from acasa.assessments.plots.drawing import number
from acasa.assessments.rules import Key
from acasa.assessments.scoring import Instrument, Scale, said
from acasa.cases.presenters import day_words, due_words
from acasa.cases.safety import library as safety
from acasa.people import rules as people
from acasa.vault.folders import Opened

TOTAL = "total"


def series_url(file: MeasureFile, key: Key) -> str:
    """Where one instrument is followed over time."""
    args = [file.page.id, key.instrument, key.respondent, *([key.about] if key.about else [])]
    return reverse("assessments:series_about" if key.about else "assessments:series", args=args)


def fill_url(file: MeasureFile, key: Key) -> str:
    """Where it is filled in with the person, as an interview."""
    ref = instruments.newest(key.instrument).ref
    asked = urlencode({"ref": ref, "respondent": key.respondent, "about": key.about})
    return f"{reverse('interviews:begin', args=[file.page.id])}?{asked}"


def type_url(file: MeasureFile, key: Key) -> str:
    """Where it is typed in from paper."""
    args = [file.page.id, key.instrument, key.respondent, *([key.about] if key.about else [])]
    return reverse("assessments:type_in_about" if key.about else "assessments:type_in", args=args)


def scale_words(instrument: Instrument, scale: str = TOTAL) -> str:
    """Between which numbers a score lies, and which side is better."""
    ends = instrument.range(scale)
    if ends is None:
        return ""
    values = {"low": number(ends[0]), "high": number(ends[1])}
    if instrument.direction == "lower":
        return _("%(low)s to %(high)s, lower is better") % values
    return _("%(low)s to %(high)s, higher is better") % values


def score_words(instrument: Instrument, data: Mapping[str, Any]) -> str:
    """The number, or between which numbers it lies when too little was answered."""
    total, possible = data["score"].get("total"), data["score"].get("possible") or []
    if total is not None:
        return number(total)
    if instrument.total is None:
        # Some have parts and no whole.
        parts = data["score"].get("subscales", {})
        language = instruments.language()
        told = [(said(one.title, language), parts.get(one.id)) for one in instrument.subscales]
        return " · ".join(f"{title} {number(value)}" for title, value in told if value is not None)
    if len(possible) == 2:
        return _("not enough answers: between %(low)s and %(high)s") % {
            "low": number(possible[0]),
            "high": number(possible[1]),
        }
    return _("not enough answers")


def measure(file: MeasureFile, record: Opened) -> dict[str, Any]:
    """One result in words."""
    data = record.data
    instrument = instruments.get(str(data["instrument"]), str(data["version"]))
    band, tone = instruments.band(instrument, str(data.get("band", "")))
    key = rules.key_of(data)
    alarms = critical(file, record)
    return {
        "id": record.id,
        "url": reverse("assessments:result", args=[file.page.id, record.id]),
        "series_url": series_url(file, key),
        "title": instrument.title,
        "name": instruments.name(instrument),
        "on": day_words(str(data["on"])),
        "iso": str(data["on"]),
        "score": score_words(instrument, data),
        "has_score": data["score"].get("total") is not None,
        "scale": scale_words(instrument),
        "band": band,
        "tone": tone,
        "respondent": words.RESPONDENTS[key.respondent],
        "about": file.about(key.about),
        "hers": not key.about,
        "by": data.get("by_name", ""),
        "language": data.get("language", ""),
        "moment": SHORT.get(str(data.get("moment", "")), ""),
        "missing": words.missing_words(len(data["missing"])) if data.get("missing") else "",
        "prorated": data["score"].get("prorated", False),
        "faults": data.get("faults", ()),
        "positive": data.get("positive"),
        "critical": alarms,
        # A protocol that has ended is told, and no longer loudly.
        "loud": any(one["running"] or not (one["url"] or one["declined"]) for one in alarms),
        "interview_url": reverse("interviews:read", args=[file.page.id, data["of"]]),
        "unofficial": instrument.unofficial,
    }


def critical(file: MeasureFile, record: Opened) -> list[dict[str, Any]]:
    """What must not wait: what was answered, the protocol that was opened for it, and whether it still runs."""
    instrument = instruments.get(str(record.data["instrument"]), str(record.data["version"]))
    titles = {one.item: said(one.title, instruments.language()) for one in instrument.critical}
    found: dict[str, dict[str, Any]] = {}
    for item in protocol_of(file, record):
        definition = safety.protocols().get(str(item["protocol"]))
        opened: Opened | None = item["record"]
        found[str(item["protocol"])] = {
            "about": titles.get(str(item["item"]), ""),
            "title": definition.title() if definition else str(item["protocol"]),
            "signal": str(item["protocol"]),
            "url": reverse("safety:protocol", args=[file.page.id, opened.id]) if opened else "",
            "declined": item["declined"],
            "running": bool(opened and opened.data.get("state") == rules.OPEN),
        }
    return list(found.values())


def alarms(file: MeasureFile) -> list[dict[str, Any]]:
    """Results whose protocol still runs or could not be opened: the newest of each protocol."""
    told = [measure(file, record) for record in reversed(file.measures) if record.data.get("critical")]
    found: dict[str, dict[str, Any]] = {}
    for one in told:
        if one["loud"]:
            found.setdefault(str(one["critical"][0]["signal"]), one)
    return list(found.values())


def subscales(file: MeasureFile, series: Series, record: Opened) -> list[dict[str, Any]]:
    """Parts of an instrument in this result."""
    instrument = series.instrument
    found = []
    for scale in instrument.subscales:
        value = record.data["score"].get("subscales", {}).get(scale.id)
        if value is None:
            continue
        band, tone = instruments.band(
            instrument, str(record.data.get("bands", {}).get(scale.id, "")), scale.id
        )
        found.append(
            {
                "title": said(scale.title, instruments.language()),
                "score": number(value),
                "scale": scale_words(instrument, scale.id),
                "band": band,
                "tone": tone,
            }
        )
    return found


def step(
    instrument: Instrument, before: rules.Point, after: rules.Point, scale: str = TOTAL
) -> dict[str, Any]:
    """From one result to another, in words; empty when one of them has no score."""
    found = rules.step(instrument, before, after, scale=scale)
    if found is None:
        return {}
    points = found.change.points or 0
    return {
        "since": day_words(before.on),
        "from": number(before.value or 0),
        "to": number(after.value or 0),
        "difference": f"{'+' if points > 0 else '−' if points < 0 else '±'}{number(abs(points))}",
        "known": found.verdict != "unknown",
        "verdict": words.VERDICTS[found.verdict],
        "tone": words.VERDICT_TONES[found.verdict],
        "words": words.step_words(found),
        "crossed": words.crossed_words(found),
        "source": found.change.source,
        "certainty": found.change.certainty,
    }


def steps(series: Series, record: Opened) -> dict[str, dict[str, Any]]:
    """A result against the first one and against the one before it."""
    scored = series.scored()
    here = next((at for at, one in enumerate(scored) if one.id == str(record.id)), 0)
    if not here:
        return {}
    found = {"first": step(series.instrument, scored[0], scored[here])}
    if rules.too_soon(series.instrument, scored[here - 1], scored[here]):
        found["soon"] = {"days": series.instrument.interval_days}
    if here > 1:
        found["last"] = step(series.instrument, scored[here - 1], scored[here])
    return found


def line(file: MeasureFile, series: Series) -> dict[str, Any]:
    """A series in one line of the room: where it stands, and since the beginning."""
    scored = series.scored()
    told = measure(file, series.last)
    change = step(series.instrument, scored[0], scored[-1]) if len(scored) > 1 else {}
    return {
        **told,
        "url": series_url(file, series.key),
        "result_url": told["url"],
        "count": len(series.records),
        "change": change,
        "small": drawing.small([one.value for one in scored if one.value is not None], _ends(series)),
    }


def _ends(series: Series, scale: str = TOTAL) -> tuple[float, float]:
    return series.instrument.range(scale) or (0.0, 1.0)


def _zones(instrument: Instrument, scale: Scale | None, respondent: str) -> list[geometry.Zone]:
    if scale is None:
        return []
    low, high = instrument.range(scale.id) or (0.0, 1.0)
    return [
        geometry.Zone(
            band.start if band.start is not None else low, high, said(band.title, instruments.language())
        )
        for band in scale.bands_for(respondent)
    ]


def _track(name: str, points: Sequence[rules.Point]) -> geometry.Track:
    return geometry.Track(name, [(one.on, one.value) for one in points if one.value is not None])


def picture(file: MeasureFile, series: Series) -> SafeString | None:
    """The whole score over time, its bands, and the change band around the first; None without two scores."""
    return side_by_side(file, [series])


def side_by_side(file: MeasureFile, found: Sequence[Series]) -> SafeString | None:
    """One instrument by several respondents in one picture. The change band is that of the first line alone."""
    first = found[0]
    scored = [one for one in found if one.scored()]
    if not scored or sum(len(one.scored()) for one in scored) < 2:
        return None
    instrument = first.instrument
    low, high = _ends(first)
    single = len(scored) == 1
    points = rules.needed(instrument)
    placed = geometry.place(
        [_track(str(words.RESPONDENTS[one.key.respondent]), one.scored()) for one in scored],
        low=low,
        high=high,
        zones=_zones(instrument, instrument.total, first.key.respondent),
        band=rules.band_around(first.scored()[0], points, low, high) if single else None,
    )
    title = _("%(instrument)s over time: %(name)s") % {
        "instrument": instruments.name(instrument),
        "name": file.about(first.key.about),
    }
    return drawing.svg(placed, f"{title}. {_('The table beneath says the same.')}")


def dimensions(file: MeasureFile, series: Series) -> dict[str, Any]:
    """Subscales over time: a table, and one picture when all are counted on the same scale."""
    instrument = series.instrument
    shown = [scale for scale in instrument.subscales if series.scored(scale.id)]
    if not shown:
        return {}
    language = instruments.language()
    rows = []
    for at, scale in enumerate(shown):
        values = {one.id: number(one.value) for one in series.scored(scale.id) if one.value is not None}
        scored = series.scored(scale.id)
        rows.append(
            {
                "title": said(scale.title, language),
                "scale": scale_words(instrument, scale.id),
                "mark": drawing.key(at),
                "cells": [
                    {"day": day_words(str(record.data["on"])), "value": values.get(str(record.id), "–")}
                    for record in series.records
                ],
                "change": step(instrument, scored[0], scored[-1], scale.id) if len(scored) > 1 else {},
            }
        )
    ends = {instrument.range(scale.id) for scale in shown}
    drawn = None
    if len(ends) == 1 and len(series.records) > 1 and len(shown) <= len(drawing.STYLES):
        low, high = ends.pop() or (0.0, 1.0)
        tracks = [_track(said(scale.title, language), series.scored(scale.id)) for scale in shown]
        placed = geometry.place(tracks, low=low, high=high)
        title = _("%(instrument)s by part, over time") % {"instrument": instrument.title}
        drawn = drawing.svg(placed, f"{title}. {_('The table beneath says the same.')}")
    return {
        "rows": rows,
        "days": [day_words(str(record.data["on"])) for record in series.records],
        "picture": drawn,
    }


def table(file: MeasureFile, series: Series) -> list[dict[str, Any]]:
    """All results of a series, the newest first, each with what changed since the first."""
    scored = series.scored()
    places = {one.id: at for at, one in enumerate(scored)}
    found = []
    for record in reversed(series.records):
        at = places.get(str(record.id), 0)
        change = step(series.instrument, scored[0], scored[at]) if at else {}
        found.append({**measure(file, record), "change": change})
    return found


# --- what is planned


def planned(file: MeasureFile, record: Opened, today: date) -> dict[str, Any]:
    """A planned measurement in words."""
    data = record.data
    instrument = instruments.newest(str(data["instrument"]))
    when, late = due_words(date.fromisoformat(str(data["due"])), today)
    name = file.about(str(data["about"])) if data["about"] else ""
    return {
        "id": record.id,
        "url": reverse("assessments:planned", args=[file.page.id, record.id]),
        "text": line_words(instrument.title, name, str(data["moment"])),
        "title": instrument.title,
        "respondent": words.RESPONDENTS[str(data["respondent"])],
        "about": file.about(str(data["about"])),
        "when": when,
        "day": day_words(str(data["due"])),
        "late": late,
        "who": data["who_name"],
        "state": data["state"],
        "why": data.get("why", ""),
        "moment": SHORT.get(str(data["moment"]), ""),
        "version": record.version,
    }


def hidden(file: MeasureFile) -> bool:
    """Whether there are results that these keys don't open; of what they are, nothing is said."""
    return not file.holds(people.HEALTH)


def who(file: MeasureFile, instrument: Instrument) -> list[Key]:
    """About whom and by whom an instrument may be filled in, in this case."""
    minor = "minor" in file.page.facts.get("alerts", ())
    respondents = instrument.respondents
    hers = [one for one in respondents if one in (rules.SELF, rules.WORKER)]
    childs = [one for one in respondents if one != rules.SELF] or list(respondents)
    found: list[Key] = []
    # Of the person one knows for sure only whether it is a child.
    own = range(18) if minor else range(18, 120)
    if rules.suits(instrument, own):
        if minor and instrument.about in ("child", "person"):
            found += [Key(instrument.slug, one) for one in respondents]
        elif not minor and instrument.about == "person":
            found += [Key(instrument.slug, one) for one in hers]
    if instrument.about in ("child", "dyad") or {rules.CHILD, rules.PARENT} & set(respondents):
        fitting = [child for child, ages in file.children.items() if rules.suits(instrument, ages)]
        found += [Key(instrument.slug, one, child) for child in fitting for one in childs]
    return found


def key_words(file: MeasureFile, key: Key) -> str:
    """About whom and by whom."""
    about, respondent = file.about(key.about), words.RESPONDENTS[key.respondent]
    return f"{about}, {respondent}"


def encoded(key: Key) -> str:
    """A key as one value of a form."""
    return "|".join((key.instrument, key.respondent, key.about))
