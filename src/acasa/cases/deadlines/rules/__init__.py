"""When something is due: spans, calendars, country packs and their evaluation. Pure: no Django, no database."""
