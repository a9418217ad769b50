"""People who send files over HTTP, one request each."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from http.client import HTTPConnection

File = tuple[str, bytes]
"""Name and content."""


@dataclass
class Sender:
    """One person with one draft."""

    port: int
    session: str
    draft: str

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, str, str]:
        """Status, cookies and body of an answer."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=120)
        line.request(method, path, body, {"Cookie": self.session, "Accept": "application/json", **headers})
        answer = line.getresponse()
        text = answer.read().decode()
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        line.close()
        return answer.status, cookie, text

    def send(self, files: Iterable[File]) -> list[str]:
        """Send files, one request each; what was wrong with them."""
        path, faults = f"/en/desk/{self.draft}/files/", []
        _status, cookie, page = self.ask("GET", path, Accept="text/html")
        token = page.partition('csrfmiddlewaretoken" value="')[2].partition('"')[0]
        for number, (name, content) in enumerate(files):
            fields = {"csrfmiddlewaretoken": token, "once": f"{self.draft}-{number:08}", "deed": "add", "whole": "1"}
            body = multipart(fields, name, content)
            headers = {"Content-Type": "multipart/form-data; boundary=POLKKA", "Cookie": f"{self.session}; {cookie}"}
            status, _cookie, told = self.ask("POST", path, body, **headers)
            if status != 200 or json.loads(told).get("refused"):
                faults.append(f"{name}: {status} {told[:300]}")
        return faults


def multipart(fields: dict[str, str], name: str, content: bytes) -> bytes:
    def part(about: str, held: bytes) -> bytes:
        return f"--POLKKA\r\nContent-Disposition: form-data; {about}\r\n\r\n".encode() + held + b"\r\n"

    file = f'name="files"; filename="{name}"\r\nContent-Type: application/octet-stream'
    own = [part(f'name="{key}"', value.encode()) for key, value in fields.items() if key != "whole"]
    return b"".join([*own, part(file, content), part('name="whole"', b"1"), b"--POLKKA--\r\n"])
