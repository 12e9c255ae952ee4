"""Sealed files: encrypted streams in the media folder, their names and types in records."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID, uuid4

import psycopg
from django.db import transaction

from acasa.audit import rules as audit_rules
from acasa.core.errors import Refused
from acasa.sealing import files as sealed_files
from acasa.sealing import symmetric
from acasa.sealing.binding import binding
from acasa.vault.folders import OpenFolder, file_path
from acasa.vault.models import SealedFile


def _key(folder: OpenFolder, compartment: str, key_version: int) -> bytes:
    return symmetric.subkey(folder.keys[(compartment, key_version)], folder.shred_secret, b"acasa file key 1")


def _aad(folder: OpenFolder, compartment: str, file_id: UUID, key_version: int) -> bytes:
    return binding("file", folder.org_id, folder.id, compartment, file_id, key_version)


def store(folder: OpenFolder, compartment: str, source: BinaryIO) -> tuple[UUID, bytes]:
    """Seal a stream to disk, durable before the row commits. Returns its id and the audit's bytes.

    If the unit of work is rolled back later, the sealed bytes stay behind as a file that no row names.
    """
    key_version, _ = folder.newest_key(compartment)
    file_id = uuid4()
    path = file_path(file_id)
    path.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    buffer = io.BytesIO()
    sealed_files.encrypt_file(
        _key(folder, compartment, key_version),
        source,
        buffer,
        _aad(folder, compartment, file_id, key_version),
    )
    content = buffer.getbuffer()
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as sink:
        sink.write(content)
        sink.flush()
        os.fsync(sink.fileno())
    for parent in (path.parent, path.parent.parent):
        _sync(parent)
    digest = hashlib.sha256(content).digest()
    try:
        with transaction.atomic():
            SealedFile.objects.create(
                id=file_id,
                org_id=folder.org_id,
                folder_id=folder.id,
                compartment=compartment,
                key_version=key_version,
                sha256=digest,
            )
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return file_id, audit_rules.written(file_id, content)


def _sync(folder: Path) -> None:
    """Make a new name in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(folder: OpenFolder, file_id: UUID) -> Iterator[bytes]:
    """The plain content of a file of this folder, in chunks. Refused if it is not there or has no key."""
    row = SealedFile.objects.filter(id=file_id, folder_id=folder.id).first()
    if row is None or (row.compartment, row.key_version) not in folder.keys:
        raise Refused("file.read", folder.id)
    key = _key(folder, row.compartment, row.key_version)
    source = open(file_path(file_id), "rb")  # noqa: SIM115 - closed when the last chunk was read
    try:
        pieces = sealed_files.decrypt_file(
            key, source, _aad(folder, row.compartment, file_id, row.key_version)
        )
    except BaseException:
        source.close()
        raise
    return _Closing(source, pieces)


class _Closing:
    """Chunks of a file that is closed with them, also when nobody asked for the first one."""

    def __init__(self, source: BinaryIO, pieces: Iterator[bytes]) -> None:
        self._source = source
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except BaseException:
            self._source.close()
            raise

    def close(self) -> None:
        self._source.close()


def damaged(connection: psycopg.Connection[Any]) -> Iterator[tuple[UUID, str]]:
    """Sealed files that are missing or changed on the disk, with the owner's connection: (id, what is wrong)."""
    for file_id, expected in connection.execute(
        "select id, sha256 from vault_sealedfile order by id"
    ).fetchall():
        try:
            with open(file_path(file_id), "rb") as source:
                digest = hashlib.file_digest(source, "sha256").digest()
        except FileNotFoundError:
            # Removed since the list was made, together with its row?
            if connection.execute("select 1 from vault_sealedfile where id = %s", [file_id]).fetchone():
                yield file_id, "missing"
            continue
        if digest != bytes(expected):
            yield file_id, "changed"
