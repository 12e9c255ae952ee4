"""Catalogues are compiled without gettext, and what they lack is found."""

from __future__ import annotations

import gettext
import os
import shutil
from pathlib import Path

import pytest

from acasa.config import translations

HEAD = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n==0 || (n!=1 && n%100>=1 && n%100<=19) ? 1 : 2);\\n"\n\n'
)


def write(package: Path, language: str, body: str) -> Path:
    path = package / "locale" / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + body, encoding="utf-8")
    return path


def test_a_catalogue_is_compiled_once_and_again_when_it_changed(tmp_path: Path) -> None:
    path = write(tmp_path, "ro", 'msgid "case"\nmsgstr "caz"\n')
    assert translations.compile_stale(tmp_path) == 1
    assert translations.compile_stale(tmp_path) == 0
    with path.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("case") == "caz"
    path.write_text(path.read_text().replace("caz", "dosar"))
    os.utime(path, (path.stat().st_mtime + 5,) * 2)
    assert translations.compile_stale(tmp_path) == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('msgid "case"\nmsgstr ""\n', "not translated: 'case'"),
        ('#, fuzzy\nmsgid "case"\nmsgstr "caz"\n', "unsure (fuzzy): 'case'"),
        ('msgid "Open %(name)s"\nmsgstr "Deschide %(nume)s"\n', "other placeholders"),
        ('msgid "Open {name}"\nmsgstr "Deschide"\n', "other placeholders"),
        (
            'msgid "%(n)s case"\nmsgid_plural "%(n)s cases"\n'
            'msgstr[0] "un caz"\nmsgstr[1] "%(n)s cazuri"\nmsgstr[2] ""\n',
            "not translated",
        ),
    ],
)
def test_what_a_catalogue_lacks_is_found(tmp_path: Path, body: str, said: str) -> None:
    write(tmp_path, "ro", body)
    write(tmp_path, "ru", 'msgid "case"\nmsgstr "дело"\n')
    found = list(translations.problems(tmp_path))
    assert len(found) == 1
    assert said in found[0]


def test_a_whole_one_has_no_problems_and_a_missing_language_is_said(tmp_path: Path) -> None:
    plural = (
        'msgid "%(n)s case"\nmsgid_plural "%(n)s cases"\n'
        'msgstr[0] "un caz"\nmsgstr[1] "%(n)s cazuri"\nmsgstr[2] "%(n)s de cazuri"\n'
    )
    write(tmp_path, "ro", plural)
    assert list(translations.problems(tmp_path)) == ["There is no catalogue for ru."]


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed")
def test_a_text_that_never_reached_the_catalogues_is_found(tmp_path: Path) -> None:
    package = tmp_path / "package"
    for language in translations.LANGUAGES:
        write(package, language, 'msgid "case"\nmsgstr "x"\n')
    (package / "views.py").write_text(
        'from django.utils.translation import gettext as _\n_("case")\n_("contact")\n'
    )
    found = list(translations.uncollected(package))
    assert [said.rpartition(": ")[2] for said in found] == ["'contact'"] * 2
    assert not list(package.glob("**/*.pot"))
