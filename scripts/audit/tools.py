"""The programs from elsewhere: the Nu HTML checker (Java) and Lighthouse (Node), installed into tools/ at first use."""

import json
import os
import re
import shutil
import statistics
import subprocess
from pathlib import Path

from .environment import CannotRun
from .site import ROOT, Site

TOOLS = ROOT / "tools"
VNU = TOOLS / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
LIGHTHOUSE = TOOLS / "node_modules" / ".bin" / "lighthouse"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROME = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
SAID = re.compile(r'/html/(?P<where>[^"]*)":(?P<line>[\d.-]+): (?P<what>.*)')
RUNS, TRIES = 3, 3
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST = dict(zip(CATEGORIES, (98, 100, 100, 100), strict=True))
SLOWEST, MOST_SHIFT = 1500.0, 0.01  # milliseconds of the largest paint; layout shift


def chromium() -> str:
    """The path of a Chromium."""
    named = os.environ.get("CHROMIUM", "")
    found = next((path for path in map(shutil.which, (named, *BROWSERS)) if path), None)
    if found is None:
        raise CannotRun("no Chromium on this machine (CHROMIUM names one)")
    return found


def node_package(program: str, wanted: Path) -> None:
    if shutil.which(program) is None:
        raise CannotRun(f"{program} is not installed")
    if wanted.exists():
        return
    if shutil.which("npm") is None:
        raise CannotRun("npm is not installed")
    told = subprocess.run(["npm", "install", "--ignore-scripts"], cwd=TOOLS, text=True, capture_output=True)
    if told.returncode or not wanted.exists():
        raise CannotRun("npm install failed: " + (told.stderr.strip().splitlines() or ["no word why"])[-1])


def check_html(site: Site) -> list[str]:
    """What the Nu HTML checker finds, errors and warnings alike, one line each."""
    node_package("java", VNU)
    folder = site.folder / "html"
    folder.mkdir()
    for look in site.looks:
        (folder / f"{look.name}.{look.language}.html").write_bytes(site.get(look.path)[1])
    command = ["java", "-jar", str(VNU), "--skip-non-html", "--format", "gnu", str(folder)]
    told = subprocess.run(command, text=True, capture_output=True, timeout=600)
    return grouped((told.stdout + told.stderr).splitlines())


def grouped(lines: list[str]) -> list[str]:
    """The same said of many pages is said once, with the first place and the number."""
    places: dict[str, list[str]] = {}
    for line in lines:
        if found := SAID.search(line):
            places.setdefault(found["what"], []).append(found["where"] + ":" + found["line"])
        elif line.strip():
            places[line] = [""]
    return [f"{what} ({found[0]}, {len(found)} times)" for what, found in places.items()]


def measure(site: Site, runs: int = RUNS) -> dict[str, dict[str, float]]:
    """Kind of page → the median of so many runs of Lighthouse on a phone: four scores of 100, LCP in ms, CLS."""
    node_package("node", LIGHTHOUSE)
    found = {}
    for look in site.looks:
        if not look.is_measured or look.language != "fi":
            continue
        results = [_patiently(site, look.path, number) for number in range(runs)]
        found[look.name] = {key: statistics.median(result[key] for result in results) for key in results[0]}
    return found


def _patiently(site: Site, path: str, number: int) -> dict[str, float]:
    """One run; Chromium sometimes loses its trace, and then the run is made again."""
    for _try in range(TRIES - 1):
        try:
            return _lighthouse(site, path, number)
        except (CannotRun, subprocess.TimeoutExpired) as lost:
            print(f"    {path}: once more ({lost})", flush=True)
    return _lighthouse(site, path, number)


def _lighthouse(site: Site, path: str, number: int) -> dict[str, float]:
    out = site.folder / f"lighthouse-{number}.json"
    command = [str(LIGHTHOUSE), site.url + path, "--quiet", f"--chrome-flags={CHROME}", "--output=json"]
    command += [f"--output-path={out}"]
    command.append(f"--only-categories={','.join(CATEGORIES)}")
    environment = {**os.environ, "CHROME_PATH": chromium()}
    told = subprocess.run(command, text=True, capture_output=True, timeout=180, env=environment)
    if told.returncode:
        raise CannotRun("Lighthouse failed: " + (told.stderr.strip().splitlines() or ["no word why"])[-1])
    report = json.loads(out.read_text(encoding="utf-8"))
    scores = {name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES}
    audits = report["audits"]
    missed = [
        audit["id"]
        for name in CATEGORIES[1:]
        for ref in report["categories"][name]["auditRefs"]
        if (audit := audits[ref["id"]])["score"] is not None and audit["score"] < 1 and ref["weight"]
    ]
    if missed:
        print(f"    {path}: {', '.join(missed)}", flush=True)
    paint, shift = (audits[name]["numericValue"] for name in ("largest-contentful-paint", "cumulative-layout-shift"))
    return {**scores, "lcp": round(paint), "cls": round(shift, 4)}


def too_slow(found: dict[str, dict[str, float]]) -> list[str]:
    """What does not reach the measure."""
    faults = [
        f"{page}: {name} {values[name]:.0f} (at least {least})"
        for page, values in found.items()
        for name, least in LEAST.items()
        if values[name] < least
    ]
    faults += [
        f"{page}: LCP {v['lcp']:.0f} ms (at most {SLOWEST:.0f})" for page, v in found.items() if v["lcp"] > SLOWEST
    ]
    return faults + [f"{p}: CLS {v['cls']} (at most {MOST_SHIFT})" for p, v in found.items() if v["cls"] > MOST_SHIFT]
