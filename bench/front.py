"""The server in front, from the example of deploy/nginx: another port, no certificate, everything in one folder."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from .kept import ROOT

EXAMPLE = ROOT / "deploy" / "nginx" / "polkka.conf"
MAIN = """\
{user}daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
worker_processes 2;
worker_rlimit_nofile 20000;
events {{ worker_connections 8192; }}
http {{
types {{ text/html html; text/css css; application/javascript js; image/svg+xml svg; image/webp webp; }}
default_type application/octet-stream;
client_body_temp_path {folder}/body;
proxy_temp_path {folder}/passed;
fastcgi_temp_path {folder}/fastcgi;
uwsgi_temp_path {folder}/uwsgi;
scgi_temp_path {folder}/scgi;
{site}}}
"""
_SERVER = re.compile(r"^server \{$.*?^\}$\n?", re.MULTILINE | re.DOTALL)
_LISTEN = re.compile(r"^ *listen [^;]*;.*\n", re.MULTILINE)
_TLS = re.compile(r"^ *ssl_\w+ [^;]*;.*\n", re.MULTILINE)
_NODE = re.compile(r"^( *)server 127\.0\.0\.1:8000\b([^;]*);.*\n", re.MULTILINE)
_MOST = re.compile(r"^( *limit_conn polkka_people) \d+;", re.MULTILINE)


def write(folder: Path, port: int, nodes: Sequence[int], static: Path) -> Path:
    """Write the configuration for nginx into `folder`, made here; its path."""
    folder.mkdir(mode=0o755)
    (folder / "away").mkdir()
    (folder / "away" / "away.html").write_text("<!doctype html><title>POLKKA</title>", encoding="utf-8")
    path = folder / "nginx.conf"
    user = "" if os.getuid() else "user root;\n"
    path.write_text(MAIN.format(user=user, folder=folder, site=site(folder, port, nodes, static)), encoding="utf-8")
    return path


def site(folder: Path, port: int, nodes: Sequence[int], static: Path) -> str:
    """The example with the ports and folders of this run; everybody asks from one address, so nobody has too many."""
    text = EXAMPLE.read_text(encoding="utf-8")
    text = _SERVER.sub(lambda found: found[0] if "proxy_pass" in found[0] else "", text)
    text = _LISTEN.sub("", _TLS.sub("", text))
    text = re.sub(r"^server \{$", f"server {{\n    listen 127.0.0.1:{port} backlog=4096;", text, flags=re.MULTILINE)
    text = _NODE.sub(lambda found: "".join(f"{found[1]}server 127.0.0.1:{n}{found[2]};\n" for n in nodes), text)
    text = _MOST.sub(r"\1 60000;", text)
    for there, here in (
        ("/var/cache/nginx/polkka", f"{folder}/cache"),
        ("/var/log/nginx", str(folder)),
        ("/srv/polkka/static", str(static)),
        ("/srv/polkka/away", f"{folder}/away"),
    ):
        text = text.replace(there, here)
    return text
