"""Translations: compile them without gettext, and find what a catalogue lacks.

``python -m acasa.config.translations compile`` writes the .mo files that Django reads (they are not
committed). ``… check`` lists what is missing, unsure or at odds with its source; with gettext installed,
also strings that never reached the catalogues. ``… collect`` gathers new strings into them (needs gettext).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[1]
LANGUAGES = ("ro", "ru")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def catalogues(package: Path = PACKAGE) -> list[Path]:
    """Every .po file of the package."""
    return sorted(package.glob("**/locale/*/LC_MESSAGES/*.po"))


def read(path: Path) -> Catalog:
    """One catalogue. Raises ValueError or PoFileError when it is malformed."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], abort_invalid=True)


def compile_stale(package: Path = PACKAGE) -> int:
    """Write the .mo beside each .po that is newer than it; returns how many were written."""
    written = 0
    for path in catalogues(package):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        descriptor, draft = tempfile.mkstemp(dir=path.parent)
        with open(descriptor, "wb") as file:
            write_mo(file, read(path))
        os.chmod(draft, 0o644)
        os.replace(draft, target)
        written += 1
    return written


def problems(package: Path = PACKAGE) -> Iterator[str]:
    """What is wrong in the catalogues, one sentence each."""
    found = {path.parts[-3] for path in catalogues(package)}
    for language in LANGUAGES:
        if language not in found:
            yield f"There is no catalogue for {language}."
    for path in catalogues(package):
        where = path.relative_to(package)
        for message in read(path):
            if message.id:
                yield from (f"{where}: {said}" for said in _problems_of(message))


def _problems_of(message: Message) -> Iterator[str]:
    sources = message.id if isinstance(message.id, tuple | list) else (message.id,)
    texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if not all(texts):
        yield f"not translated: {sources[0]!r}"
    elif message.fuzzy:
        yield f"unsure (fuzzy): {sources[0]!r}"
    else:
        wanted = set(PLACEHOLDER.findall(str(sources[-1])))
        for text in texts:
            if not set(PLACEHOLDER.findall(str(text))) <= wanted or (
                len(texts) == 1 and set(PLACEHOLDER.findall(str(text))) != wanted
            ):
                yield f"other placeholders than its source: {sources[0]!r} → {text!r}"


def collect(package: Path = PACKAGE) -> None:
    """Gather the strings of the package's sources into its catalogues, with gettext's tools."""
    languages = [word for language in LANGUAGES for word in ("-l", language)]
    ignored = [
        word for name in ("frontend/*", "static/*", "tests/*", "node_modules/*") for word in ("-i", name)
    ]
    (package / "locale").mkdir(exist_ok=True)
    subprocess.run(
        [
            *(sys.executable, "-m", "django", "makemessages"),
            *("--no-wrap", "--no-location", "--no-obsolete", "-v0", *languages, *ignored),
        ],
        cwd=package,
        check=True,
        env={key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"},
    )


def uncollected(package: Path = PACKAGE) -> Iterator[str]:
    """Strings of the sources that are in no catalogue. Needs gettext; collects in a copy."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / package.name
        shutil.copytree(
            package, copy, ignore=shutil.ignore_patterns("static", "frontend", "__pycache__", "*.mo")
        )
        collect(copy)
        for language in LANGUAGES:
            where = Path("locale") / language / "LC_MESSAGES" / "django.po"
            known = (
                {_key(message) for message in read(package / where)} if (package / where).exists() else set()
            )
            for message in read(copy / where):
                if _key(message) not in known:
                    yield f"{where}: not collected: {_key(message)[0]!r}"


def _key(message: Message) -> tuple[str, str]:
    source = message.id[0] if isinstance(message.id, tuple | list) else message.id
    return str(source), str(message.context or "")


def main(verb: str) -> int:
    """Run one verb; the exit code is 1 when something is wrong."""
    if verb == "compile":
        compile_stale()
        return 0
    if verb == "collect":
        collect()
        return 0
    wrong = list(problems())
    if shutil.which("xgettext"):
        wrong += uncollected()
    else:
        wrong.append("gettext is not installed, so new strings can't be looked for.")
    for said in wrong:
        print(said, file=sys.stderr)  # noqa: T201 a command
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
