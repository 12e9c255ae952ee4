"""What an intake asks, and when it has been asked enough. Pure: no Django, no keys.

No question is about the exploitation, and none must be answered: "rather not say" and "not the right time" complete
a page as any other answer does, so that no count of open questions drives an interrogation.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

YES: Final = "yes"
NO: Final = "no"
NONE: Final = "none"
TOLD: Final = "told"
RATHER_NOT_SAY: Final = "rather_not_say"
NOT_NOW: Final = "not_now"
# Answers that any question takes, and that count as complete.
ALWAYS: Final = (RATHER_NOT_SAY, NOT_NOW)

CASEWORK: Final = "casework"
HEALTH: Final = "health"
LEGAL: Final = "legal"

DONE: Final = "done"
BEGUN: Final = "begun"
OPEN: Final = "open"

# What she says to one question: {"answer": code, "words": text}.
Answer = Mapping[str, str]
Answers = Mapping[str, Answer]


@dataclass(frozen=True)
class Question:
    """One question. `words_on`: the answer that asks for words of hers."""

    code: str
    answers: tuple[str, ...] = (YES, NO)
    words_on: str = YES

    @property
    def allowed(self) -> tuple[str, ...]:
        """Every answer that it takes."""
        return (*self.answers, *ALWAYS)


def in_words(code: str) -> Question:
    """A question that is answered in her words, or not."""
    return Question(code, (TOLD,), TOLD)


@dataclass(frozen=True)
class Section:
    """One page of questions, kept as one record in `compartment`."""

    code: str
    questions: tuple[Question, ...]
    compartment: str = CASEWORK


SAFETY: Final = Section(
    "safety",
    (
        Question("safe_place", words_on=NO),
        Question("danger"),
        in_words("who_with"),
        Question("children_safe", (YES, NO, NONE), NO),
        in_words("plan"),
    ),
)
REST: Final = (
    Section("wants", (in_words("wants"), in_words("not_wanted"))),
    Section("came", (in_words("how"), in_words("who_knows"))),
    Section("family", (in_words("family"), Question("family_contact"))),
    Section("work", (in_words("school"), in_words("work"), in_words("good_at"))),
    Section("health", (in_words("worries"), in_words("medicines"), Question("doctor")), HEALTH),
    Section("legal", (in_words("papers"), Question("court"), Question("lawyer")), LEGAL),
)

KEEP_DATA: Final = "keep_data"
BE_COUNTED: Final = "be_counted"
PURPOSES: Final = (KEEP_DATA, BE_COUNTED)
AGREED: Final = "agreed"
REFUSED: Final = "refused"
CONSENT_ANSWERS: Final = (AGREED, NOT_NOW, REFUSED)

# The steps in the order in which they are offered; each may be taken at any time.
STEPS: Final = ("safety", "told", KEEP_DATA, BE_COUNTED, "needs")


def answered(question: Question, answer: Answer | None) -> bool:
    """Whether a question has an answer that it takes; rather not say and not the right time are answers."""
    return bool(answer) and (answer or {}).get("answer") in question.allowed


def progress(section: Section, answers: Answers) -> tuple[int, int]:
    """How many of a page's questions are answered, and how many there are."""
    return sum(answered(q, answers.get(q.code)) for q in section.questions), len(section.questions)


def state(section: Section, answers: Answers) -> str:
    """Whether a page is done, begun, or still open."""
    count, total = progress(section, answers)
    return DONE if count == total else BEGUN if count else OPEN


def tidy(section: Section, answers: Answers) -> dict[str, dict[str, str]]:
    """Answers as they are kept: only those of the page, and no words where she would rather not say."""
    kept: dict[str, dict[str, str]] = {}
    for question in section.questions:
        given = answers.get(question.code) or {}
        answer, words = str(given.get("answer", "")), str(given.get("words", "")).strip()
        if not answer and words:
            # Words without a mark are an answer all the same.
            answer = question.words_on
        if answer in question.allowed:
            kept[question.code] = {"answer": answer, "words": "" if answer in ALWAYS else words}
    return kept


def alerts_of(answers: Answers) -> tuple[str, ...]:
    """Alerts that answers about safety raise. An answer never takes an alert away: that is a decision."""
    raised = []
    if (answers.get("danger") or {}).get("answer") == YES:
        raised.append("danger_now")
    if (answers.get("children_safe") or {}).get("answer") == NO:
        raised.append("child_at_risk")
    return tuple(raised)


def next_open(states: Mapping[str, str]) -> str | None:
    """The first step that nobody has begun, in the usual order; None when there is none.

    A page that was begun is not asked for again: what is open in it can wait.
    """
    return next((step for step in STEPS if states.get(step, OPEN) == OPEN), None)


def after(step: str, order: Sequence[str], states: Mapping[str, str]) -> str | None:
    """The next step after this one that nobody has begun, or None: then the overview is next."""
    later = order[order.index(step) + 1 :] if step in order else ()
    return next((item for item in later if states.get(item, OPEN) == OPEN), None)


# --- consent


def newest(consents: Sequence[Mapping[str, Any]], purpose: str) -> Mapping[str, Any] | None:
    """The answer that counts: the newest for this purpose. `consents` are oldest first."""
    return next((item for item in reversed(consents) if item.get("purpose") == purpose), None)


def has_agreed(consents: Sequence[Mapping[str, Any]], purpose: str) -> bool:
    """Whether she agrees now. No answer, not now, refused and stopped all mean no."""
    found = newest(consents, purpose)
    return found is not None and found.get("answer") == AGREED


def unexplained(explained: Collection[str], points: Sequence[str]) -> list[str]:
    """Points that were not explained, in their own order: nobody agrees to what she was not told."""
    return [code for code in points if code not in explained]


# --- what the law demands to be reported

REPORT: Final = "report"
TELL: Final = "tell"


def report_next(reported_on: str | None, told_on: str | None) -> str | None:
    """What is still to be done about a report: make it, then tell her; None when both are done."""
    if not reported_on:
        return REPORT
    return None if told_on else TELL


def report_due(
    reported_on: str | None, told_on: str | None, *, due: date, look_again: date
) -> tuple[str, date] | None:
    """What stands on the day list, and on which day."""
    what = report_next(reported_on, told_on)
    return None if what is None else (what, due if what == REPORT else look_again)
