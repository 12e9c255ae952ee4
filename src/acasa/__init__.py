"""Acasa: case work for organisations that assist trafficked persons and their children."""

__version__ = "0.1.0"
