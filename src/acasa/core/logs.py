"""Logs without content: an exception's type and place, never its message, variables or the request's body."""

from __future__ import annotations

import logging
import traceback


class BareFilter(logging.Filter):
    """Replaces exception text by type and code positions, and drops the arguments of request logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            places = "; ".join(
                f"{frame.filename.rsplit('/', 2)[-2]}/{frame.name}:{frame.lineno}"
                for frame in traceback.extract_tb(trace)[-6:]
            )
            record.exc_info = None
            record.exc_text = None
            record.msg = f"{kind.__name__} at {places}"
            record.args = ()
        elif record.name.startswith("django.request") or record.name.startswith("django.security"):
            record.msg = f"{record.name} status {getattr(record, 'status_code', '-')}"
            record.args = ()
        return True
