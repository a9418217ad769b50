"""wapiti crawls a site and attacks every address and form it finds, signed out and as people of the demo."""

import json
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .environment import clean, program
from .target import Person, Target

MODULES = "cookieflags,crlf,csp,csrf,exec,file,http_headers,permanentxss,redirect,sql,upload,xss"
"""What can be tried without a server outside this machine; ssrf, xxe and log4shell would need one."""
PLANTED = {
    "Reflected Cross Site Scripting",
    "SQL Injection",
    "Path Traversal",
    "Open Redirect",
    "Cross Site Request Forgery",
    "Content Security Policy Configuration",
    "HttpOnly Flag cookie",
    "Internal Server Error",
}
"""What wapiti must find in the site of planted faults."""


@dataclass(frozen=True)
class Bounds:
    """How far a run goes: seconds for crawling and for each kind of attack, links from one page, steps from a start."""

    crawl: int
    attack: int
    links: int
    depth: int


def missed(planted: Target) -> set[str]:
    """The planted faults that are not found."""
    found = {told.partition(":")[0] for told in attacked(planted, ["/"], Bounds(30, 20, 20, 2))}
    return PLANTED - found


def attacked(target: Target, starts: Iterable[str], bounds: Bounds, person: Person | None = None) -> list[str]:
    """What is found, one line each: its kind, method, path and parameter."""
    name = person.name if person else "visitor"
    report = target.folder / f"wapiti-{target.port}-{name}.json"
    command = [str(program("audit", "wapiti")), "-u", target.url + "/", "--scope", "folder", "-m", MODULES]
    command += ["--store-session", str(target.folder / f"wapiti-{target.port}-{name}")]
    command += ["--store-config", str(target.folder / "wapiti"), "--flush-session", "--no-bugreport", "-v", "0"]
    command += ["--max-scan-time", str(bounds.crawl), "--max-attack-time", str(bounds.attack)]
    command += ["--max-links-per-page", str(bounds.links), "-d", str(bounds.depth), "-t", "20"]
    command += ["--skip", "csrfmiddlewaretoken"]
    command += [part for path in starts for part in ("-s", target.url + path)]
    command += [part for path in target.leave for part in ("-x", f"{target.url}{path}*")]
    command += ["-f", "json", "-o", str(report), "-c", _cookies(target, name, target.cookies(person))]
    most = bounds.crawl + bounds.attack * len(MODULES.split(",")) + 60
    told = subprocess.run(command, text=True, capture_output=True, timeout=most, env=clean(), cwd=target.folder)
    if not report.exists():
        raise RuntimeError(f"wapiti ended without a report: {(told.stdout + told.stderr)[-500:]}")
    return findings(json.loads(report.read_text(encoding="utf-8")))


def _cookies(target: Target, name: str, cookies: Mapping[str, str]) -> str:
    """The file wapiti reads cookies from: host → path → name → value."""
    path = target.folder / f"cookies-{target.port}-{name}.json"
    rest = {"expires": None, "secure": True, "port": None, "version": 0}
    told = {name: {"value": value, **rest} for name, value in cookies.items()}
    path.write_text(json.dumps({"127.0.0.1": {"/": told}}), encoding="utf-8")
    return str(path)


def findings(report: dict[str, Any]) -> list[str]:
    """What the report of wapiti says, said once for each kind, method, path and parameter."""
    told = {
        f"{kind}: {row['method']} {row['path']} {row['parameter']}".rstrip() + f" ({row['info'][:160]})"
        for part in ("vulnerabilities", "anomalies")
        for kind, rows in report[part].items()
        for row in rows
    }
    return sorted(told)
