"""Files of the record: told by their content, encrypted, whole or not at all."""

import io
import os
import time
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from hypothesis import HealthCheck, given, settings, strategies as st
from PIL import Image

from hospital.accounts import actions as accounts
from hospital.config import actions as config, forget
from hospital.core.errors import Denied, Invalid
from hospital.patients.care import OutsideCare
from hospital.records import actions, files
from hospital.records.models import Document

from . import make

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
DICOM = bytes(128) + b"DICM" + bytes(20)


def image(kind: str) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (30, 20), "teal").save(drawn, kind)
    return drawn.getvalue()


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (PDF, "application/pdf"), (DICOM, "application/dicom"), (image("PNG"), "image/png"),
        (image("JPEG"), "image/jpeg"), (image("WEBP"), "image/webp"), ("Olá, João.\n".encode(), "text/plain"),
    ],
)  # fmt: skip
def test_a_file_is_what_its_content_says(content: bytes, mime: str) -> None:
    document = make.document(make.patient(), content=content)
    assert (document.mime, document.size, document.is_picture) == (
        mime,
        len(content),
        mime.startswith("image"),
    )
    assert files.content_of(document) == content


@pytest.mark.parametrize(
    "content",
    [
        b"", b"   \n", b"MZ\x90\x00", b"PK\x03\x04zip", b"\x7fELF\x02\x01\x01\x00", b"\xff\xfe\x00a",
        image("GIF"), image("TIFF"), b"text with a nul \x00", image("PNG")[:40],
    ],
)  # fmt: skip
def test_everything_else_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        make.document(make.patient(), content=content)
    assert "file" in refused.value.fields
    assert not default_storage.exists("documents")


@given(st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_of_a_known_kind_or_refused(content: bytes) -> None:
    try:
        assert files.kind_of(content) in files.SUFFIXES
    except files.NotAccepted:
        return


def test_a_file_over_the_limit_is_refused() -> None:
    config.change_setting(
        "records.max_megabytes", value=1, version=0, reason="pouco disco", by=accounts.system()
    )
    forget()
    with pytest.raises(files.TooLarge):
        make.document(make.patient(), content=b"a" * (1024 * 1024 + 1))
    forget()


def test_nobody_reads_a_file_on_the_disk() -> None:
    document = make.document(make.patient(), content=b"HIV reagente\n")
    raw = Path(default_storage.path(document.stored_name)).read_bytes()
    assert b"HIV" not in raw
    assert str(document.patient_id) not in document.stored_name


def test_a_file_that_was_changed_or_taken_away_outside_is_reported() -> None:
    by = make.office()
    document = make.document(make.patient())
    path = Path(default_storage.path(document.stored_name))
    kept = path.read_bytes()
    path.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
    with pytest.raises(files.Damaged):
        actions.download_document(document, by=by)
    path.unlink()
    with pytest.raises(files.Damaged):
        actions.download_document(document, by=by)


def test_one_file_in_place_of_another_is_reported() -> None:
    patient = make.patient()
    one, other = make.document(patient, content=b"um\n"), make.document(patient, content=b"outro\n")
    Path(default_storage.path(one.stored_name)).write_bytes(
        Path(default_storage.path(other.stored_name)).read_bytes()
    )
    with pytest.raises(files.Damaged):
        files.content_of(one)


def test_a_refused_row_leaves_no_file() -> None:
    with pytest.raises(Invalid):
        make.document(make.patient(), title="")
    assert not default_storage.exists("documents")


def test_a_file_whose_row_never_came_is_swept_away_after_a_day_and_no_other() -> None:
    document = make.document(make.patient(), content=image("PNG"))
    old, young = files.keep(b"velho"), files.keep(b"novo")
    yesterday = time.time() - 2 * 24 * 3600
    for name in (document.stored_name, document.thumbnail_name, old):
        os.utime(default_storage.path(name), (yesterday, yesterday))
    assert actions.sweep_files() == 1
    assert not default_storage.exists(old)
    for name in (document.stored_name, document.thumbnail_name, young):
        assert default_storage.exists(name)


def test_a_file_is_taken_away_only_by_who_may_open_the_chart() -> None:
    document = make.document(make.patient())
    with pytest.raises(OutsideCare):
        actions.download_document(document, by=make.stranger())
    with pytest.raises(Denied):
        actions.download_document(document, by=make.user())
    assert Document.objects.count() == 1
