"""Metrics: what Prometheus reads of a running server, in a registry of its own."""

from __future__ import annotations

import math
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from phalanx import __version__
from phalanx.registry.watching import Head

BOUNDS_S = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
MEDIA_TYPE = CONTENT_TYPE_PLAIN_0_0_4


class Metrics:
    """Counts of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "phalanx_requests", "Requests answered, by route and status.", ["route", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "phalanx_request_seconds", "Time from request to answer, by route.", ["route"],
            buckets=BOUNDS_S, registry=self._registry,
        )  # fmt: skip
        self.found = Counter("phalanx_kept_answers_found", "Answers that were ready.", registry=self._registry)
        self.missed = Counter("phalanx_kept_answers_missed", "Answers that had to be made.", registry=self._registry)
        self._entries = Gauge("phalanx_journal_entries", "Number of the journal's last entry.", registry=self._registry)
        self._last = Gauge(
            "phalanx_journal_last_entry_timestamp_seconds", "When the journal's last entry was made.",
            registry=self._registry,
        )  # fmt: skip
        self._readable = Gauge(
            "phalanx_registry_readable", "1 while the registry can be read.", registry=self._registry
        )
        Gauge("phalanx_info", "The version that runs.", ["version"], registry=self._registry).labels(__version__).set(1)

    def answered(self, route: str, status: int, seconds: float) -> None:
        """Take in one answer."""
        self._requests.labels(route, status).inc()
        self._seconds.labels(route).observe(seconds)

    def told(self, head: Head | None) -> bytes:
        """Everything in Prometheus' text format; `head` None: the journal cannot be read."""
        self._entries.set(math.nan if head is None else head.seq)
        self._last.set(math.nan if head is None else datetime.fromisoformat(head.at).timestamp())
        self._readable.set(head is not None)
        return generate_latest(self._registry)
