"""Tables that stand outside row-level security, each with the reason. A table in neither place fails a test."""

OUTSIDE = {
    "people_organisation": "read at sign-in, before an organisation is known; holds no case data",
    "people_user": "read at sign-in by e-mail; staff only",
    "vault_organisationkeys": "public keys",
    "vault_userkey": "public keys; read at sign-in with the lock",
    "vault_lock": "read at sign-in by user; sealed under password, card or link",
    "accounts_session": "read by the hash of a token; sealed under it",
    "accounts_secondfactor": "second factors of staff, sealed under the pepper; read before the scope opens",
    "accounts_papercode": "HMACs of one-time codes of staff",
    "accounts_tries": "throttling: counters under pseudonyms",
    "hers_receipt": "which organisation a receipt's digest belongs to; read before a scope opens; no content",
    "deadlines_feed": "whose calendar feed a secret's pseudonym belongs to; read before a scope opens; no content",
    "sync_device": "devices of staff, read by their id before a scope opens; the secret sealed under the pepper",
    "auth_group": "the framework's, unused",
    "auth_group_permissions": "the framework's, unused",
    "auth_permission": "the framework's, unused",
    "django_content_type": "the framework's",
    "django_migrations": "the framework's",
    "core_cache": "throttling counters and used codes; no case data",
}
