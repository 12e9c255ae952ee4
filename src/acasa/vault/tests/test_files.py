"""Sealed files and drafts: on disk and in the database only sealed, opened only in their place."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from acasa.audit import rules as audit_rules
from acasa.core.errors import Refused
from acasa.core.scope import scoped
from acasa.sealing.errors import Tampered
from acasa.vault import drafts, files, folders
from acasa.vault.models import SealedFile
from acasa.vault.tests.conftest import Cast

CONTENT = "Паспорт Натальи, foaie scanată ".encode() * 9000


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def stored(cast: Cast, content: bytes = CONTENT) -> tuple[Any, Any]:
    with scoped(cast.org.id):
        folder = folders.create(cast["manager"], kind="case", team_id=cast.team.id)
        file_id, written = files.store(folder, "casework", io.BytesIO(content))
        row = SealedFile.objects.get(id=file_id)
        assert list(audit_rules.written_items(written)) == [(file_id, bytes(row.sha256))]
    return folder.id, file_id


@pytest.mark.parametrize("content", [b"", b"x", CONTENT])
def test_a_file_is_read_as_it_was_stored(ours: Cast, media: Path, content: bytes) -> None:
    case, file_id = stored(ours, content)
    path = folders.file_path(file_id)
    sealed = path.read_bytes()
    assert "Натальи".encode() not in sealed
    assert path.is_relative_to(media)
    assert path.stat().st_mode & 0o077 == 0
    with scoped(ours.org.id):
        assert bytes(SealedFile.objects.get().sha256) == hashlib.sha256(sealed).digest()
        folder = folders.open_one(ours.again(ours["psychologist"]), case, verb="file.read")
        assert b"".join(files.read(folder, file_id)) == content


def test_without_the_compartment_or_in_another_folder_it_is_refused(ours: Cast) -> None:
    case, file_id = stored(ours)
    with scoped(ours.org.id):
        folder = folders.open_one(ours["doctor"], case, verb="file.read")
        with pytest.raises(Refused):
            list(files.read(folder, file_id))
        other = folders.create(ours["manager"], kind="case", team_id=ours.team.id)
        for missing in (file_id, uuid4()):
            with pytest.raises(Refused):
                list(files.read(other, missing))


def test_a_changed_or_swapped_file_is_refused(ours: Cast) -> None:
    case, file_id = stored(ours)
    other_case, other_id = stored(ours)
    path, other = folders.file_path(file_id), folders.file_path(other_id)
    original = path.read_bytes()
    flipped = bytearray(original)
    flipped[len(flipped) // 2] ^= 1
    for forged in (bytes(flipped), original[:-20], other.read_bytes(), b""):
        path.write_bytes(forged)
        with scoped(ours.org.id), pytest.raises(Tampered):
            list(files.read(folders.open_one(ours["manager"], case, verb="file.read"), file_id))
    path.write_bytes(original)
    with scoped(ours.org.id):
        SealedFile.objects.filter(id=file_id).update(folder_id=other_case)
    with scoped(ours.org.id), pytest.raises(Tampered):
        list(files.read(folders.open_one(ours["manager"], other_case, verb="file.read"), file_id))


def test_a_deleted_folder_takes_its_files_from_the_disk_after_the_commit_only(ours: Cast) -> None:
    case, file_id = stored(ours)
    path = folders.file_path(file_id)
    with pytest.raises(ZeroDivisionError), scoped(ours.org.id):
        folders.delete_folders(ours["manager"], [case])
        raise ZeroDivisionError
    assert path.exists()
    with scoped(ours.org.id):
        folders.delete_folders(ours["manager"], [case])
    assert not path.exists()


def test_a_draft_opens_for_its_author_alone(ours: Cast) -> None:
    with scoped(ours.org.id):
        sealed = drafts.seal(ours["manager"], "new-case", {"name": "Наталья"})
        assert "Наталья".encode() not in sealed
        assert drafts.open_(ours.again(ours["manager"]), "new-case", sealed) == {"name": "Наталья"}
        for actor, name in ((ours["doctor"], "new-case"), (ours["manager"], "other-form")):
            with pytest.raises(Tampered):
                drafts.open_(actor, name, sealed)
