"""Files on their way in: always on the disk, never in memory, and no further than their limit."""

import tempfile
from contextlib import suppress
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, TemporaryFileUploadHandler

from . import storing, words

TOO_LARGE = "files_too_large"
"""Attribute of a request: names of the files of which the rest was not read."""
NO_DISK = "no_disk"
"""Attribute of a request: the error of the disk that met a file; what was typed beside it is read on."""


class Arriving(TemporaryUploadedFile):
    """A file below MEDIA_ROOT, on the disk where it may stay; gone when it is closed."""

    def __init__(self, name: str, content_type: str | None, size: int, charset: str | None, extra: Any = None) -> None:
        file = tempfile.NamedTemporaryFile(suffix=".upload", dir=storing.incoming())  # noqa: SIM115  # closed with the upload, by Django
        UploadedFile.__init__(self, file, name, content_type, size, charset, extra)


class ToDisk(TemporaryFileUploadHandler):
    """Writes what arrives to the disk and stops at the largest size of a file."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        FileUploadHandler.new_file(self, *args, **kwargs)
        self.read = 0
        try:
            self.file = Arriving(self.file_name or "", self.content_type, 0, self.charset, self.content_type_extra)
        except OSError as error:
            setattr(self.request, NO_DISK, error)
            raise SkipFile from error

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.read += len(raw_data)
        if self.read > words.LARGEST:
            self.file.close()
            setattr(self.request, TOO_LARGE, [*getattr(self.request, TOO_LARGE, []), self.file_name])
            raise SkipFile
        try:
            super().receive_data_chunk(raw_data, start)
            self.file.flush()
        except OSError as error:
            setattr(self.request, NO_DISK, error)
            self._let_go()
            raise SkipFile from error

    def _let_go(self) -> None:
        """Close and remove the file; what still waits to be written down fails once more."""
        with suppress(OSError):
            self.file.close()
