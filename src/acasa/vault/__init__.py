"""The vault: folders sealed by compartment, the rings that open them, and the sealed caseload.

Order of dependence: shred, locks, keyring < rings < folders, records, files < caseload < recovery.
"""
