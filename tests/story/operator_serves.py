"""An operator serves: behind nginx below a path, looked at in Chromium and by Prometheus, with a database that goes."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
from playwright.sync_api import Browser, expect
from prometheus_client.parser import text_string_to_metric_families
from tests.browser.browsing import settled, tabs, visit
from tests.conftest import free_port
from tests.story.operator_desk import Desk, needed

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "serve-the-page.md"
NGINX = """
daemon off;
{user}
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
{location}
    }}
}}
"""


@contextmanager
def behind_nginx(desk: Desk, registry: str, folder: Path) -> Iterator[tuple[str, list[str]]]:
    """`phalanx serve` behind nginx as the how-to sets it up; gives the public address, and the server's log as it grows."""
    folder.mkdir()
    port, log = free_port(), list[str]()
    site = f"http://127.0.0.1:{port}/phalanx/"
    with desk.start(registry, "serve", "--port", 0, "--public-url", site) as server:
        assert server.stdout is not None
        assert server.stderr is not None
        inner = re.search(r"http://127\.0\.0\.1:(\d+)/", server.stdout.readline())
        assert inner, server.stderr.read()
        reading = threading.Thread(target=log.extend, args=(server.stderr,))
        reading.start()
        try:
            settings = folder / "nginx.conf"
            settings.write_text(as_the_how_to_says(folder, port, inner[1]))
            with subprocess.Popen([needed("nginx"), "-p", folder, "-c", settings], stderr=subprocess.DEVNULL) as proxy:
                try:
                    wait_for(site)
                    yield site, log
                finally:
                    proxy.terminate()
        finally:
            server.terminate()
            reading.join(20)
        assert server.wait(20) == 0, "gone in good order"


def as_the_how_to_says(folder: Path, port: int, inner: str) -> str:
    """Settings of nginx around the lines that the how-to gives to copy, for the ports of this run."""
    written = re.search(r"^```nginx\n(.*?)^```$", HOW_TO.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert written
    location = written[1].replace("/defence/", "/phalanx/").replace(":8000/", f":{inner}/")
    assert "/phalanx/" in location
    assert f":{inner}/" in location
    user = "user root;" if os.geteuid() == 0 else ""
    return NGINX.format(folder=folder, port=port, user=user, location=location)


def wait_for(site: str) -> None:
    for _ in range(200):
        try:
            if get(f"{site}healthz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{site} does not answer")


def get(address: str | httpx.URL) -> httpx.Response:
    """An answer, however busy the machine is."""
    return httpx.get(address, timeout=120)


def metrics_of(site: str) -> dict[str, float]:
    """What Prometheus reads: every figure without labels, by its name."""
    told = get(f"{site}metrics")
    return {
        sample.name: sample.value
        for family in text_string_to_metric_families(told.text)
        for sample in family.samples
        if not sample.labels
    }


def in_the_browser(browser: Browser, site: str, entries: int, folder: Path) -> None:
    """Page, assets, share link, download and API all stay below the path, and lead somewhere."""
    with tabs(browser) as opened:
        tab = opened()
        asked: list[str] = []
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(site.rstrip("/"))  # without the slash, as people type it
        settled(tab)
        assert tab.url.startswith(site)
        visit(tab, f"{site}questions/growth?scope=brief")
        expect(tab.get_by_role("heading", level=1)).to_be_visible()
        assert tab.locator('link[rel="canonical"]').get_attribute("href") == f"{site}questions/growth/"
        shared = tab.url
        link = tab.get_by_role("link", name=re.compile("^CSV")).first
        with tab.expect_download() as waiting:
            link.click()
        table = list(csv.reader(io.StringIO(Path(waiting.value.path()).read_text(encoding="utf-8"))))
        assert len(table) > 5
        tab.screenshot(path=folder / "below-a-path.png")
        other = opened()
        visit(other, shared)  # whoever is sent the address sees the same
        assert other.get_by_role("heading", level=1).inner_text() == tab.get_by_role("heading", level=1).inner_text()
        assert [
            address for address in asked if not address.startswith((site, site.rstrip("/"), "data:", "blob:"))
        ] == []
        assert any("/assets/" in address for address in asked)
    health = get(f"{site}healthz").json()
    assert (health["status"], health["entries"]) == ("ok", entries)
    for place in get(f"{site}ogc").json()["links"]:
        assert place["href"].startswith(f"{site}ogc"), place
        assert get(place["href"]).status_code == 200
    problem = get(f"{site}api/v1/records/nothing").json()
    assert (problem["type"], problem["instance"]) == (
        "/phalanx/api/v1/docs#UnknownRecord",
        "/phalanx/api/v1/records/nothing",
    )
    assert get(httpx.URL(site).join(problem["type"])).status_code == 200
    described = get(f"{site}api/v1/openapi.json").json()
    assert httpx.URL(site).join(described["servers"][0]["url"]).path.rstrip("/") == "/phalanx"


def out_of_reach(url: str, site: str, log: list[str]) -> None:
    """The database goes and comes back: readers are told meanwhile, the log says both, and nothing has to be restarted."""
    at_the_server, _, database = url.rpartition("/")
    with psycopg.connect(f"{at_the_server}/postgres", autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS false".encode())
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (database,))
        down = get(f"{site}healthz")
        assert (down.status_code, down.json()["title"]) == (503, "The registry cannot be read")
        assert metrics_of(site)["phalanx_registry_readable"] == 0
        assert get(f"{site}api/v1/kinds").status_code == 503
        connection.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS true".encode())
    assert get(f"{site}healthz").status_code == 200
    assert metrics_of(site)["phalanx_registry_readable"] == 1
    words = [line for line in log if line.startswith("The registry c")]
    assert [line.partition(",")[0].partition(".")[0].strip() for line in words] == [
        "The registry cannot be read",
        "The registry can be read again",
    ], log


CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, worker_dashboard_address=None
    ) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""


def a_cluster(desk: Desk, url: str) -> None:
    """A stress test shared out over two processes of a Dask cluster finds what one process finds, figure by figure."""
    program = desk.folder / "cluster.py"
    program.write_text(CLUSTER, encoding="utf-8")
    asked = (
        "ask",
        "stress",
        "--scenarios",
        100,
        "--regime",
        "emergency",
        "--valid-on",
        "2026-11-01",
        "--format",
        "json",
    )
    alone = json.loads(desk.run(url, *asked))
    with subprocess.Popen(
        [sys.executable, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as cluster:
        assert cluster.stdout is not None
        address = cluster.stdout.readline().strip()
        assert address.startswith("tcp://127.0.0.1:")
        shared = json.loads(desk.run(url, *asked, "--cluster", address))
        cluster.communicate("")
    assert findings(shared) == findings(alone)
    assert shared["tables"] == alone["tables"]
    assert len(findings(alone)) > 3


def findings(answer: dict[str, Any]) -> dict[str, Any]:
    return {one["name"]: (one["value"], one["text"]) for one in answer["findings"]}
