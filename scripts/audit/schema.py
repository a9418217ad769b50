"""schemathesis asks the API everything its description allows and much that it does not."""

import json
import re
import ssl
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

from .environment import clean, program
from .site import ROOT
from .target import Target

DESCRIBED = ROOT / "polkka" / "portal" / "openapi.json"
SETTINGS = ROOT / "tools" / "schemathesis.toml"
SECONDS, SEED = 60, 2026
FEWEST = 200
"""Requests below which a run says nothing."""
PLANTED = {"Server error", "Response violates schema", "Undocumented status code"}
"""What schemathesis must find in the site of planted faults."""
SHOWN = re.compile(r"^\s*(curl .*)$", re.MULTILINE)


def missed(planted: Target) -> set[str]:
    """The planted faults that are not found."""
    described = planted.folder / "planted-openapi.json"
    context = ssl.create_default_context(cafile=str(planted.certificate))
    with urllib.request.urlopen(f"{planted.url}/api/", context=context, timeout=20) as answer:
        described.write_bytes(answer.read())
    found = attacked(planted, described, 10)
    return {kind for kind in PLANTED if not any(told.startswith(kind) for told in found)}


def attacked(target: Target, description: Path = DESCRIBED, seconds: int = SECONDS) -> list[str]:
    """What is found, one line each: the kind and where; then the requests that show it."""
    report = target.folder / f"schemathesis-{target.port}.json"
    command = [str(program("audit-api", "schemathesis")), "--config-file", str(SETTINGS)]
    command += ["run", str(description), "--url", target.url]
    command += ["--checks", "all", "--tls-verify", str(target.certificate), "--seed", str(SEED), "--no-color"]
    command += ["--max-time", str(seconds), "--continue-on-failure"]
    command += ["--report", "json", "--report-json-path", str(report)]
    told = subprocess.run(
        command, text=True, capture_output=True, timeout=seconds + 180, env=clean(), cwd=target.folder
    )
    if not report.exists():
        raise RuntimeError(f"schemathesis ended without a report: {(told.stdout + told.stderr)[-500:]}")
    found = findings(json.loads(report.read_text(encoding="utf-8")))
    return found + (sorted(set(SHOWN.findall(told.stdout)))[:10] if found else [])


def findings(report: dict[str, Any]) -> list[str]:
    """What the report of schemathesis says, also that it asked too little to say anything."""
    faults = [f"{row['title']}: {', '.join(row['operations'])} ({row['count']} times)" for row in report["failures"]]
    faults += [f"error: {row}" for row in report["errors"]]
    if not report["complete"] or report["test_cases"]["generated"] < FEWEST:
        faults.append(f"only {report['test_cases']['generated']} requests, too few to say anything")
    return faults
