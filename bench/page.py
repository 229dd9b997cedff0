"""Page: how heavy its scripts are, how soon its map can be used, and how long a step of the slider or a filter takes.

A new tab of Chromium, with nothing kept from before, opens the map of the bundled agreements; then one with thousands
of generated ones, where a step is timed inside the page, from the event to the end of the frame that follows it. The
processor's seconds are those of the tab's process, its memory is what its scripts hold. Chromium draws without a
graphics card here, so that drawing costs more than it does on a desk.
"""

from __future__ import annotations

import gzip
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.measuring import ROOT, Bar, Outcome, Spent
from bench.serving import Server, serving
from bench.workbench import Workbench, phalanx

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BUILT = ROOT / "src" / "phalanx" / "surfaces" / "presenting" / "page"
FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)
AGREEMENTS = 5_000
USABLE, READY = '[data-usable="true"]', '[data-drawn="true"]'
NOTE_WHEN_READY = f"""
new MutationObserver((_, watch) => {{
  if (document.querySelector('{USABLE}')) window.usableAt ??= performance.now();
  if (!document.querySelector('{READY}')) return;
  window.readyAt = performance.now();
  watch.disconnect();
}}).observe(document, {{subtree: true, childList: true, attributes: true}});
"""
TIME_STEPS = """
async ({selector, values}) => {
  const control = document.querySelector(selector);
  const frame = () => new Promise((done) => requestAnimationFrame(() => {
    const {port1, port2} = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(null); // comes once the frame's own work is done
  }));
  const found = [];
  for (const value of values) {
    await frame();
    const begun = performance.now();
    if (value === null) control.click();
    else {
      control.value = value;
      control.dispatchEvent(new Event("input", {bubbles: true}));
    }
    await frame();
    found.push((performance.now() - begun) / 1000);
  }
  return found;
}
"""


def measure(bench: Workbench) -> Iterator[Outcome]:
    """The built page as `phalanx serve` gives it, in Chromium."""
    from playwright.sync_api import sync_playwright  # not for the whole bench, whose own memory its children begin with

    program = needs_page_and_chromium()
    yield scripts()
    many = replace(bench, folder=bench.folder / "many", agreements=min(AGREEMENTS, bench.agreements))
    many.folder.mkdir()
    many.bundled = bench.bundled  # made once
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        with serving("Phalanx", phalanx(bench.bundled, "serve", "--port", "0", "--no-open"), bench.folder) as server:
            yield from usable(browser, server, bench)
        with serving("Phalanx", phalanx(many.filled, "serve", "--port", "0", "--no-open"), many.folder) as server:
            yield from stepped(browser, server, many)
        browser.close()


def needs_page_and_chromium() -> str:
    """The browser's program; a clear message where it or the built page is missing."""
    if not (BUILT / "index.html").exists():
        raise SystemExit("page needs the built page, and so Node.js 20.19 or newer: make page")
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        raise SystemExit("page needs Chromium; on Debian and Ubuntu: sudo apt-get install chromium")
    return program


def scripts() -> Outcome:
    """Every script of the page, the map's worker among them, packed as `phalanx serve` sends it; and in gzip."""
    scripts = sorted(path for path in (BUILT / "assets").iterdir() if path.suffix in (".js", ".mjs"))
    wall, cpu = time.perf_counter(), time.process_time()
    packed_kb = sum((BUILT / "packed" / f"{path.name}.br").stat().st_size for path in scripts) / 1000
    gzip_kb = sum(len(gzip.compress(path.read_bytes(), 9)) for path in scripts) / 1000
    spent = Spent(time.perf_counter() - wall, time.process_time() - cpu, 0, packed_kb)
    what = f"JavaScript of the page in {len(scripts)} files, Brotli"
    return Outcome(what, spent, bars=(Bar("size", 700),), note=f"{gzip_kb:.0f} kB with gzip; no reader needs all of it")


def usable(browser: Browser, server: Server, bench: Workbench) -> Iterator[Outcome]:
    """From navigation until land, ties and capitals are there to read, to pick and to step through; then until MapLibre
    has taken over, with names, pacts and zoom.
    """
    first, whole = [], []
    for _ in range(6 if bench.warm_up else 1):
        with tab(browser, bench.window) as page:
            page.goto(server.address)
            page.locator(USABLE).first.wait_for()
            shown = page.url
            page.locator("input[type=range]").first.press("ArrowLeft")
            page.wait_for_function("shown => location.href !== shown", arg=shown)
            page.locator(READY).first.wait_for()
            cpu_s, heap_mb = took(page)
            first.append(Spent(page.evaluate("usableAt") / 1000, cpu_s, heap_mb))
            whole.append(Spent(page.evaluate("readyAt") / 1000, cpu_s, heap_mb))
    counted = slice(bench.warm_up, None)  # not the first tab of a browser and the first answer of a server
    yield Outcome("map usable after navigation", middle(first[counted]), bars=(Bar("latency", 1.5),))
    yield Outcome("map wholly drawn after navigation", middle(whole[counted]), note="without a graphics card")


def stepped(browser: Browser, server: Server, bench: Workbench) -> Iterator[Outcome]:
    """Steps over the years, as a hand drags the slider; then a filter on and off."""
    with tab(browser, bench.window) as page:
        page.goto(server.address)
        page.locator(READY).first.wait_for()
        slider = page.locator("input[type=range]").first
        low, high = (int(slider.get_attribute(name) or 0) for name in ("min", "max"))
        steps = [str(low + (high - low) * number // bench.steps) for number in range(bench.steps + 1)]
        yield timed(
            page, f"slider step with {bench.agreements:,} agreements", "input[type=range]", [*steps, *reversed(steps)]
        )
        page.get_by_label("Filters").locator("summary").first.click()
        boxes = '[aria-label="Filters"] input[type=checkbox]'
        page.locator(boxes).first.wait_for()
        yield timed(page, f"filter step with {bench.agreements:,} agreements", boxes, [None] * bench.steps)


def timed(page: Page, what: str, selector: str, values: Sequence[str | None]) -> Outcome:
    """The median of the steps; the slowest stands beside it."""
    before, _ = took(page)
    found: list[float] = page.evaluate(TIME_STEPS, {"selector": selector, "values": list(values)})
    cpu_s, heap_mb = took(page)
    spent = Spent(median(found), (cpu_s - before) / len(found), heap_mb)
    return Outcome(
        what, spent, bars=(Bar("latency", 0.100),), note=f"slowest {max(found) * 1000:.0f} ms of {len(found)}"
    )


def middle(found: Sequence[Spent]) -> Spent:
    """The median of the seconds, the highest of the memory."""
    return Spent(
        median(one.wall_s for one in found), median(one.cpu_s for one in found), max(one.peak_mb for one in found)
    )


def took(page: Page) -> tuple[float, float]:
    """The processor time of a tab's process so far, in seconds, and the memory of its scripts, in MB."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    told: list[dict[str, Any]] = session.send("Performance.getMetrics")["metrics"]
    session.detach()
    values = {one["name"]: float(one["value"]) for one in told}
    return values["ProcessTime"], values["JSHeapUsedSize"] / 1e6


@contextmanager
def tab(browser: Browser, window: tuple[int, int]) -> Iterator[Page]:
    """A tab with nothing kept from earlier ones."""
    context = browser.new_context(viewport={"width": window[0], "height": window[1]})
    context.add_init_script(NOTE_WHEN_READY)
    yield context.new_page()
    context.close()
