"""Importing files and folders: which are taken, in which order, and what is said afterwards."""

import gzip
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from hospital.integrations.files import expected, sources
from hospital.integrations.management.commands.import_fhir import Progress
from hospital.integrations.models import ImportRun, Refusal, Resource
from hospital.patients.models import Patient

from . import make

pytestmark = pytest.mark.django_db


def write(path: Path, *bodies: make.JSON) -> Path:
    text = "\n".join(json.dumps(body) for body in bodies).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


def run(*arguments: object) -> str:
    out = io.StringIO()
    call_command("import_fhir", *map(str, arguments), stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_organisations_and_practitioners_go_first_whatever_their_files_are_called(tmp_path: Path) -> None:
    place, doctor, person, seen, other = make.history()
    write(tmp_path / "a_patient.json", make.bundle(person, seen, other))
    write(tmp_path / "z_doctors.json.gz", make.bundle(doctor))
    (tmp_path / "below").mkdir()
    write(tmp_path / "below" / "places.json", make.bundle(place))
    (tmp_path / "notes.txt").write_text("nothing")
    names = [source.path.name for source in sources([tmp_path])]
    assert names == ["places.json", "z_doctors.json.gz", "a_patient.json"]
    said = run(tmp_path)
    assert ImportRun.objects.get().unresolved == 0
    assert "Observation" in said
    assert ImportRun.objects.get().bundles_done == 3


def test_lone_resources_and_ndjson_come_together(tmp_path: Path) -> None:
    place, doctor, person, seen, other = make.history()
    for name, resource in (("o", seen), ("p", person), ("d", doctor)):
        write(tmp_path / f"{name}.json", resource)
    write(tmp_path / "more.ndjson.gz", place, other)
    assert expected(sources([tmp_path])) == 2
    run(tmp_path)
    assert Resource.objects.count() == 5
    assert Resource.objects.filter(patient=Patient.objects.get()).count() == 3


def test_what_cannot_be_read_is_reported_and_stops_nothing_else(tmp_path: Path) -> None:
    write(tmp_path / "good.json", make.bundle(*make.history()))
    (tmp_path / "bad.json").write_text('{"resourceType":"Bundle", "entry": [')
    (tmp_path / "worse.json.gz").write_bytes(b"no gzip")
    write(tmp_path / "nameless.json", make.bundle(make.patient(name=[])))
    (tmp_path / "lines.ndjson").write_text('{"resourceType":"Basic","id":"1"}\n{broken\n')
    report = tmp_path / "report.txt"
    with pytest.raises(CommandError):
        run(tmp_path, "--report", report)
    assert Patient.objects.count() == 1
    assert Resource.objects.filter(type="Basic").count() == 1
    refused = json.loads(report.read_text())["refused"]
    assert len(refused) == Refusal.objects.count() == 4
    assert all(one["why"] for one in refused)
    assert ImportRun.objects.get().state == "done"


def test_somebody_may_be_named_as_who_imports(tmp_path: Path) -> None:
    path, user = write(tmp_path / "a.json", make.bundle(make.patient())), make.gateway()
    run(path, "--user", user.username)
    assert ImportRun.objects.get().by == user
    with pytest.raises(CommandError):
        run(path, "--user", "nobody-at-all")
    with pytest.raises(CommandError):
        run(tmp_path / "nothing-here")


def test_a_terminal_sees_a_bar_and_a_log_sees_lines() -> None:
    terminal, log = io.StringIO(), io.StringIO()
    for stream in (terminal, log):
        progress = Progress(stream.write, 20, is_terminal=stream is terminal)
        for done in range(1, 21):
            progress.show(done, done * 10)
    assert terminal.getvalue().count("\r") == 20
    assert terminal.getvalue().endswith("\n")
    assert log.getvalue().count("\n") == 10
    assert "\r" not in log.getvalue()
