"""The tamper-evident record: who did what to which folder, what was refused, and what was written."""
