"""Files in a bucket of an S3-compatible store, which belongs to this portal alone. The one module that knows boto3."""

import base64
import hashlib
import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from polkka.upkeep.away import Away

from .door import Held, Opened

log = logging.getLogger(__name__)
NAME = re.compile(r"([0-9a-z]{2}/[0-9a-z]+)/[\w.-]+")
"""What the portal has stored; anything else in the bucket is left alone."""
PIECE = 64 * 1024
NOT_THERE = ("404", "NoSuchKey", "NotFound")
SETTINGS = Config(
    connect_timeout=3,
    read_timeout=8,
    retries={"mode": "standard", "total_max_attempts": 2},
    # older stores know no other checksums than those we send ourselves: that of the signature and SHA-256
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
    signature_version="s3v4",
    s3={"addressing_style": "path", "payload_signing_enabled": True},
)


class Bucket:
    """`address` is that of settings.MEDIA_STORE (polkka/stores.py)."""

    is_near = False

    def __init__(self, address: Any) -> None:
        self._name = address.bucket
        self._client = boto3.session.Session().client(
            "s3",
            endpoint_url=address.endpoint,
            region_name=address.region,
            aws_access_key_id=address.key,
            aws_secret_access_key=address.secret,
            config=SETTINGS,
        )

    def open(self, name: str, start: int = 0, length: int | None = None) -> Opened | None:
        part = {"Range": f"bytes={start}-{'' if length is None else start + length - 1}"} if start or length else {}
        told = self._asked(self._client.get_object, name, **part)
        return Opened(io.BufferedReader(_Body(told["Body"]), PIECE), told["ContentLength"]) if told else None

    def size(self, name: str) -> int | None:
        told = self._asked(self._client.head_object, name)
        return told["ContentLength"] if told else None

    def has(self, name: str, sha256: str) -> bool:
        told = self._asked(self._client.head_object, name)
        return told is not None and told["Metadata"].get("sha256") == sha256

    def keep(self, folder: Path, place: str) -> None:
        """The file itself comes last, so that where it is all its widths are."""
        try:
            for path in sorted(folder.iterdir(), key=lambda path: path.stem == "full"):
                with path.open("rb") as file:
                    mark = hashlib.file_digest(file, "sha256").hexdigest()
                self.take(path, f"{place}/{path.name}", mark)
        except BaseException:
            self.remove(place)
            raise

    def take(self, file: Path, name: str, sha256: str) -> None:
        """The store compares the bytes that arrive with their hash, and takes no others."""
        mark = base64.b64encode(bytes.fromhex(sha256)).decode()
        with file.open("rb") as body, _reached():
            told = self._client.put_object(
                Bucket=self._name, Key=name, Body=body, ChecksumSHA256=mark, Metadata={"sha256": sha256}
            )
        if told.get("ChecksumSHA256", mark) != mark:
            raise Away(f"MEDIA_STORE keeps other bytes than were sent: {name}")

    def remove(self, place: str) -> None:
        try:
            for held, _at in self._listed(f"{place}/"):
                with _reached():
                    self._client.delete_object(Bucket=self._name, Key=held.name)
        except Away as error:
            log.warning("Not removed yet: %s: %s", place, error)

    def files(self) -> Iterator[Held]:
        return (held for held, _at in self._listed())

    def old(self, limit: float) -> list[str]:
        newest: dict[str, float] = {}
        for held, at in self._listed():
            place = held.name.rpartition("/")[0]
            newest[place] = max(newest.get(place, 0), at)
        return [place for place, at in newest.items() if at < limit]

    def ask(self) -> None:
        with _reached():
            self._client.head_bucket(Bucket=self._name)

    def _listed(self, prefix: str = "") -> Iterator[tuple[Held, float]]:
        """What the portal has stored, and when."""
        with _reached():
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._name, Prefix=prefix):
                for row in page.get("Contents", ()):
                    if NAME.fullmatch(row["Key"]):
                        yield Held(row["Key"], row["Size"]), row["LastModified"].timestamp()

    def _asked(self, deed: Any, name: str, **told: Any) -> Any:
        """The answer about one file; None if it is not there."""
        with _reached():
            try:
                return deed(Bucket=self._name, Key=name, **told)
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") in NOT_THERE:
                    return None
                raise


class _Body(io.RawIOBase):
    """The bytes of a file as they arrive."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        with _reached():
            piece = self._body.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._body.close()
        super().close()


@contextmanager
def _reached() -> Iterator[None]:
    """What goes wrong on the way is Away: it is tried again, and nothing was lost. The address is not repeated."""
    try:
        yield
    except ClientError as error:
        raise Away(f"MEDIA_STORE: {error.response.get('Error', {}).get('Code', 'error')}") from error
    except BotoCoreError as error:
        raise Away(f"MEDIA_STORE: {type(error).__name__}") from error
