"""The runner of a site on one machine understands the example for nginx, and nginx understands what it makes of it."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bench import front, layout

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def test_the_example_is_served_on_other_ports_and_in_one_folder(tmp_path: Path) -> None:
    made = front.site(tmp_path, 8101, [8102, 8103], tmp_path / "static")
    assert re.findall(r"listen ([^;]+);", made) == ["127.0.0.1:8101 backlog=4096"]
    assert re.findall(r"^ *server (\S+)", made, re.MULTILINE)[:2] == ["127.0.0.1:8102", "127.0.0.1:8103"]
    directives = "\n".join(line.partition("#")[0] for line in made.splitlines())
    assert not re.search(r"ssl_|/srv/|/var/|/etc/", directives)
    assert "proxy_cache_path" in directives and "proxy_cache_use_stale" in directives


@pytest.mark.skipif(NGINX is None, reason="there is no nginx on this machine")
def test_nginx_understands_it(tmp_path: Path) -> None:
    path = front.write(tmp_path / "nginx", layout.free_port(), [8102, 8103], tmp_path)
    told = subprocess.run([str(NGINX), "-t", "-q", "-c", str(path), "-p", str(path.parent)], capture_output=True)
    assert (told.returncode, told.stderr.decode()) == (0, "")
