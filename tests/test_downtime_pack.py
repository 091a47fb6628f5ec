"""A downtime pack in a real browser, from the disk, with no server anywhere."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from hospital.custody import packs
from hospital.custody.models import Pack

from .browser import CHROMIUM, FLAGS, needs_browser
from .world import World

PASSPHRASE = "cavalo correto bateria"


@needs_browser
def test_the_pack_opens_from_the_disk_with_its_passphrase_alone(undone: World, tmp_path: Path) -> None:
    packs.set_passphrase(PASSPHRASE, by=undone.families[0].by)
    pack = packs.make(by=undone.families[0].by)
    name = undone.families[0]["patient"].name
    file = tmp_path / "pack.html"
    file.write_bytes(bytes(Pack.objects.get(pk=pack.pk).content or b""))
    assert name not in file.read_text()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = browser.new_context(offline=True).new_page()
        page.goto(file.as_uri())
        page.fill("#passphrase", "something else")
        page.click("button")
        page.wait_for_selector("#refused:not([hidden])")
        page.fill("#passphrase", PASSPHRASE)
        page.click("button")
        page.wait_for_selector("#content:not([hidden]) table")
        assert name in page.inner_text("#content")
        browser.close()
