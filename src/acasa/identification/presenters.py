"""How screenings and determinations read on a page and on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from acasa.cases import codes, presenters
from acasa.cases.trafficking import words as trafficking
from acasa.identification import words
from acasa.identification.library import Published
from acasa.identification.queries import IdentificationFile
from acasa.identification.rules import answers as taking
from acasa.identification.rules import determination as decided
from acasa.identification.rules import screening as rules
from acasa.identification.rules.screening import DimensionResult, Result
from acasa.vault.folders import Opened

Shown = dict[str, Any]


def result(published: Published, answers: Mapping[str, str]) -> Shown:
    """What a set says of these answers, explained: the parts that come together, then each dimension."""
    found = rules.screen(published.shape, taking.known_answers(published.shape, answers))
    language = codes.language()
    return {
        "set": published,
        "title": published.title(language),
        "is_signs": published.shape.rule == rules.SIGNS,
        "reading": words.READINGS.get(found.reading, ""),
        "reading_more": words.READING_MORE.get(found.reading, ""),
        "tone": words.READING_TONES[found.reading],
        "elements": [
            {
                "title": words.ELEMENTS[one.code],
                "state": words.ELEMENT_STATES[one.state],
                "tone": words.STATE_TONES[one.state],
                "by": [_by(published, name, language) for name in one.made_by],
            }
            for one in found.elements
        ],
        "remarks": [words.REMARKS[code] for code in found.remarks],
        "dimensions": [_dimension(published, one, language) for one in found.dimensions],
        "answered": found.answered,
        "of": found.of,
        "certainty": words.certainty(published),
        "own": published.own,
        "source": published.source,
        "nothing": not any(one.present for one in found.dimensions),
    }


def _by(published: Published, name: str, language: str) -> str:
    """A dimension or an indicator in words."""
    return published.label(name, language) if "." in name else published.group(name, language)


def _dimension(published: Published, one: DimensionResult, language: str) -> Shown:
    strengths = {each.id: each.strength for each in published.shape.indicators()}
    weighed = published.shape.rule == rules.DELPHI and one.part != rules.ACT
    state = words.state_of(one.positive, one.open)
    methods = [(name, published.method(name, language)) for name in one.present]
    return {
        "code": one.code,
        "title": published.group(one.code, language),
        "weighed": weighed,
        "state": words.STATES[state] if weighed else "",
        "tone": words.STATE_TONES[state],
        "way": words.WAYS.get(one.way, ""),
        "made_by": [
            (published.label(name, language), words.STRENGTHS.get(strengths[name], ""))
            for name in one.made_by
        ]
        if weighed
        else [],
        "also": [
            (published.label(name, language), words.STRENGTHS.get(strengths[name], ""))
            for name in one.present
            if weighed and name not in one.made_by
        ],
        "signs": [(published.label(name, language), method) for name, method in methods]
        if not weighed
        else [],
        "needs": [words.need(each) for each in one.needs],
        "unsure": _unsure(published, one, language),
        "unknown": [published.label(name, language) for name in one.unknown],
        "not_asked": [published.label(name, language) for name in one.not_asked],
        "present": len(one.present),
    }


def _unsure(published: Published, one: DimensionResult, language: str) -> list[str]:
    """Indicators that made it so and whose strength the library itself is not sure of."""
    if published.certainty == "low":
        return []
    return [
        published.label(name, language) for name in one.made_by if published.entries[name].certainty == "low"
    ]


def screening(record: Opened) -> Shown:
    """A screening as a line of the room."""
    data = record.data
    reading = str((data.get("result") or {}).get("reading", ""))
    answers = data.get("answers", {}).values()
    return {
        "id": record.id,
        "set": data["set"],
        "title": words.set_title(str(data["set"])),
        "on": presenters.day_words(str(data["on"])),
        "by": data.get("by_name", ""),
        "reading": words.reading(data),
        "tone": words.READING_TONES.get(reading, "grey"),
        "words": data.get("words", ""),
        "answered": sum(answer in (rules.PRESENT, rules.ABSENT) for answer in answers),
        "of": len(answers),
    }


def offer(file: IdentificationFile, published: Published, begun: Mapping[str, Any]) -> Shown:
    """A set that may be begun, gone on with, or answered anew."""
    language = codes.language()
    known = file.of_set(published.code)
    return {
        "code": published.code,
        "title": published.title(language),
        "about": published.about(language),
        "own": published.own,
        "begun": published.code in begun,
        "last": screening(known[0]) if known else None,
    }


def determination(file: IdentificationFile, record: Opened) -> Shown:
    """A determination as it reads."""
    data = record.data
    status, appeal = str(data["status"]), str(data.get("appeal") or decided.APPEAL_NONE)
    by = codes.label("htcds/decision_making_organisation", str(data.get("by_whom", "")))
    rests = {str(one.id): one for one in file.screenings}
    return {
        "id": record.id,
        "status": words.STATUSES[status],
        "tone": words.STATUS_TONES[status],
        "on": presenters.day_words(str(data["on"])),
        "by": " · ".join(part for part in (by, str(data.get("who", ""))) if part),
        "procedure": codes.label("identification_procedures", str(data.get("procedure", ""))),
        "ground": data.get("ground", ""),
        "screenings": [screening(rests[one]) for one in data.get("screenings", ()) if one in rests],
        "told": presenters.day_words(str(data.get("told_on", ""))),
        "appeal": words.APPEALS[appeal],
        "appeal_tone": words.APPEAL_TONES.get(appeal, "grey"),
        "appeal_open": appeal == decided.APPEAL_OPEN,
        "appeal_stands": appeal != decided.APPEAL_NONE,
        "until": presenters.day_words(str(data.get("appeal_until", ""))),
        "appeal_words": data.get("appeal_words", ""),
        "upheld": appeal == decided.APPEAL_UPHELD,
        "saved": f"{presenters.moment_words(str(data['at']))} · {data['by_name']}",
        "history": [_former(former) for former in reversed(data.get("history") or [])],
    }


def facts_say(file: IdentificationFile) -> str:
    """The status among the facts, where no determination is written down yet."""
    return "" if file.now else trafficking.code("status", str(file.trafficking.get("status", "")))


def _former(data: Mapping[str, Any]) -> Shown:
    return {
        "when": presenters.moment_words(str(data.get("at", ""))),
        "who": data.get("by_name", ""),
        "rows": [
            (value("status", data.get("status")), value("on", data.get("on"))),
            (value("appeal", data.get("appeal")), value("appeal_until", data.get("appeal_until"))),
        ],
        "ground": data.get("ground", ""),
    }


def value(name: str, said_: Any) -> str:
    """A field of a determination in words."""
    if not said_:
        return ""
    if name == "status":
        return str(words.STATUSES[said_])
    if name == "appeal":
        return str(words.APPEALS[said_])
    if name == "by_whom":
        return codes.label("htcds/decision_making_organisation", str(said_))
    if name == "procedure":
        return codes.label("identification_procedures", str(said_))
    if name in ("on", "told_on", "appeal_until"):
        return presenters.day_words(said_)
    return str(said_)


def comparison(published: Published, before: Opened, now: Opened) -> Shown:
    """Two screenings of one set: parts and dimensions side by side, and each indicator that changed."""
    language = codes.language()
    shape = published.shape
    first = taking.known_answers(shape, before.data["answers"])
    second = taking.known_answers(shape, now.data["answers"])
    results = rules.screen(shape, first), rules.screen(shape, second)
    changed: dict[str, list[Shown]] = {}
    for one in taking.changes(shape, first, second):
        row = {
            "label": published.label(one.code, language),
            "before": words.ANSWERS[one.before],
            "now": words.ANSWERS[one.now],
        }
        changed.setdefault(one.code.partition(".")[0], []).append(row)
    return {
        "title": published.title(language),
        "before": screening(before),
        "now": screening(now),
        "dimensions": _side_by_side(published, results, language) if shape.rule == rules.DELPHI else [],
        "changed": [
            {"title": published.group(code, language), "rows": rows} for code, rows in changed.items()
        ],
    }


def _side_by_side(published: Published, results: tuple[Result, Result], language: str) -> list[Shown]:
    rows = []
    for before, now in zip(results[0].dimensions, results[1].dimensions, strict=True):
        states = [words.state_of(one.positive, one.open) for one in (before, now)]
        if before.part == rules.ACT:
            continue
        rows.append(
            {
                "title": published.group(before.code, language),
                "before": words.STATES[states[0]],
                "before_tone": words.STATE_TONES[states[0]],
                "now": words.STATES[states[1]],
                "now_tone": words.STATE_TONES[states[1]],
            }
        )
    return rows
