"""Reads of cases. Each begins with the actor, and the audit says that it took place."""
