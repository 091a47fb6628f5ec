import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hospital.site import opening, serving
from hospital.site.cluster import ROOT
from hospital.site.machine import make_data_folder
from hospital.site.serving import Part

LONG = 60  # seconds that a process would live if nobody ended it
PATIENCE = 20  # seconds after which waiting is a failure


def wait_until(is_so: object) -> None:
    """Tend nothing, only look: until it is so, or too late."""
    assert callable(is_so)
    limit = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < limit


@pytest.fixture
def part() -> Iterator[Part]:
    """A process with a child of its own."""
    made = Part("parent", ["/bin/sh", "-c", f"sleep {LONG} & exec sleep {LONG}"])
    yield made
    made.stop(time.monotonic())


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def group(part: Part) -> set[int]:
    """The processes of the part: itself and its children."""
    assert part.process is not None
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(entry.name)) == part.process.pid and alive(int(entry.name)):
                found.add(int(entry.name))
        except OSError:
            continue
    return found


def test_a_killed_part_is_started_again_and_its_orphans_end(part: Part) -> None:
    part.start()
    assert part.process is not None
    wait_until(lambda: len(group(part)) == 2)
    first = group(part)
    os.kill(part.process.pid, signal.SIGKILL)
    part.process.wait(PATIENCE)
    part.tend()
    wait_until(lambda: not any(map(alive, first)))
    assert part.process.poll() is None


def test_a_living_part_is_left_alone(part: Part) -> None:
    part.start()
    before = part.process
    part.tend()
    assert part.process is before


def test_a_part_that_keeps_dying_is_given_pauses(part: Part) -> None:
    part.command = ["/bin/false"]
    part.start()
    for _ in range(2):
        assert part.process is not None
        part.process.wait()
        part.tend()
    dying = part.process
    assert dying is not None
    dying.wait()
    part.tend()
    assert part.pause > 0
    assert part.process is dying


def test_stopping_ends_also_who_does_not_listen() -> None:
    stubborn = Part("stubborn", ["/bin/sh", "-c", f"trap '' TERM; sleep {LONG} & wait; sleep {LONG}"])
    stubborn.start()
    wait_until(lambda: len(group(stubborn)) == 2)
    stubborn.ask_to_stop()
    stubborn.stop(time.monotonic())
    wait_until(lambda: not group(stubborn))


def test_parts_end_with_a_killed_supervisor() -> None:
    code = (
        "from hospital.site.serving import Part; import time;"
        f"part = Part('child', ['/bin/sleep', '{LONG}']); part.start();"
        f"print(part.process.pid, flush=True); time.sleep({LONG})"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert alive(child)
        parent.kill()
    wait_until(lambda: not alive(child))


def serve(data: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """What bin/serve says in this data folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOSPITAL_")}
    return subprocess.run(
        [sys.executable, "-m", "hospital.site.serving", "serve"], cwd=ROOT, capture_output=True, text=True,
        env={**kept, "HOSPITAL_DATA": str(data), **settings}, check=False, timeout=PATIENCE,
    )  # fmt: skip


def test_production_refuses_a_missing_secret_key(tmp_path: Path) -> None:
    for key in ({}, {"HOSPITAL_SECRET_KEY": "short"}):
        done = serve(tmp_path, **key)
        assert done.returncode == 2
        assert "HOSPITAL_SECRET_KEY" in done.stderr


@pytest.mark.parametrize("mode", [0o755, 0o740, 0o704, 0o720])
def test_production_refuses_a_data_folder_open_to_others(tmp_path: Path, mode: int) -> None:
    tmp_path.chmod(mode)
    done = serve(tmp_path, HOSPITAL_SECRET_KEY="k" * 50)
    assert done.returncode == 2
    assert str(tmp_path) in done.stderr


def test_one_data_folder_serves_one_hospital(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSPITAL_PORT", "0")
    with (
        serving._alone(tmp_path),
        pytest.raises(opening.Refused, match=str(os.getpid())),
        serving._alone(tmp_path),
    ):
        pass


def test_a_taken_port_is_said_before_anything_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("HOSPITAL_PORT", str(taken.getsockname()[1]))
        with pytest.raises(opening.Refused, match="HOSPITAL_PORT"), serving._alone(tmp_path):
            pass


def test_what_a_killed_hospital_left_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSPITAL_PORT", "0")
    marked = {**os.environ, opening.MARK: str(tmp_path)}
    with subprocess.Popen(["/bin/sleep", str(LONG)], env=marked) as left:
        wait_until(lambda: left.pid in serving._left_behind(tmp_path))
        with serving._alone(tmp_path):
            assert left.wait(PATIENCE) == -signal.SIGKILL


def test_passwords_of_the_demo_are_new_and_pass_our_own_rules() -> None:
    made = {opening._new_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(word) >= 8 and any(map(str.isdigit, word)) for word in made)


def test_the_data_folder_is_made_private(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    make_data_folder(folder)
    assert not stat.S_IMODE(folder.stat().st_mode) & serving.OPEN_TO_OTHERS
