"""Words of the record for what this part does, and what is said of problems and questions."""

from __future__ import annotations

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

VERBS: dict[str, str | Promise] = {
    "form.add": _("Adding a questionnaire"),
    "form.version": _("Adding a version of a questionnaire"),
    "form.media": _("Adding a file to a questionnaire"),
    "form.publish": _("Publishing a questionnaire"),
    "form.retire": _("Retiring a questionnaire"),
    "form.drop": _("Dropping a draft of a questionnaire"),
    "form.change": _("Changing how a questionnaire is used"),
    "form.read": _("Looking at a questionnaire"),
    "form.open": _("Opening a questionnaire"),
}
DETAILS: dict[str, Any] = {}
TITLES: dict[str, Any] = {}
FORM_KINDS: tuple[str, ...] = ()

STATES: Final[dict[str, Any]] = {
    "draft": pgettext_lazy("questionnaire", "Draft"),
    "published": pgettext_lazy("questionnaire", "Published"),
    "retired": pgettext_lazy("questionnaire", "Retired"),
}
TONES: Final = {"draft": "amber", "published": "pine", "retired": "grey"}

SHEETS: Final[dict[str, Any]] = {
    "survey": pgettext_lazy("sheet", "survey"),
    "choices": pgettext_lazy("sheet", "choices"),
    "settings": pgettext_lazy("sheet", "settings"),
}

# What is wrong, by code: one sentence with the details, and how it is mended.
PROBLEMS: Final[dict[str, Any]] = {
    "too-big": _("The file is too large. A form may have %(limit)s MB."),
    "too-big-unpacked": _("The workbook is packed far too tightly to be an honest form."),
    "empty": _("The file is empty."),
    "password": _("The workbook is protected with a password. Save it without one."),
    "not-readable": _(
        "The file is damaged, or no workbook. Open it in a spreadsheet program and save it as XLSX."
    ),
    "opendocument": _("This is an OpenDocument spreadsheet. Save it as XLSX."),
    "binary-workbook": _("This is a binary workbook (XLSB). Save it as XLSX."),
    "not-a-form": _("This is no form: nothing in it is called “survey”."),
    "no-survey": _("There is no sheet called “survey” with questions in it."),
    "no-questions": _("The sheet has no questions."),
    "too-long": _("The text is far too long."),
    "merged": _("The cells %(cells)s are merged; only the first of them holds the words. Divide them again."),
    "formula": _(
        "The cell %(cell)s holds a spreadsheet formula without a result. Write the words themselves."
    ),
    "duplicate-column": _("The column “%(column)s” is there twice. Remove or rename one."),
    "no-header": _("Column %(number)s has words but no header, so it is not read."),
    "no-column": _("The column “%(column)s” is missing."),
    "misspelt-column": _("The column “%(column)s” is not known and not read. “%(meant)s” may be meant."),
    "invalid-column": _("The header can't be used: it is empty, has a space in it, or names two languages."),
    "misspelt-sheet": _("A sheet's name looks misspelt: %(candidates)s."),
    "no-type": _("The row has no type."),
    "unknown-type": _("There is no type “%(type)s”."),
    "no-list": _("The question “%(name)s” doesn't say from which list to choose."),
    "unknown-list": _("There is no list “%(list)s” on the sheet of choices."),
    "no-choices": _("The questions choose from lists, but the sheet of choices is missing."),
    "no-name": _("The row has no name."),
    "invalid-name": _(
        "The name can't be used. A letter comes first, then letters, digits, _, - or points; no spaces."
    ),
    "duplicate-name": _("Another question here has the same name. Names differ within a group."),
    "reserved-name": _("The name “meta” is taken by the form itself."),
    "similar-name": _("Two names differ only in capital letters."),
    "unmatched-end": _("This ends a group or repeat that was not begun here."),
    "empty-group": _("The group or repeat “%(name)s” has nothing in it."),
    "unmatched-begin": _("The group or repeat “%(name)s” is never ended."),
    "no-calculation": _("The row calculates nothing: its calculation is empty."),
    "bad-parameter": _("The parameters can't be used."),
    "bad-trigger": _("The trigger can't be used: it must be a question that is shown."),
    "or-other": _("“or other” can't be used here."),
    "search": _("search() can't be used here."),
    "no-image": _("A large image needs a small one beside it."),
    "duplicate-list": _("Two lists from files have the same name."),
    "no-choice-name": _("The answer has no name."),
    "no-choice-label": _("The answer has no label, so nobody could read it."),
    "choice-space": _(
        "The answer “%(choice)s” has a space in its name, but several of its list may be chosen."
    ),
    "duplicate-choice": _("The answer is in its list twice."),
    "no-label": _("The repeat has no label."),
    "bad-reference": _("A reference is opened with ${ and not closed with }."),
    "unknown-reference": _("There is no question “%(name)s” to refer to."),
    "unknown-path": _("The expression asks for “%(reference)s”, which is not in the form."),
    "ambiguous-reference": _("Several questions are called “%(name)s”; a reference must name one."),
    "bad-expression": _("The expression can't be read: %(expression)s"),
    "bad-arguments": _("A function gets too few or too many values: %(expression)s"),
    "unknown-function": _("There is no function “%(function)s()”."),
    "cycle": _("The answer depends on itself, directly or through others."),
    "missing-file": _("The file “%(file)s” is missing."),
    "unknown-file": _("The form asks for no file “%(file)s”."),
    "bad-file": _("The file “%(file)s” can't be read."),
    "empty-file": _("The file “%(file)s” has no rows."),
    "file-column": _("The file “%(file)s” has no column “%(column)s”."),
    "no-title": _("The form has no title; its id stands in place of one."),
    "more-settings": _("Only the first row of the settings counts."),
    "missing-translation": _("Some texts are missing in one of its languages."),
    "entities": _("The form uses lists that devices keep (entities). They are not filled from here."),
    "other-form": _(
        "This file is the form “%(found)s”, not “%(wanted)s”. Add it as a questionnaire of its own."
    ),
    "form": _("The form can't be used as it is."),
}
# Codes whose own words are enough: what the reader said besides would only repeat them in English.
_ENOUGH: Final = frozenset(PROBLEMS) - {
    "form",
    "bad-parameter",
    "bad-trigger",
    "or-other",
    "search",
    "missing-translation",
    "entities",
    "cycle",
}

