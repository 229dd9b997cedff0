"""For those who run a server: health, and metrics that Prometheus reads."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families
from tests.surfaces.api.conftest import Reader

from phalanx import __version__
from phalanx.registry.store import Registry
from phalanx.surfaces.api import create_app

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def samples(get: Reader) -> Samples:
    told = get("/metrics")
    assert told.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(told.text)
        for sample in family.samples
    }


def test_health_tells_version_and_head(get: Reader, bundled: Path) -> None:
    with Registry.open(str(bundled)) as registry:
        seq, head, _ = registry.head()
    told = get("/healthz")
    assert told.json() == {"status": "ok", "version": __version__, "journal_head": head, "entries": seq}
    assert told.headers["cache-control"] == "no-store"


def test_metrics_count_requests_by_route_and_status(bundled: Path) -> None:
    get = Reader(create_app(str(bundled)))
    for address in ("/api/v1/records/states/PL", "/api/v1/records/states/FR", "/api/v1/records/nothing", "/x", "/y"):
        get(address)
    get("/api/v1/records/states/PL")
    get("/api/v1/records/states/PL", if_none_match="*")
    get("/api/v1/atlas", "POST")
    found = samples(get)

    def requests(route: str, status: int) -> float:
        return found.get(("phalanx_requests_total", (("route", route), ("status", str(status)))), 0.0)

    record = "/api/v1/records/{record:path}"
    assert requests(record, 200) == 3
    assert requests(record, 304) == 1
    assert requests(record, 404) == 1
    assert requests("unknown", 404) == 2
    assert requests("refused", 405) == 1
    assert found["phalanx_request_seconds_count", (("route", record),)] == 5
    assert found["phalanx_kept_answers_found_total", ()] == 2
    assert found["phalanx_journal_entries", ()] == get("/healthz").json()["entries"]
    assert found["phalanx_registry_readable", ()] == 1
    with Registry.open(str(bundled)) as registry:
        last = datetime.fromisoformat(registry.head()[2])
    assert found["phalanx_journal_last_entry_timestamp_seconds", ()] == last.timestamp()
    assert found["phalanx_info", (("version", __version__),)] == 1


def test_what_is_asked_in_paths_makes_no_new_series(bundled: Path) -> None:
    get = Reader(create_app(str(bundled)))
    get("/a")
    get("/api/v1/records/a")
    before = set(samples(get))
    for number in range(20):
        get(f"/a{number}")
        get(f"/api/v1/records/a{number}")
    assert set(samples(get)) - before <= {name for name in samples(get) if ("route", "/metrics") in name[1]}


def test_each_application_counts_by_itself(bundled: Path) -> None:
    first, second = Reader(create_app(str(bundled))), Reader(create_app(str(bundled)))
    first("/api/v1/kinds")
    assert not [name for name in samples(second) if ("route", "/api/v1/kinds") in name[1]]
