"""Find a person among the keys of a caseload, best first, and people who may be the same person.

A signature prefilter in Polars leaves some hundreds of rows; their distinct words are compared once with each word of
the query, and each row is scored by the best assignment of query words to its words. Nothing is kept between calls.
"""

from __future__ import annotations

import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import OSA

from acasa.cases.names.fold import skeleton
from acasa.cases.names.key import split_part
from acasa.cases.names.query import Query, Reading, Word, from_key

# Rows that are compared letter by letter; ties at the edge may add as many again.
CANDIDATES = 500
# Scores of 0..100 below this are not shown: at least the better part of the query must be there.
THRESHOLD = 60.0

_CLASS = 0.96  # the same name in another form
_FATHER = 0.85  # a patronymic and the father's name
_FUZZY = 0.93  # the most that a spelling that folds differently may reach
_INITIAL = 0.9
_EXTRA = 0.006  # lost per stored word that the query does not name


def find(frame: pl.DataFrame, query: Query, limit: int = 25) -> pl.DataFrame:
    """The best rows of a frame with columns `key` and `sig` (others are kept), with `score` 0..100, best first.

    Equal scores stand in the order of their keys. Rows below THRESHOLD are left out.
    """
    best: dict[int, float] = {}
    keys: dict[int, str] = {}
    for reading in query.readings:
        rows, found = _candidates(frame, reading)
        for row, key, score in zip(rows, found, _scores(found, reading), strict=True):
            if score * 100 >= THRESHOLD and score > best.get(row, 0.0):
                best[row], keys[row] = score, key
    ranked = sorted(best, key=lambda row: (-best[row], keys[row], row))[:limit]
    scores = pl.Series("score", [round(best[row] * 100, 2) for row in ranked], dtype=pl.Float64)
    return frame[ranked].with_columns(scores)


def similar(key_a: str, key_b: str) -> float:
    """How alike two keys are, 0..100, whichever comes first; words that only one has cost little if two agree."""
    query_a, query_b = from_key(key_a), from_key(key_b)
    if not query_a or not query_b:
        return 0.0
    one = _scores([key_b], query_a.readings[0])[0]
    two = _scores([key_a], query_b.readings[0])[0]
    few = min(len(key_a.split()), len(key_b.split()))
    many = max(len(key_a.split()), len(key_b.split()))
    best, worst = max(one, two), min(one, two)
    # A lone given name is no evidence: as many share it as bear it.
    share = 0.0 if few == many else 0.15 if few > 1 else 0.5
    return round(100 * ((1 - share) * best + share * worst), 2)


def likely_same(key: str, frame: pl.DataFrame, limit: int = 5, threshold: float = 82.0) -> pl.DataFrame:
    """Rows of the frame that may be the person with this key, with `score` 0..100 of `similar`, best first."""
    near = find(frame, from_key(key), limit=max(limit * 4, 20))
    scores = [similar(key, other) for other in near["key"]]
    near = near.with_columns(pl.Series("score", scores, dtype=pl.Float64))
    return near.filter(pl.col("score") >= threshold).sort(["score", "key"], descending=[True, False]).head(limit)


def _candidates(frame: pl.DataFrame, reading: Reading) -> tuple[list[int], list[str]]:
    """Row numbers and keys of the rows whose signatures agree best with the reading."""
    parts = []
    total = 0.0
    for word in reading.words:
        if not word.masks:
            continue
        shares = [
            (pl.col("sig") & pl.lit(bits, dtype=pl.UInt64)).bitwise_count_ones().cast(pl.Float32)
            * (sure * word.weight / count)
            for bits, count, sure in word.masks
        ]
        parts.append(pl.max_horizontal(shares) if len(shares) > 1 else shares[0])
        total += word.weight
    if not parts:
        return [], []
    agreement = parts[0]
    for part in parts[1:]:
        agreement = agreement + part
    found = (
        frame.lazy()
        .select("key", agreement.alias("near"))
        .with_row_index("row")
        .filter(pl.col("near") >= 0.55 * total)
        .collect()
    )
    if found.height > CANDIDATES:
        near = found["near"]
        edge = near.top_k(CANDIDATES).min()
        above = found.filter(near >= edge)
        found = above if above.height <= 2 * CANDIDATES else above.sort("near", descending=True).head(2 * CANDIDATES)
    return found["row"].to_list(), found["key"].to_list()


def _scores(keys: list[str], reading: Reading) -> list[float]:
    """The score 0..1 of each key."""
    rows = [key.split() for key in keys]
    parts = {part: split_part(part) for row in rows for part in row}
    tables = [_compare(word, parts) for word in reading.words]
    joined = [(at, _compare(word, parts)) for at, word in reading.joined]
    weights = [word.weight for word in reading.words]
    if all(weight < 1 for weight in weights):
        weights = [1.0] * len(weights)
    total = sum(weights)
    scores = []
    for row in rows:
        score = _align(row, tables, weights) / total
        for at, table in joined:
            best = max((table.get(part, 0.0) for part in row), default=0.0)
            if best > 0.8:
                merged = [*tables[:at], table, *tables[at + 2 :]]
                merged_weights = [*weights[:at], weights[at] + weights[at + 1], *weights[at + 2 :]]
                score = max(score, 0.99 * _align(row, merged, merged_weights) / total)
        scores.append(score - _EXTRA * max(0, len(row) - len(weights)))
    return scores


def _align(row: list[str], tables: list[dict[str, float]], weights: list[float]) -> float:
    """The weighted sum of the best assignment of query words to the words of one key."""
    lines = [
        sorted(((weight * score, at) for at, part in enumerate(row) if (score := table.get(part))), reverse=True)
        for table, weight in zip(tables, weights, strict=True)
    ]
    lines = [line for line in lines if line]
    firsts = [line[0][1] for line in lines]
    if len(set(firsts)) == len(firsts):
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


def _compare(word: Word, parts: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]) -> dict[str, float]:
    """How well each part agrees with the word, 0..1; parts that do not agree are absent."""
    near: dict[str, float] = {}
    forms = list({form for forms, _ in parts.values() for form in forms})
    for wanted in word.forms:
        bones = skeleton(wanted)
        for form, alike, _ in process.extract(
            wanted, forms, scorer=OSA.normalized_similarity, score_cutoff=0.4, limit=None
        ):
            score = 1.0
            if alike < 1.0:
                score = min(_FUZZY, 0.6 * alike + 0.4 * OSA.normalized_similarity(bones, skeleton(form)))
            if score > near.get(form, 0.0):
                near[form] = score
        if len(wanted) == 1:
            near.update((form, _INITIAL) for form in forms if form[0] == wanted)
        elif len(wanted) > 2:
            for form in forms:
                if len(form) > len(wanted) and form.startswith(wanted):
                    near[form] = max(near.get(form, 0.0), 0.78 + 0.15 * len(wanted) / len(form))
    classes = dict(word.classes)
    table: dict[str, float] = {}
    for part, (forms_of, classes_of) in parts.items():
        score = max([near.get(form, 0.0) for form in forms_of])
        if len(forms_of[0]) == 1 and word.forms[0][0] == forms_of[0]:
            score = max(score, 0.75)
        for each in classes_of:
            if each in classes:
                score = max(score, _CLASS * classes[each])
            elif each.startswith("~") and each[1:] in classes or f"~{each}" in classes:
                score = max(score, _FATHER)
        if score > 0.5:
            table[part] = score if score >= 0.7 else 0.7 * (score - 0.5) / 0.2
    return table
