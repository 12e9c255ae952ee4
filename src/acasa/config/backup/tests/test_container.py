"""The file format: whatever was changed, cut off or exchanged is refused, and nobody without a kit reads anything."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acasa.config.backup import BackupError, container, kit, place
from acasa.config.backup.container import Damaged, Head, WrongKit
from acasa.sealing import recovery, symmetric
from acasa.sealing.errors import Mistyped

SEEDS = {UUID(int=1): recovery.new_seed(), UUID(int=2): recovery.new_seed()}
PUBLIC = {org_id: recovery.keypair(seed).public for org_id, seed in SEEDS.items()}
AUDIT_KEY = bytes(32)
INSTALLATION = container.installation_id(AUDIT_KEY)
CONTENT: list[tuple[str, list[bytes]]] = [
    ("about", [b'{"a": 1}']),
    ("database", [b"x" * 300_000, b"", b"Natalia" * 9]),
    ("empty", []),
]


def written(
    path: Path, members: Iterable[tuple[str, Iterable[bytes]]] = CONTENT, kind: str = "backup"
) -> bytes:
    key = symmetric.new_key()
    facts = {"installation": INSTALLATION, "made_at": "2026-01-01T00:00:00+00:00"}
    head = container.make_head(kind, uuid4(), key, PUBLIC, facts)
    sink = io.BytesIO()
    size, _ = container.write(sink, head, key, members)
    path.write_bytes(sink.getvalue())
    assert path.stat().st_size == size
    return key


def read(path: Path, key: bytes) -> list[tuple[str, bytes]]:
    return [(name, b"".join(content)) for name, content in container.members(path, key)]


def test_what_was_written_is_read_with_any_organisations_kit(tmp_path: Path) -> None:
    path = tmp_path / "a.backup"
    key = written(path)
    for seed in SEEDS.values():
        assert container.read_head(path).open_key(seed) == key
    assert read(path, key) == [(name, b"".join(pieces)) for name, pieces in CONTENT]
    assert container.check(path, key) == ["about", "database", "empty"]
    assert b"Natalia" not in path.read_bytes()


def test_a_stranger_kit_opens_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.backup"
    written(path)
    with pytest.raises(WrongKit):
        container.read_head(path).open_key(recovery.new_seed())
    with pytest.raises(Damaged):
        read(path, symmetric.new_key())


def test_members_left_unread_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "a.backup"
    key = written(path)
    names = []
    for name, content in container.members(path, key):
        names.append(name)
        if name == "database":
            assert next(content).startswith(b"x")
    assert names == ["about", "database", "empty"]


@pytest.mark.parametrize("place_", [0, 3, 14, 17, 40, 300, 2000, 9000, 100_000, -1])
def test_a_flipped_byte_anywhere_is_refused(tmp_path: Path, place_: int) -> None:
    path = tmp_path / "a.backup"
    key = written(path)
    raw = bytearray(path.read_bytes())
    raw[place_] ^= 1
    path.write_bytes(raw)
    with pytest.raises(BackupError):
        read(path, key)


@pytest.mark.parametrize("size", [0, 5, 19, 500, 5000, 100_000, -1, -100])
def test_a_file_cut_off_is_refused(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a.backup"
    key = written(path)
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(Damaged):
        read(path, key)


def test_a_file_that_goes_on_or_has_another_head_is_refused(tmp_path: Path) -> None:
    path, other = tmp_path / "a.backup", tmp_path / "b.backup"
    key, _ = written(path), written(other)
    original = path.read_bytes()
    path.write_bytes(original + b"x")
    with pytest.raises(Damaged):
        read(path, key)
    head = container.read_head(other)
    start = len(container.MAGIC) + 4
    path.write_bytes(other.read_bytes()[: start + len(head.raw)] + original[start + len(head.raw) :])
    with pytest.raises(Damaged):
        read(path, key)


def test_a_head_says_nothing_but_versions_moment_and_ids(tmp_path: Path) -> None:
    path = tmp_path / "a.backup"
    written(path)
    fields = container.read_head(path).fields
    assert set(fields) == {"kind", "id", "installation", "made_at", "organisations"}
    assert [set(entry) for entry in fields["organisations"]] == [{"id", "key"}] * 2


def test_a_key_is_bound_to_its_kind_and_file(tmp_path: Path) -> None:
    """The wrapped key of one file, put into the head of another, opens nothing."""
    path, other = tmp_path / "a.backup", tmp_path / "b.shred"
    written(path)
    written(other, kind="shred")
    mixed = json.loads(container.read_head(path).raw)
    mixed["organisations"] = container.read_head(other).fields["organisations"]
    with pytest.raises(WrongKit):
        Head(json.dumps(mixed).encode()).open_key(SEEDS[UUID(int=1)])


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(min_size=1, max_size=20), st.lists(st.binary(max_size=3000), max_size=4)),
        max_size=5,
    )
)
def test_any_members_come_back(
    tmp_path_factory: pytest.TempPathFactory, members: list[tuple[str, list[bytes]]]
) -> None:
    path = tmp_path_factory.mktemp("any") / "a.backup"
    key = written(path, members)
    assert read(path, key) == [(name, b"".join(pieces)) for name, pieces in members]


def test_an_error_while_reading_leaves_no_finished_file(tmp_path: Path) -> None:
    def failing() -> Iterator[tuple[str, list[bytes]]]:
        yield "about", [b"x"]
        raise BackupError("pg_dump failed")

    with pytest.raises(BackupError):
        written(tmp_path / "a.backup", failing())
    assert not (tmp_path / "a.backup").exists()


# --- the kit ---------------------------------------------------------------------------------------------------


def test_the_kit_is_read_however_it_is_written(tmp_path: Path) -> None:
    seed = recovery.new_seed()
    text, shares = recovery.encode(seed), recovery.split(seed)
    numbered = "\n\n".join(
        "\n".join(f"{n}. {word}" for n, word in enumerate(share.split(), 1)) for share in shares[:2]
    )
    for typed in (text, text.lower().replace("-", " "), "\n".join(shares[1:]), numbered, "\n".join(shares)):
        path = tmp_path / "kit"
        path.write_text(typed)
        assert kit.from_file(path) == seed
    for wrong in ("", text[:-1], shares[0], "\n".join([shares[0], recovery.split(recovery.new_seed())[0]])):
        path.write_text(wrong)
        with pytest.raises(BackupError):
            kit.from_file(path)


def test_a_slip_is_named() -> None:
    text = recovery.encode(recovery.new_seed())
    groups = text.split("-")
    groups[4] = groups[4][:-1] + ("0" if groups[4][-1] != "0" else "1")
    with pytest.raises(Mistyped) as slip:
        kit.parse("-".join(groups))
    assert slip.value.group == 5


# --- the folder ------------------------------------------------------------------------------------------------


def keep(folder: Path, moment: datetime, *, key: bytes = AUDIT_KEY, verified: bool = True) -> Path:
    backup = folder / f"acasa-{place.stamp(moment)}.backup"
    written(backup)
    written(backup.with_suffix(".shred"), kind="shred")
    backup.with_suffix(".json").write_text(place.manifest_text({"verified": verified}, key))
    return backup


def test_old_backups_go_and_snapshots_of_secrets_sooner(tmp_path: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    made = [keep(tmp_path, now - timedelta(days=day)) for day in range(6)]
    (tmp_path / "acasa-notes.txt").write_text("mine")
    place.tidy(tmp_path, INSTALLATION, keep=4, shred_days=7)
    assert {path.name for path in tmp_path.glob("*.backup")} == {path.name for path in made[:4]}
    assert {path.name for path in tmp_path.glob("*.json")} == {
        path.with_suffix(".json").name for path in made[:4]
    }
    assert {path.stem for path in tmp_path.glob("*.shred")} == {path.stem for path in made[:2]}
    place.tidy(tmp_path, INSTALLATION, keep=4, shred_days=0)
    assert {path.stem for path in tmp_path.glob("*.shred")} == {made[0].stem}
    assert (tmp_path / "acasa-notes.txt").exists()


def test_backups_of_another_installation_are_left_alone(tmp_path: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    made = [keep(tmp_path, now - timedelta(days=day)) for day in range(3)]
    place.tidy(tmp_path, "another", keep=1, shred_days=0)
    assert all(path.exists() for path in made)
    assert place.listing(tmp_path, "another", AUDIT_KEY) == []


def test_the_list_trusts_only_manifests_that_we_wrote(tmp_path: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    good, forged = keep(tmp_path, now), keep(tmp_path, now - timedelta(days=1), key=b"k" * 32)
    unfinished = keep(tmp_path, now - timedelta(days=2))
    unfinished.with_suffix(".json").unlink()
    found = place.listing(tmp_path, INSTALLATION, AUDIT_KEY)
    assert [(kept.path, kept.verified) for kept in found] == [(good, True), (forged, False)]


@pytest.mark.parametrize(
    "golden", sorted(Path(__file__).with_name("golden").iterdir()), ids=lambda path: path.stem
)
def test_every_version_ever_written_is_read(golden: Path, tmp_path: Path) -> None:
    text, *lines = golden.read_text().split()
    path = tmp_path / "golden.backup"
    path.write_bytes(base64.b64decode("".join(lines)))
    key = container.read_head(path).open_key(kit.parse(text))
    assert read(path, key) == [
        ("about", b'{"golden": 1}'),
        ("database", b"x" * 300 + "Наталья".encode()),
        ("empty", b""),
    ]
