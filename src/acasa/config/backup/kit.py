"""The recovery kit as a person types it: 14 groups, or two of three shares."""

from __future__ import annotations

import re
from pathlib import Path

import typer

from acasa.config.backup import BackupError
from acasa.sealing import recovery
from acasa.sealing.errors import DifferentKits, Mistyped, SealingError, TooFewShares


def from_file(path: Path) -> bytes:
    """The kit's seed from a text file: the groups, or shares one under the other. Raises BackupError."""
    try:
        return parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError(f"{path} can't be read: {error}") from None
    except SealingError as error:
        raise BackupError(f"{path}: {error}") from None


def parse(text: str) -> bytes:
    """The kit's seed from text. Raises a SealingError that says which group or word is wrong."""
    words = re.findall(r"[^\W\d_]{3,}", text)
    if len(words) < recovery.WORDS:
        return recovery.decode(text.strip())
    if len(words) % recovery.WORDS == 0:
        # Numbered or broken into lines as it may be, a share has 33 words.
        starts = range(0, len(words), recovery.WORDS)
        return recovery.combine([" ".join(words[start : start + recovery.WORDS]) for start in starts])
    return recovery.combine([part for part in re.split(r"\n\s*\n|\n", text) if part.strip()])


def ask(interactive: bool) -> bytes:
    """The kit's seed from the keyboard, asked again after each slip; from a pipe, read once."""
    if not interactive:
        try:
            return parse(typer.get_text_stream("stdin").read())
        except SealingError as error:
            raise BackupError(str(error)) from None
    typer.echo("Type the recovery kit: the 14 groups of five characters, or one share (33 words).", err=True)
    shares: list[str] = []
    while True:
        number = len(shares) + 1
        typed = str(typer.prompt("Recovery kit" if not shares else f"Share {number}", err=True)).strip()
        try:
            if not shares and len(typed.split()) < recovery.WORDS // 2 + 5:
                return recovery.decode(typed)
            return recovery.combine([*shares, typed])
        except TooFewShares:
            shares.append(typed)
            typer.echo("Good. Now another share.", err=True)
        except DifferentKits as error:
            raise BackupError(str(error)) from None
        except Mistyped as error:
            typer.echo(f"{error} Please type it again.", err=True)
