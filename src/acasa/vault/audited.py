"""The tables whose every ciphertext the audit knows, for acasa.audit.verify."""

from __future__ import annotations

from acasa.audit.verify import Source

# Cards and segments have numbers for keys; cards.card_item and segment_item make ids of them in the same way.
SOURCES = (
    Source("record", "vault_record", "uuid_send(id)", "sha256(sealed)"),
    Source("file", "vault_sealedfile", "uuid_send(id)", "sha256"),
    Source("card", "vault_card", r"'\x0100000000000000'::bytea || int8send(id)", "sha256(sealed)"),
    Source("segment", "vault_segment", r"'\x0200000000000000'::bytea || int8send(id)", "sha256(sealed)"),
)
