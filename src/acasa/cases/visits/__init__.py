"""Contacts and visits, follow-up, and aid: what is done with her outside the office, and that everybody comes back.

A home visit has a watch: a plain row with an instant. When the worker has not said "I am out, safe" by then, every
colleague of the team sees it, without any key. No position of anybody is ever taken.
"""
