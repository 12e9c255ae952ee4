"""gunicorn's settings for ``acasa serve``: two processes of four threads; nothing tells of requests.

No preload: Polars hangs after a fork. No access log: addresses of pages tell who worked when on what.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
from typing import Any

from gunicorn.glogging import Logger

bind = os.environ["ACASA_BIND"].split(",")
workers = int(os.environ.get("ACASA_PROCESSES", "2"))
threads = int(os.environ.get("ACASA_THREADS", "4"))
worker_class = "gthread"
preload_app = False
timeout = 120
graceful_timeout = 30
keepalive = 15
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 a heartbeat file, no data
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True
umask = 0o077
proc_name = "acasa"
forwarded_allow_ips = os.environ.get("ACASA_TRUSTED_PROXIES", "127.0.0.1,::1")
certfile = os.environ.get("ACASA_CERTIFICATE")
keyfile = os.environ.get("ACASA_CERTIFICATE_KEY")

PR_SET_PDEATHSIG = 1


class Discreet(Logger):
    """Says nothing of requests that break off (a device that doesn't trust us yet): it would name its address."""

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        if not str(msg).startswith("Invalid request from ip"):
            super().warning(msg, *args, **kwargs)


logger_class = Discreet


def on_starting(server: object) -> None:
    """Leave when the supervisor is killed, so that the port is free for the next one."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def post_worker_init(worker: object) -> None:
    """What is loaded now stays: the collector need not look at it again, nor look round thirty times a page."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
