"""The secrets: made once, closed to others, and never silently replaced."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from acasa.config.secrets import NAMES, Secrets, SecretsError, data_folder, load


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_they_are_made_once_and_closed_to_others(tmp_path: Path) -> None:
    data = tmp_path / "var"
    first = load(data, create=True, env={})
    assert load(data, create=True, env={}) == first == load(data, env={})
    assert mode(data / "secrets") == 0o700
    files = list((data / "secrets").iterdir())
    assert {path.name for path in files} == {*NAMES, "made-here"}
    assert {mode(path) for path in files} == {0o600}


def test_the_keys_are_32_bytes_and_all_differ(tmp_path: Path) -> None:
    made = load(tmp_path, create=True, env={})
    assert len(made.pepper) == len(made.audit_key) == 32
    assert len({getattr(made, name) for name in NAMES}) == len(NAMES)
    assert load(tmp_path / "other", create=True, env={}).pepper != made.pepper


def test_their_values_are_not_in_their_repr(tmp_path: Path) -> None:
    made = load(tmp_path, create=True, env={})
    assert repr(made) == "Secrets(…)"
    assert made.django_secret_key not in f"{made}"


def test_without_create_a_missing_one_is_said_and_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(SecretsError, match="pepper"):
        load(tmp_path / "var", env={})
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("name", NAMES)
def test_a_lost_one_is_never_made_anew(tmp_path: Path, name: str) -> None:
    load(tmp_path, create=True, env={})
    (tmp_path / "secrets" / name).unlink()
    with pytest.raises(SecretsError, match=f"gone: {name}"):
        load(tmp_path, create=True, env={})
    assert not (tmp_path / "secrets" / name).exists()


def test_a_database_without_its_secrets_is_refused(tmp_path: Path) -> None:
    (tmp_path / "postgres" / "conf").mkdir(parents=True)
    (tmp_path / "postgres" / "conf" / "made").write_text("18\n")
    with pytest.raises(SecretsError, match="Restore them from a backup"):
        load(tmp_path, create=True, env={})


def test_a_killed_first_start_is_finished_by_the_next(tmp_path: Path) -> None:
    first = load(tmp_path, create=True, env={})
    for name in ("audit_key", "made-here"):
        (tmp_path / "secrets" / name).unlink()
    again = load(tmp_path, create=True, env={})
    assert again.pepper == first.pepper
    assert again.audit_key != first.audit_key


@pytest.mark.parametrize("bits", [0o640, 0o604, 0o620, 0o602])
def test_one_that_others_may_read_or_write_is_refused(tmp_path: Path, bits: int) -> None:
    load(tmp_path, create=True, env={})
    (tmp_path / "secrets" / "pepper").chmod(bits)
    with pytest.raises(SecretsError, match="chmod 600"):
        load(tmp_path, create=True, env={})


def test_a_folder_that_others_may_enter_is_refused(tmp_path: Path) -> None:
    load(tmp_path, create=True, env={})
    (tmp_path / "secrets").chmod(0o755)
    with pytest.raises(SecretsError, match="chmod 700"):
        load(tmp_path, env={})


def test_a_link_in_place_of_one_is_refused(tmp_path: Path) -> None:
    load(tmp_path, create=True, env={})
    pepper = tmp_path / "secrets" / "pepper"
    elsewhere = tmp_path / "elsewhere"
    pepper.rename(elsewhere)
    pepper.symlink_to(elsewhere)
    with pytest.raises(SecretsError, match="cannot be read"):
        load(tmp_path, env={})


@pytest.mark.parametrize("text", ["", "abc", "zz" * 32, "ab" * 31, "ab" * 33])
def test_a_malformed_key_is_refused(tmp_path: Path, text: str) -> None:
    load(tmp_path, create=True, env={})
    (tmp_path / "secrets" / "pepper").write_text(text)
    with pytest.raises(SecretsError, match="64 hexadecimal digits"):
        load(tmp_path, env={})


def test_the_environment_and_its_files_come_first(tmp_path: Path) -> None:
    file = tmp_path / "audit"
    file.write_text("cd" * 32 + "\n")
    file.chmod(0o444)
    made = load(
        tmp_path / "var", create=True, env={"ACASA_PEPPER": "ab" * 32, "ACASA_AUDIT_KEY_FILE": str(file)}
    )
    assert made.pepper == b"\xab" * 32
    assert made.audit_key == b"\xcd" * 32
    assert not (tmp_path / "var" / "secrets" / "pepper").exists()


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"ACASA_PEPPER": "short"}, "64 hexadecimal digits"),
        ({"ACASA_DB_APP_PASSWORD": "short"}, "shorter than 16"),
        ({"ACASA_PEPPER_FILE": "/nonexistent/pepper"}, "cannot be read"),
        ({"ACASA_PEPPER": "ab" * 32, "ACASA_PEPPER_FILE": "/nonexistent/pepper"}, "keep one of them"),
    ],
)
def test_a_bad_environment_is_said(tmp_path: Path, env: dict[str, str], said: str) -> None:
    with pytest.raises(SecretsError, match=said):
        load(tmp_path, create=True, env=env)


def test_a_file_from_the_environment_that_others_may_change_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "pepper"
    file.write_text("ab" * 32)
    file.chmod(0o666)
    with pytest.raises(SecretsError, match="chmod go-w"):
        load(tmp_path / "var", create=True, env={"ACASA_PEPPER_FILE": str(file)})


def test_two_first_starts_at_once_agree(tmp_path: Path) -> None:
    results = []
    for _ in range(8):
        reader, writer = os.pipe()
        if os.fork() == 0:
            os.write(writer, load(tmp_path, create=True, env={}).pepper)
            os._exit(0)
        os.close(writer)
        results.append(reader)
    peppers = {os.read(reader, 32) for reader in results}
    for reader in results:
        os.close(reader)
        os.wait()
    assert len(peppers) == 1
    assert peppers == {load(tmp_path, env={}).pepper}


def test_throwaway_ones_are_whole_and_differ() -> None:
    first, second = Secrets.throwaway(), Secrets.throwaway()
    assert len(first.pepper) == 32
    assert first != second


def test_the_data_folder_follows_the_environment(tmp_path: Path) -> None:
    assert data_folder({"ACASA_DATA": str(tmp_path)}) == tmp_path
    assert data_folder({}).name == "var"
    assert data_folder({}).is_absolute()
