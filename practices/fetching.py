"""Asks whether a web address answers, and never lets itself be led into a network that is not public.

The host is resolved here, every address it has is looked at, and the connection goes to the very one looked at: a name
that answers differently a moment later leads nowhere else.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, urljoin, urlsplit

AGENT = "POLKKA-link-check/1.0"
SECONDS, LONGEST = 5.0, 12.0  # for one answer of the network; for one address in all
MOST_BYTES = 65_536
MOST_TURNS = 3
PORTS = {"http": 80, "https": 443}
_ASK_AGAIN = {400, 403, 404, 405, 500, 501, 503}
"""Answers to HEAD after which GET is tried: many servers know nothing else."""
_PLAIN = "/%:@!$&'()*+,;=~-._?"


@dataclass(frozen=True)
class Answer:
    """`status` of HTTP, or None with a `fault`: host, private, address, ssl, time, turns or connection."""

    status: int | None
    fault: str = ""


class _Stop(Exception):
    """The address is not asked, for the fault that it carries."""


def resolve(host: str, port: int) -> list[str]:
    """The numeric addresses of a host."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(address: str) -> bool:
    """Whether an address belongs to everybody's network, also behind an IPv6 address that wraps an IPv4 one."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is None and found in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if found.is_site_local:
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


@dataclass(frozen=True)
class Net:
    """How hosts are found, which addresses may be spoken to, and at which ports."""

    resolve: Callable[[str, int], Iterable[str]] = resolve
    allows: Callable[[str], bool] = is_public
    ports: Mapping[str, int] = field(default_factory=lambda: PORTS)


def ask(url: str, net: Net | None = None) -> Answer:
    """Whether `url` answers, after at most three redirects, each looked at like the first."""
    try:
        for _turn in range(MOST_TURNS + 1):
            status, onward = _asked(url, net or Net())
            if not onward:
                return Answer(status)
            url = urljoin(url, onward)
        return Answer(None, "turns")
    except _Stop as stop:
        return Answer(None, str(stop))
    except TimeoutError:
        return Answer(None, "time")
    except ssl.SSLError:
        return Answer(None, "ssl")
    except (OSError, http.client.HTTPException, ValueError, AttributeError):  # the last: closed while it was read
        return Answer(None, "connection")


def _asked(url: str, net: Net) -> tuple[int, str]:
    """Status and, for a redirect, where it leads: by HEAD, and by GET where that is not understood."""
    parts, host, port = _parts(url, net)
    address = _address(host, port, net)
    status, onward = _one("HEAD", parts, host, port, address)
    return _one("GET", parts, host, port, address) if status in _ASK_AGAIN else (status, onward)


def _parts(url: str, net: Net) -> tuple[SplitResult, str, int]:
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None or parts.password is not None:
        raise _Stop("address")
    port = parts.port or net.ports[parts.scheme]
    if port not in net.ports.values():
        raise _Stop("address")
    try:
        return parts, parts.hostname.encode("idna").decode("ascii"), port
    except UnicodeError as error:
        raise _Stop("address") from error


def _address(host: str, port: int, net: Net) -> str:
    """The address to connect to; nothing is asked of a host that has even one address of a private network."""
    try:
        found = list(net.resolve(host, port))
    except (OSError, UnicodeError) as error:
        raise _Stop("host") from error
    if not found:
        raise _Stop("host")
    if not all(net.allows(address) for address in found):
        raise _Stop("private")
    return found[0]


def _one(method: str, parts: SplitResult, host: str, port: int, address: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    connection.sock = _connected(parts.scheme, host, port, address)
    watch = threading.Timer(LONGEST, connection.close)  # a server that sends a byte now and then is not waited for
    watch.daemon = True
    watch.start()
    try:
        connection.request(
            method, _target(parts), headers={"User-Agent": AGENT, "Accept": "*/*", "Connection": "close"}
        )
        response = connection.getresponse()
        response.read(MOST_BYTES)
        onward = response.getheader("Location", "") if response.status in (301, 302, 303, 307, 308) else ""
        return response.status, onward or ""
    finally:
        watch.cancel()
        connection.close()


def _target(parts: SplitResult) -> str:
    """Path and query in plain ASCII."""
    path, query = quote(parts.path or "/", safe=_PLAIN), quote(parts.query, safe=_PLAIN)
    return f"{path}?{query}" if query else path


def _connected(scheme: str, host: str, port: int, address: str) -> socket.socket:
    """A connection to the address that was looked at, in the name of the host."""
    raw = socket.create_connection((address, port), timeout=SECONDS)
    if scheme != "https":
        return raw
    try:
        return ssl.create_default_context().wrap_socket(raw, server_hostname=host)
    except BaseException:
        raw.close()
        raise
