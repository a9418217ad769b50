"""One person's browser: a kept connection over which one page is asked for after the other."""

import asyncio
import gzip
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..portal import HOST

LONGEST = 60.0
"""Seconds after which an answer counts as missing."""


@dataclass
class Times:
    """Milliseconds of what was answered, and what was not as it should be: what → how often."""

    ms: list[float] = field(default_factory=list)
    faults: dict[str, int] = field(default_factory=dict)

    def fault(self, what: str) -> None:
        self.faults[what] = self.faults.get(what, 0) + 1

    @property
    def n_faults(self) -> int:
        return sum(self.faults.values())

    def share(self, part: float) -> float:
        """The time within which this part of the answers came; 0 if there were none."""
        ordered = sorted(self.ms)
        return ordered[min(int(len(ordered) * part), len(ordered) - 1)] if ordered else 0.0


@dataclass(frozen=True)
class Told:
    """What came back; header names in small letters."""

    status: int
    headers: Mapping[str, str]
    cookies: tuple[str, ...]
    body: bytes

    @property
    def text(self) -> str:
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


class Browser:
    """Somebody with an address of their own; `cookies` are sent with everything."""

    def __init__(self, port: int, address: str, cookies: str = "") -> None:
        self.port, self.address, self.cookies = port, address, cookies
        self._pair: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: str = "", **more: str) -> Told:
        """The answer. A connection that was closed while it waited is opened again, once. Raises OSError."""
        is_old = self._pair is not None
        try:
            return await asyncio.wait_for(self._once(method, path, body, more), LONGEST)
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            self.close()
            if not is_old:
                raise ConnectionError("no answer") from error
            return await asyncio.wait_for(self._once(method, path, body, more), LONGEST)

    async def timed(self, times: Times, method: str, path: str, body: str = "", **more: str) -> Told | None:
        """As `ask`, noting the time, or the fault of an answer from 400 on or of none."""
        begun = time.perf_counter()
        try:
            told = await self.ask(method, path, body, **more)
        except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
            self.close()
            times.fault(type(error).__name__)
            return None
        times.ms.append((time.perf_counter() - begun) * 1000)
        if told.status >= 400:
            times.fault(str(told.status))
        return told

    def close(self) -> None:
        if self._pair:
            self._pair[1].close()
            self._pair = None

    async def _once(self, method: str, path: str, body: str, more: Mapping[str, str]) -> Told:
        if self._pair is None:
            self._pair = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._pair
        writer.write(self._request(method, path, body, more))
        await writer.drain()
        return await self._read(reader)

    def _request(self, method: str, path: str, body: str, more: Mapping[str, str]) -> bytes:
        lines = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": self.address,
            "Accept-Encoding": "gzip",
            "User-Agent": "Mozilla/5.0",
            **({"Cookie": self.cookies} if self.cookies else {}),
            **{name.replace("_", "-"): value for name, value in more.items()},
        }
        if method == "POST":
            lines |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return f"{method} {path} HTTP/1.1\r\n{head}\r\n{body}".encode()

    async def _read(self, reader: asyncio.StreamReader) -> Told:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in head[1:]) if name]
        headers, status = dict(pairs), int(head[0].split()[1])
        if headers.get("transfer-encoding") == "chunked":
            body = await _chunks(reader)
        else:
            body = b"" if status in (204, 304) else await reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection") == "close":
            self.close()
        cookies = tuple(value.partition(";")[0] for name, value in pairs if name == "set-cookie")
        return Told(status, headers, cookies, body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int((await reader.readline()).split(b";")[0], 16):
        parts.append(await reader.readexactly(size))
        await reader.readline()
    await reader.readline()
    return b"".join(parts)
