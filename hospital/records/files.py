"""Where the files of documents lie: encrypted, under names that say nothing, out of the web server's reach.

What a file is, is told by its content alone. It is on the disk before its row is written, so a row always has
its file; a file whose row never came is swept away a day later.
"""

import hashlib
import io
import os
import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from hospital import config
from hospital.core.errors import Conflict, Invalid
from hospital.core.secrets import Unsealable, seal, unseal

from .models import Document

FOLDER = "documents"
PURPOSE = "records.document"
ORPHAN_AFTER = timedelta(days=1)
PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
MOST_PIXELS = 100_000_000  # a decompression bomb is refused before it is decoded
THUMBNAIL = (320, 320)
SUFFIXES = {
    "application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp",
    "text/plain": "txt", "application/dicom": "dcm",
}  # fmt: skip


class NotAccepted(Invalid):
    message = _("Use a PDF, PNG, JPEG, WebP, DICOM or plain text file. Its content decides, not its name.")


class TooLarge(Invalid):
    message = _("This file is larger than the %(most)s MB that are accepted.")


class Damaged(Conflict):
    message = _("This file was damaged or taken away outside the system. Tell the administrator.")


def most_bytes() -> int:
    """The largest file that is accepted, by the hospital's setting."""
    return int(config.value("records.max_megabytes")) * 1024 * 1024


def kind_of(content: bytes) -> str:
    """The type of the content, by the content. Raises NotAccepted."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content[128:132] == b"DICM":
        return "application/dicom"
    picture = _picture(content)
    if picture is not None:
        return PICTURES[str(picture.format)]
    if _is_text(content):
        return "text/plain"
    raise NotAccepted(fields={"file": [NotAccepted.message]})


def thumbnail_of(content: bytes) -> bytes | None:
    """A small JPEG of a picture, drawn anew; None for everything else."""
    picture = _picture(content)
    if picture is None:
        return None
    try:
        small = ImageOps.exif_transpose(picture).convert("RGB")
        small.thumbnail(THUMBNAIL)
    except (OSError, ValueError, SyntaxError) as error:
        raise NotAccepted(fields={"file": [NotAccepted.message]}) from error
    drawn = io.BytesIO()
    small.save(drawn, "JPEG", quality=80, optimize=True)
    return drawn.getvalue()


def keep(content: bytes) -> str:
    """Write the content under a new name, down to the disk, and return the name."""
    token = secrets.token_hex(20)
    name = default_storage.save(f"{FOLDER}/{token[:2]}/{token}", ContentFile(seal(content, PURPOSE)))
    path = Path(default_storage.path(name))
    for place in (path, path.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    return name


def forget(*names: str) -> None:
    """Take files away whose row was never written."""
    for name in filter(None, names):
        default_storage.delete(name)


def content_of(document: Document) -> bytes:
    """What was attached, bit by bit. Raises Damaged."""
    content = _read(document.stored_name)
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise Damaged
    return content


def thumbnail(document: Document) -> bytes:
    """The small picture. Raises Damaged."""
    return _read(document.thumbnail_name)


def orphans() -> Iterator[str]:
    """Files that lie there for a day and belong to no row."""
    before = now() - ORPHAN_AFTER
    for folder in _folders():
        names = [f"{FOLDER}/{folder}/{name}" for name in default_storage.listdir(f"{FOLDER}/{folder}")[1]]
        known = Document.objects.filter(stored_name__in=names).values_list("stored_name", flat=True)
        small = Document.objects.filter(thumbnail_name__in=names).values_list("thumbnail_name", flat=True)
        for name in {*names} - {*known, *small}:
            if default_storage.get_modified_time(name) < before:
                yield name


def _folders() -> list[str]:
    return default_storage.listdir(FOLDER)[0] if default_storage.exists(FOLDER) else []


def _read(name: str) -> bytes:
    try:
        with default_storage.open(name) as file:
            return unseal(file.read(), PURPOSE)
    except (OSError, Unsealable) as error:
        raise Damaged from error


def _picture(content: bytes) -> Image.Image | None:
    try:
        picture = Image.open(io.BytesIO(content), formats=list(PICTURES))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return picture if picture.width * picture.height <= MOST_PIXELS else None


def _is_text(content: bytes) -> bool:
    """UTF-8 without control characters: a web page or a script is text too, and is only ever downloaded."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and all(letter.isprintable() or letter in "\n\r\t\f\ufeff" for letter in text)
