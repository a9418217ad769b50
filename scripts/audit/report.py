"""What the audit found, as Markdown with the machine and the commit."""

import os
import platform
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from .site import ROOT, Site
from .tools import LEAST, MOST_SHIFT, SLOWEST
from .visits import HEAVIEST, MOST_REQUESTS, Visit


@dataclass
class Findings:
    """Part → its faults; a part that did not run stands in `left_out` with the reason.

    `headers` is page → points of the Observatory; `planted` says what the attacking tools found that was planted.
    """

    faults: dict[str, list[str]] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    speed: dict[str, dict[str, float]] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)
    headers: dict[str, int] = field(default_factory=dict)
    planted: list[str] = field(default_factory=list)


def _machine() -> str:
    names = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    memory = next((line.split()[1] for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), "0")
    system = next((line.partition("=")[2].strip('"') for line in _lines("/etc/os-release") if "PRETTY" in line), "")
    what = names[0] if names else platform.processor() or platform.machine()
    return f"{what}, {os.cpu_count()} cores, {int(memory) // 1_000_000} GB, {system or platform.system()}"


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines() if Path(path).exists() else []


def _commit() -> str:
    def ask(*command: str) -> str:
        return subprocess.run(["git", *command], cwd=ROOT, text=True, capture_output=True).stdout.strip()

    commit = ask("rev-parse", "--short=12", "HEAD") or "unknown"
    return f"{commit} with changes of its own" if ask("status", "--porcelain", "--untracked-files=no") else commit


def markdown(site: Site, found: Findings) -> str:
    """The whole report."""
    kinds = {look.name for look in site.looks}
    lines = ["# What the audit found", ""]
    lines += ["`make audit` writes this page. Everything is measured on one machine against a throw-away site with the"]
    lines += ["demo, served by gunicorn in production mode on 127.0.0.1.", ""]
    lines += [f"- Taken {datetime.now(UTC):%Y-%m-%d %H:%M} UTC · commit {_commit()}", f"- {_machine()}"]
    lines += [f"- {len(kinds)} kinds of pages, {len(site.looks)} pages with their languages", ""]
    if site.without:
        lines += [f"The demo has nothing for: {', '.join(site.without)}.", ""]
    lines += ["| Part | Found |", "|---|---|"]
    lines += [f"| {part} | {_told(faults)} |" for part, faults in found.faults.items()]
    lines += [f"| {part} | **not run**: {why} |" for part, why in found.left_out.items()]
    lines += _planted(found)
    for part, faults in found.faults.items():
        if faults:
            lines += ["", f"## Faults: {part}", "", *(f"- {_safe(fault)}" for fault in faults[:60])]
            lines += [f"- … and {len(faults) - 60} more"] if len(faults) > 60 else []
    return "\n".join([*lines, *_speed(found), *_weights(found)]) + "\n"


def _planted(found: Findings) -> list[str]:
    lines = [f"- {page}: {score} points of the HTTP Observatory" for page, score in found.headers.items()]
    if found.planted:
        lines += ["", f"The tools first found what was planted for them: {'; '.join(found.planted)}."]
    return ["", *lines] if lines else []


def _told(faults: list[str]) -> str:
    return f"**{len(faults)} faults**" if len(faults) > 1 else "**1 fault**" if faults else "nothing"


def _safe(text: str) -> str:
    return text.replace("<", "&lt;").replace("|", "\\|")


def _speed(found: Findings) -> list[str]:
    if not found.speed:
        return []
    least = " / ".join(str(value) for value in LEAST.values())
    lines = ["", "## Lighthouse on a phone, the median of three", ""]
    lines += [f"Asked: {least}, LCP ≤ {SLOWEST / 1000:.1f} s, CLS ≤ {MOST_SHIFT}.", ""]
    lines += ["| Page | Performance | Accessibility | Best practices | SEO | LCP, s | CLS |", "|---" * 7 + "|"]
    return lines + [
        f"| {page} | " + " | ".join(f"{v[name]:.0f}" for name in LEAST) + f" | {v['lcp'] / 1000:.2f} | {v['cls']:.3f} |"
        for page, v in found.speed.items()
    ]


def _weights(found: Findings) -> list[str]:
    if not found.visits:
        return []
    lines = ["", "## Over the wire, with nothing kept from before", ""]
    lines += [f"Asked: at most {HEAVIEST // 1000} kB with headers and {MOST_REQUESTS} requests, none to another host."]
    lines += ["The heaviest language of each kind.", "", "| Page | kB | Requests |", "|---|---|---|"]
    heaviest: dict[str, Visit] = {}
    for visit in found.visits:
        if visit.weight > heaviest.get(visit.look.name, Visit(visit.look)).weight:
            heaviest[visit.look.name] = visit
    return lines + [f"| {name} | {v.weight / 1000:.1f} | {v.requests} |" for name, v in heaviest.items()]
