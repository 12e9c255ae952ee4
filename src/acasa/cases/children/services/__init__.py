"""Writes of a child's file: one transaction each, checked, written, told to the record."""
