"""Every act that cases write has words in the record."""

import re
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

CASES = Path(__file__).resolve().parents[1]
# A verb stands as the second argument of note(), as `verb=`, or in Refused().
WRITTEN = re.compile(r'(?:note\(\s*actor,\s*|Refused\(\s*|verb(?:: str)? ?= ?)"([a-z_]+\.[a-z_]+)"')


def test_every_verb_that_is_written_has_words() -> None:
    written = {
        verb
        for path in CASES.rglob("*.py")
        if "tests" not in path.parts
        for verb in WRITTEN.findall(path.read_text())
    }
    assert "case.read" in written and "caseload.search" in written
    worded = {verb for path in settings.ACASA_RECORD_VERBS for verb in import_string(path)}
    assert written <= worded
