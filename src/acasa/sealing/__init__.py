"""Pure cryptography of the vault: no Django, no database, no state besides a limit on Argon2 runs.

Each module owns one format. Every sealed format starts with a version byte; every failure raises a
subclass of :class:`acasa.sealing.errors.SealingError` and returns no data. The design is in `docs/`.
"""
