"""Folders and their records: create, read, write, share. The heart of the vault.

Every write checks the actor's keys, seals, and notes the SHA-256 of each ciphertext for the audit; nothing is
ever stored in plain because a key is missing: MissingRecipient is raised instead.
"""

from acasa.vault.folders.making import (
    create,
    create_many,
    delete_folders,
    share_with_team,
    withdraw_from_team,
)
from acasa.vault.folders.notes import note, open_detail, rsa_public_of, seal_detail
from acasa.vault.folders.opened import Opened, OpenFolder, dumps, file_path, loads
from acasa.vault.folders.opening import ids_by_short, named_keys, open_many, open_one, outlines
from acasa.vault.folders.records import add, change, save_changed, seal_change, seal_new
from acasa.vault.folders.wraps import public_info

__all__ = [
    "OpenFolder",
    "Opened",
    "add",
    "change",
    "create",
    "create_many",
    "delete_folders",
    "dumps",
    "file_path",
    "ids_by_short",
    "loads",
    "named_keys",
    "note",
    "open_detail",
    "open_many",
    "open_one",
    "outlines",
    "public_info",
    "rsa_public_of",
    "save_changed",
    "seal_change",
    "seal_detail",
    "seal_new",
    "share_with_team",
    "withdraw_from_team",
]
