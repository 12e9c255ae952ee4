"""Identification: screening over indicators that explains itself, and apart from it the human determination."""
