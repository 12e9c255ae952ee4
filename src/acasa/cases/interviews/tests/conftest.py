from acasa.vault.testing import cast, cheap_passwords  # noqa: F401