FIELDS: Final[dict[str, Any]] = {
    "label": _("words"),
    "hint": _("hint"),
    "type": _("kind of answer"),
    "when": _("when it is asked"),
    "allowed": _("what may be answered"),
    "needed": _("whether it must be answered"),
    "calculated": _("what is calculated"),
    "answers": _("answers to choose from"),
    "shown": _("how it is shown"),
}
DIFFERENCES: Final[dict[str, Any]] = {
    "added": pgettext_lazy("question", "added"),
    "changed": pgettext_lazy("question", "changed"),
    "removed": pgettext_lazy("question", "removed"),
}
DIFFERENCE_TONES: Final = {"added": "pine", "changed": "amber", "removed": "brick"}

KINDS: Final[dict[str, Any]] = {
    "string": _("Text"),
    "int": _("Whole number"),
    "decimal": _("Number"),
    "date": _("Date"),
    "time": _("Time"),
    "dateTime": _("Date and time"),
    "select1": _("One answer"),
    "select": _("Several answers"),
    "rank": _("Answers in order"),
    "range": _("A number on a scale"),
    "geopoint": _("Place"),
    "geotrace": _("Way"),
    "geoshape": _("Area"),
    "barcode": _("Barcode"),
    "binary": _("File"),
    "acknowledge": _("Confirmation"),
    "note": _("Note to read"),
    "calculate": _("Calculated"),
    "hidden": _("Filled by itself"),
    "group": _("Section"),
    "repeat": _("Section, as often as needed"),
}


class _Missing(dict[str, str]):
    """Details that a sentence names and a problem lacks stay empty."""

    def __missing__(self, key: str) -> str:
        return "…"


def problem_words(code: str, message: str, details: dict[str, str]) -> str:
    """A problem in the reader's language."""
    return str(PROBLEMS.get(code, PROBLEMS["form"])) % _Missing(details)


def problem_more(code: str, message: str, details: dict[str, str]) -> str:
    """What else helps: a word that was probably meant, or the reader's own words where ours say too little."""
    if details.get("circle"):
        return details["circle"]
    if code not in _ENOUGH:
        return message
    meant = details.get("meant", "")
    if meant and code != "misspelt-column":
        return _now("Is “%(word)s” meant?") % {"word": meant}
    return ""
