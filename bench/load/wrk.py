"""wrk: so many connections that ask again as soon as they are answered, or after a pause."""

import asyncio
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.dev import Stop

from ..portal import HOST

SCRIPT = """
local paths = {{ {paths} }}
local seed = {seed}
function setup(thread) thread:set("seed", seed); seed = seed + 1 end
function init(args) math.randomseed(seed) end
function request()
    return wrk.format("GET", paths[math.random(#paths)], {{
        ["Host"] = "{host}", ["X-Forwarded-Proto"] = "https", ["Accept-Encoding"] = "gzip",
        ["User-Agent"] = "Mozilla/5.0",
        ["X-Forwarded-For"] = "10." .. math.random(30, 250) .. "." .. math.random(250) .. "." .. math.random(250)
    }})
end
{delay}function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format("told %d %d %f %f %f %d %d %d %d\\n", summary.requests, summary.duration,
        latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000,
        errors.status, errors.timeout, errors.connect, errors.read + errors.write))
end
"""
DELAY = "function delay() return math.random({least}, {most}) end\n"
"""Milliseconds before a request of a connection."""


@dataclass(frozen=True)
class Rush:
    """What wrk saw: requests answered, in so many seconds; milliseconds; faults by kind."""

    requests: int
    seconds: float
    p50: float
    p95: float
    p99: float
    faults: dict[str, int]

    @property
    def a_second(self) -> float:
        return self.requests / self.seconds if self.seconds else 0.0

    @property
    def n_faults(self) -> int:
        return sum(self.faults.values())


def program() -> str:
    """The program; raises Stop without it."""
    found = shutil.which("wrk")
    if not found:
        raise Stop("There is no wrk on this machine: install the package wrk and try again.")
    return found


async def rush(
    port: int, paths: Sequence[str], folder: Path, *, seconds: float, connections: int, offered: float = 0.0
) -> Rush:
    """Ask for pages at random, each time as another reader. An answer from 400 on is a fault, and so is none.

    `offered`: requests a second that all connections together make if answers take no time; 0: as many as they can.
    """
    script = folder / "mix.lua"
    quoted = ", ".join(f'"{path}"' for path in paths)
    pause = 1000 * connections / offered if offered else 0.0
    delay = DELAY.format(least=round(pause / 2), most=round(pause * 3 / 2)) if pause else ""
    script.write_text(SCRIPT.format(paths=quoted, host=HOST, seed=len(paths), delay=delay), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        program(), "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "30s", "--latency",
        "-s", str(script), f"http://127.0.0.1:{port}/", stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output = (await process.communicate())[0].decode()
    told = re.search(r"^told (.+)$", output, re.MULTILINE)
    if process.returncode or told is None:
        raise SystemExit(f"wrk failed:\n{output[-2000:]}")
    number, micro, p50, p95, p99, *faults = (float(part) for part in told[1].split())
    named = dict(zip(("status", "timeout", "connect", "read or write"), map(int, faults), strict=True))
    return Rush(int(number), micro / 1e6, p50, p95, p99, {name: count for name, count in named.items() if count})
