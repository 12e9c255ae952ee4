"""Find a person among the keys of a caseload, best first, and people who may be the same person.

A signature prefilter in Polars leaves some hundreds of rows. Their distinct words are compared once with each word of
the query; the rows that hold good words are scored by the best assignment of query words to theirs. Nothing is kept
between calls.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import OSA

from acasa.cases.names.fold import skeleton
from acasa.cases.names.key import split_part
from acasa.cases.names.query import Query, Word, from_key

# Rows whose words are compared: this many, and one for so many rows; ties at the edge may add a third.
CANDIDATES, CANDIDATES_PER = 700, 160
# Rows that are aligned exactly, of those that look best word by word.
FINALISTS = 80
# Scores of 0..100 below this are not shown: a family name alone passes, a given name alone does not.
THRESHOLD = 52.0

_CLASS = {0: 0.97, 1: 0.96, 2: 0.94}  # the same name in another form, by how many of the two are short forms
_FATHERS = 0.95  # the same father's name in two patronymics
_FATHER = 0.85  # a patronymic and the father's name
_FUZZY = 0.93  # the most that a spelling that folds differently may reach
_INITIAL = 0.9
_STORED_INITIAL = 0.75
_JOINED = 0.985  # two words of one side written as one on the other
_EXTRA = 0.006  # lost per stored word that the query does not name
_FLOOR, _SURE = 0.45, 0.75  # alikeness below the floor is chance; up to sure it counts less than it is


def find(frame: pl.DataFrame, query: Query, limit: int = 25) -> pl.DataFrame:
    """The best rows of a frame with columns `key` and `sig` (others are kept), with `score` 0..100, best first.

    Equal scores stand in the order of their keys. Rows below THRESHOLD are left out.
    """
    rows, keys = _candidates(frame, query)
    scored = [
        (-round(score * 100, 2), keys[at], rows[at])
        for at, score in _scores(keys, query, max(FINALISTS, limit)).items()
        if score * 100 >= THRESHOLD
    ]
    scored.sort()
    ranked = pl.Series([row for _, _, row in scored[:limit]], dtype=pl.UInt32)
    scores = pl.Series("score", [-score for score, _, _ in scored[:limit]], dtype=pl.Float64)
    return frame.select(pl.all().gather(ranked)).with_columns(scores)


def similar(key_a: str, key_b: str) -> float:
    """How alike two keys are, 0..100, whichever comes first; words that only one has cost little if two agree."""
    query_a, query_b = from_key(key_a), from_key(key_b)
    if not query_a or not query_b:
        return 0.0
    one = _scores([key_b], query_a, 1).get(0, 0.0)
    two = _scores([key_a], query_b, 1).get(0, 0.0)
    fewer, more = sorted((len(key_a.split()), len(key_b.split())))
    # A lone given name is no evidence: many bear it.
    share = 0.5 if fewer == more or fewer == 1 else 0.2
    return round(100 * ((1 - share) * max(one, two) + share * min(one, two)), 2)


def likely_same(key: str, frame: pl.DataFrame, limit: int = 5, threshold: float = 84.0) -> pl.DataFrame:
    """Rows of the frame that may be the person with this key, with `score` 0..100 of `similar`, best first."""
    near = find(frame, from_key(key), limit=max(limit * 4, 20))
    scores = [similar(key, other) for other in near["key"]]
    near = near.with_columns(pl.Series("score", scores, dtype=pl.Float64))
    return (
        near.filter(pl.col("score") >= threshold).sort(["score", "key"], descending=[True, False]).head(limit)
    )


def _candidates(frame: pl.DataFrame, query: Query) -> tuple[list[int], list[str]]:
    """Row numbers and keys of the rows whose signatures agree best with the query."""
    total = 0.0
    agreement: pl.Expr | None = None
    for word in query.words:
        if not word.masks:
            continue
        shares = [
            (pl.col("sig") & pl.lit(bits, dtype=pl.UInt64)).bitwise_count_ones().cast(pl.Float32)
            * (sure * word.weight / bits.bit_count())
            for bits, sure in word.masks
        ]
        share = pl.max_horizontal(shares) if len(shares) > 1 else shares[0]
        agreement = share if agreement is None else agreement + share
        total += word.weight
    if agreement is None:
        return [], []
    # Long names have many bits and agree with anything: what chance gives them is taken off.
    chance = pl.col("sig").bitwise_count_ones().cast(pl.Float32) * (0.5 * total / 64)
    near = frame.select((agreement - chance).alias("near")).to_series()
    above = near >= 0.25 * total
    most = CANDIDATES + frame.height // CANDIDATES_PER
    if above.sum() > most:
        # Whole ties stay together, so that the order of rows decides nothing; with too many, only the edge goes.
        edge = near.top_k(most).min()
        above = near >= edge
        if above.sum() > most + most // 3 and (near > edge).sum() > most // 4:
            above = near > edge
    rows = above.arg_true().head(most + most // 3)
    return rows.to_list(), frame["key"].gather(rows).to_list()


@dataclass(slots=True)
class _Words:
    """The distinct words of some keys, and where they are."""

    rows: list[list[str]]
    places: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    forms: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    classes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for at, row in enumerate(self.rows):
            for part in row:
                self.places[part].append(at)
        for part in self.places:
            forms, classes = split_part(part)
            for form in forms:
                self.forms[form].append(part)
            for each in classes:
                self.classes[each].append(part)


def _scores(keys: list[str], query: Query, finalists: int) -> dict[int, float]:
    """The scores 0..1 of the best keys, by position."""
    stored = _Words([key.split() for key in keys])
    tables = [_compare(word, stored) for word in query.words]
    joined = [(at, _compare(word, stored)) for at, word in query.joined]
    weights = [word.weight for word in query.words]
    total = sum(weights)
    if not total:
        return {}
    hopes: dict[int, float] = defaultdict(float)
    for table, weight in zip(tables, weights, strict=True):
        best: dict[int, float] = {}
        for part, score in table.items():
            for at in stored.places[part]:
                if score > best.get(at, 0.0):
                    best[at] = score
        for at, score in best.items():
            hopes[at] += weight * score
    for place, table in joined:
        for part, score in table.items():
            if score > 0.8:
                for at in stored.places[part]:
                    hopes[at] = max(hopes[at], (weights[place] + weights[place + 1]) * score)
    order = sorted(hopes, key=lambda at: (-hopes[at], keys[at]))
    # Whole ties stay together here too.
    if len(order) > finalists:
        edge = hopes[order[finalists - 1]]
        order = [at for at in order[: 6 * finalists] if hopes[at] >= edge]
    return {at: _score(stored.rows[at], query, tables, joined, weights, total) for at in order}


def _score(
    row: list[str],
    query: Query,
    tables: list[dict[str, float]],
    joined: list[tuple[int, dict[str, float]]],
    weights: list[float],
    total: float,
) -> float:
    score = _align(row, tables, weights) / total
    if score < 0.97:
        for at, table in joined:
            if any(table.get(part, 0.0) > 0.8 for part in row):
                merged = [*tables[:at], table, *tables[at + 2 :]]
                heavier = [*weights[:at], weights[at] + weights[at + 1], *weights[at + 2 :]]
                score = max(score, _JOINED * _align(row, merged, heavier) / total)
        score = max(score, _JOINED * _stored_as_two(row, query, tables, weights) / total)
    return score - _EXTRA * max(0, len(row) - len(weights))


def _stored_as_two(
    row: list[str], query: Query, tables: list[dict[str, float]], weights: list[float]
) -> float:
    """As `_align`, with two neighbours of the key read as one word that the query writes together."""
    best = 0.0
    for at in range(len(row) - 1):
        first, second = split_part(row[at])[0][0], split_part(row[at + 1])[0][0]
        one = first + second[1:] if first[-1] == second[0] else first + second
        for place, word in enumerate(query.words):
            if len(word.forms[0]) < len(one) - 2 or tables[place].get(row[at], 0.0) > 0.9:
                continue
            alike = max(OSA.normalized_similarity(form, one) for form in word.forms)
            if alike > 0.8:
                parts = [*row[:at], one, *row[at + 2 :]]
                best = max(
                    best, _align(parts, [*tables[:place], {one: alike}, *tables[place + 1 :]], weights)
                )
    return best


def _align(row: list[str], tables: list[dict[str, float]], weights: list[float]) -> float:
    """The weighted sum of the best assignment of query words to the words of one key."""
    lines = []
    for table, weight in zip(tables, weights, strict=True):
        line = [(weight * table[part], at) for at, part in enumerate(row) if part in table]
        if line:
            line.sort(reverse=True)
            # The best three bound the work of a query that repeats itself, and decide every real one.
            lines.append(line[:3])
    firsts = {line[0][1] for line in lines}
    if len(firsts) == len(lines):
        return sum(line[0][0] for line in lines)
    return _assign(lines, 0, 0)


def _assign(lines: list[list[tuple[float, int]]], at: int, taken: int) -> float:
    if at == len(lines):
        return 0.0
    best = _assign(lines, at + 1, taken)
    for value, place in lines[at]:
        if not taken >> place & 1:
            best = max(best, value + _assign(lines, at + 1, taken | 1 << place))
    return best


def _compare(word: Word, stored: _Words) -> dict[str, float]:
    """How well each stored word agrees with the word, 0..1; those that do not agree are absent."""
    table: dict[str, float] = {}

    def put(parts: list[str], score: float) -> None:
        for part in parts:
            if score > table.get(part, 0.0):
                table[part] = score

    forms = list(stored.forms)
    for wanted in word.forms:
        if len(wanted) == 1:
            for form in forms:
                if form[0] == wanted:
                    put(stored.forms[form], 1.0 if form == wanted else _INITIAL)
            continue
        bones = skeleton(wanted)
        near = process.extract(wanted, forms, scorer=OSA.normalized_similarity, score_cutoff=0.4, limit=None)
        for form, alike, _ in near:
            if alike < 1.0:
                alike = min(_FUZZY, 0.6 * alike + 0.4 * OSA.normalized_similarity(bones, skeleton(form)))
                if alike <= _FLOOR:
                    continue
                if alike < _SURE:
                    alike = _SURE * (alike - _FLOOR) / (_SURE - _FLOOR)
            put(stored.forms[form], alike)
        if len(wanted) > 2:
            for form in forms:
                if form.startswith(wanted) and form != wanted:
                    put(stored.forms[form], 0.78 + 0.15 * len(wanted) / len(form))
        put(stored.forms.get(wanted[0], []), _STORED_INITIAL)
    for each, sure in word.classes:
        name = each.strip("~+")
        short = each.endswith("+")
        if each.startswith("~"):
            put(stored.classes.get(each, []), _FATHERS * sure)
            put(stored.classes.get(name, []), _FATHER * sure)
        else:
            put(stored.classes.get(name, []), _CLASS[short] * sure)
            put(stored.classes.get(f"{name}+", []), _CLASS[short + 1] * sure)
            put(stored.classes.get(f"~{name}", []), _FATHER * sure)
    return table
