"""What we ask of the operating system: users, private folders, and children that end with their parent."""

import ctypes
import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

SYSTEM_USERS = ("hospital-db", "postgres", "nobody")


def die_with_parent(how: signal.Signals) -> Callable[[], None]:
    """For Popen's preexec_fn: the kernel sends `how` to the child when its parent dies, even by kill -9."""
    prctl = ctypes.CDLL(None).prctl
    parent, set_death_signal = os.getpid(), 1

    def ask_kernel() -> None:
        prctl(set_death_signal, int(how))
        if os.getppid() != parent:  # it died before the kernel was asked
            os.kill(os.getpid(), how)

    return ask_kernel


def digest(path: Path) -> str:
    """A short name for a path, the same every time."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def system_user() -> pwd.struct_passwd:
    """The OS user of a server started by root: made when missing, or one that exists everywhere."""
    wanted = SYSTEM_USERS[0]
    maker = shutil.which("useradd", path=f"{os.defpath}:/usr/sbin:/sbin")
    if maker and not _knows(wanted):
        subprocess.run([maker, "--system", "--no-create-home", wanted], capture_output=True, check=False)
    return next(pwd.getpwnam(name) for name in SYSTEM_USERS if _knows(name))


def _knows(name: str) -> bool:
    return any(entry.pw_name == name for entry in pwd.getpwall())


def make_data_folder(folder: Path) -> None:
    """Make it when missing: private; made by root, the server's user may pass through it, not list it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        folder.mkdir()
        folder.chmod(0o700 if os.getuid() else 0o711)


def make_private(folder: Path, owner: pwd.struct_passwd) -> None:
    """A folder for one OS user only. Raises PermissionError when somebody else put one there before."""
    make_data_folder(folder.parent)
    try:
        folder.mkdir(0o700)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner.pw_uid:
            raise PermissionError(f"{folder} belongs to somebody else: remove it.") from None
        folder.chmod(0o700)


def open_to_all(tree: Path) -> None:
    """Programs hold no secret: everyone may read them, and run what its owner may run."""
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o055 if mode & stat.S_IXUSR else 0o044))


def state(pid: int) -> str:
    """The letter of proc(5): R, S, Z (dead, its status not fetched)… Raises OSError for no process."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def works_in(process: Path, folder: Path, program: str) -> bool:
    """Whether a process, given by its folder in /proc, runs the program in the folder."""
    try:
        return (process / "cwd").resolve() == folder and (process / "exe").resolve().name == program
    except OSError:
        return False
