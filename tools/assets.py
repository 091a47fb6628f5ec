#!/usr/bin/env python3
"""htmx, Inter and the icons, collected from Python packages into hospital/site/static/vendor.

Nothing is fetched from elsewhere, neither now nor by a browser later. Does nothing when it is up to date.
"""

import hashlib
import importlib.metadata
import importlib.util
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
VENDOR = ROOT / "hospital" / "site" / "static" / "vendor"
MARK = VENDOR / ".made-from"

# Icons that Python or data name; those that a template names in `n` or `icon` are found there.
ICONS = """
accessibility activity alarm-clock ambulance archive arrow-down arrow-left arrow-right arrow-right-left
arrow-up arrow-up-right baby badge-check ban bandage banknote barcode bed bed-double bell bell-off bone
book-open boxes brain briefcase briefcase-medical building building-2 cake calendar calendar-check
calendar-clock calendar-days calendar-x camera chart-column chart-line chart-no-axes-gantt check check-check
chevron-down chevron-left chevron-right chevron-up chevrons-left chevrons-up-down circle circle-alert
circle-check circle-dot circle-question-mark circle-user circle-x clipboard clipboard-check clipboard-list
clipboard-plus clock cloud cog command contact copy corner-down-left credit-card database database-backup
dna download droplet droplets ear ellipsis ellipsis-vertical external-link eye eye-off file file-check
file-clock file-down file-plus file-text files fingerprint-pattern flag flask-conical folder folder-open
folder-tree funnel git-merge globe graduation-cap grip hand hand-heart hard-drive heart heart-pulse history
hospital house house-plus id-card image inbox info key key-round keyboard landmark languages layers
layout-dashboard layout-grid link link-2-off list list-checks list-filter list-tree loader-circle lock
lock-open log-in log-out mail map-pin mars megaphone menu merge message-square microscope minus monitor
monitor-smartphone moon network notebook notebook-pen package package-check package-open palette panel-left
paperclip pause pencil pencil-line phone pill pin play plug plug-zap plus power printer qr-code receipt
receipt-text refresh-cw rotate-ccw rotate-cw save scale scan-barcode scan-line scissors scroll-text search
send server settings settings-2 share-2 shield shield-alert shield-check shield-off shield-user
shopping-cart sigma siren skip-forward sliders-horizontal smartphone sparkles square-pen star stethoscope
sticky-note store sun sun-moon syringe tag tags target test-tube thermometer ticket timer toggle-left
trash-2 trending-down trending-up triangle-alert truck undo-2 unlink unplug upload usb user user-check
user-cog user-lock user-minus user-plus user-round user-round-check user-round-plus user-round-search
user-round-x user-search user-star user-x users users-round venus wallet warehouse webhook wifi wifi-off
wrench x zap
""".split()  # noqa: SIM905  a list of words reads better in lines

NAMED_IN_TEMPLATE = re.compile(r"""\b(?:n|icon)=["']([a-z0-9]+(?:-[a-z0-9]+)*)["']""")
LATIN = [
    *range(0x20, 0x7F), *range(0xA0, 0x180), 0x2C6, 0x2DA, 0x2DC, *range(0x2002, 0x2015),
    *range(0x2018, 0x2028), 0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x20AC, 0x2116, 0x2122,
    *range(0x2190, 0x2194), 0x21B5, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x2303, 0x2318, 0x25CF, 0x2713,
]  # fmt: skip
FEATURES = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "tnum", "case", "zero", "ss03", "cv11"]


def package(name: str) -> Path:
    """The folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"The package {name} is missing: run tools/setup.py")
    return Path(spec.origin).parent


def icon_names() -> list[str]:
    """Every icon of ours, sorted. A name that a template writes and that does not exist ends the build."""
    written = {
        name
        for path in ROOT.glob("hospital/**/*.html")
        for name in NAMED_IN_TEMPLATE.findall(path.read_text())
    }
    return sorted({*ICONS, *written})


def make_icons(target: Path) -> None:
    """One sprite; each icon is a symbol whose id is its name."""
    with zipfile.ZipFile(package("lucide") / "lucide.zip") as icons:
        unknown = [name for name in icon_names() if f"{name}.svg" not in icons.namelist()]
        if unknown:
            raise SystemExit(f"No such icon: {', '.join(unknown)}")
        symbols = [_symbol(name, icons.read(f"{name}.svg")) for name in icon_names()]
    target.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n')


def make_htmx(target: Path) -> None:
    """htmx 2, as its package minified it."""
    shutil.copyfile(package("django_htmx") / "static" / "django_htmx" / "htmx-2.min.js", target)


def make_inter(target: Path) -> None:
    """Inter with its weights, cut down to Latin: a tenth of the size."""
    from fontTools import subset

    options = subset.Options(flavor="woff2", layout_features=FEATURES, hinting=False)
    font = subset.load_font(str(package("fontpkg_inter") / "files" / "Inter[opsz,wght].ttf"), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=LATIN)
    cutter.subset(font)
    subset.save_font(font, str(target), options)


ASSETS: dict[str, Callable[[Path], None]] = {
    "htmx.min.js": make_htmx, "icons.svg": make_icons, "inter.woff2": make_inter,
}  # fmt: skip


def main() -> None:
    """Make what is missing or made from something else than today's packages, list and templates."""
    wanted = dict(_sources())
    made = dict(line.split(" ", 1) for line in MARK.read_text().splitlines()) if MARK.exists() else {}
    VENDOR.mkdir(parents=True, exist_ok=True)
    for name, make in ASSETS.items():
        if made.get(name) != wanted[name] or not (VENDOR / name).exists():
            draft = VENDOR / f".{name}"
            make(draft)
            draft.replace(VENDOR / name)
    if made != wanted:
        MARK.write_text("".join(f"{name} {source}\n" for name, source in wanted.items()))


def _sources() -> Iterator[tuple[str, str]]:
    """What each file depends on, in few words."""
    for name, distribution in zip(ASSETS, ("django-htmx", "lucide", "fontpkg-inter"), strict=True):
        recipe = f"{LATIN} {FEATURES}" if name == "inter.woff2" else " ".join(icon_names())
        digest = hashlib.sha256(recipe.encode()).hexdigest()[:12]
        yield name, f"{distribution} {importlib.metadata.version(distribution)} {digest}"


def _symbol(name: str, svg: bytes) -> str:
    plain = svg.replace(b' xmlns="http://www.w3.org/2000/svg"', b"").replace(b"\n", b" ")
    shapes = ElementTree.fromstring(plain)  # noqa: S314  the package's own file, no stranger's
    inside = "".join(ElementTree.tostring(shape, encoding="unicode").strip() for shape in shapes)
    return (
        f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
        f' stroke-linecap="round" stroke-linejoin="round">{inside}</symbol>'
    )


if __name__ == "__main__":
    main()
