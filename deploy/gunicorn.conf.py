"""Gunicorn for the portal: `gunicorn --config deploy/gunicorn.conf.py`. Sizes come from the environment.

WEB_BIND          address or socket to listen at (127.0.0.1:8000); systemd's socket is taken instead where there is one
WEB_CONCURRENCY   worker processes (one for each processor)
WEB_THREADS       requests that one worker answers at a time (2)
WEB_MAX_REQUESTS  requests after which a worker is replaced (200000)
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from polkka.operations import workers as figures  # only now can it be found

wsgi_app = "polkka.wsgi"
bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY") or os.cpu_count() or 1)
threads = int(os.environ.get("WEB_THREADS") or 2)  # more only take the interpreter from each other (docs/adr/0014)
worker_class = "gthread"
worker_connections = 2_000  # open at a time in one worker, most of them waiting for the next request
backlog = 2_048

preload_app = True  # dictionaries and search index are read once and shared by all workers
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112  # read before anything of ours is there
proc_name = "polkka"

timeout = 60  # seconds without a sign of life after which a worker is killed
graceful_timeout = 30  # seconds that requests under way have at a restart
keepalive = 75  # seconds; longer than the server in front keeps a connection, so that it never uses a closed one
max_requests = int(os.environ.get("WEB_MAX_REQUESTS") or 200_000)  # then a worker is replaced by a new one …
max_requests_jitter = max_requests // 4  # … not all of them at once

limit_request_line = 8_190
limit_request_fields = 60
forwarded_allow_ips = ""  # no header changes scheme or path here: TRUSTED_PROXIES says what the portal believes
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""
accesslog = None  # the server in front writes one, without addresses (deploy/nginx/polkka.conf)
errorlog = "-"
loglevel = "warning"

figures.share()  # the workers add up what /metrics tells; see polkka/operations/workers.py
on_starting = figures.on_starting
child_exit = figures.child_exit
