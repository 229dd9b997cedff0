"""Health and metrics, for those who run a server."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from phalanx import __version__
from phalanx.errors import PhalanxError
from phalanx.surfaces.api.metrics import MEDIA_TYPE, Metrics
from phalanx.surfaces.api.policy import UNKEPT
from phalanx.surfaces.api.routes import Asked, Reply, Route, as_json


def tell_health(asked: Asked) -> Reply:
    """Whether the registry can be read and its journal holds; errors as everywhere."""
    worlds = asked.site.worlds
    worlds.verify()
    head = worlds.head()
    told = as_json({"status": "ok", "version": __version__, "journal_head": head.hash, "entries": head.seq})
    return Reply(told.body, told.media_type, headers=UNKEPT)


def tell_metrics(metrics: Metrics, asked: Asked) -> Reply:
    """What Prometheus reads; a registry that cannot be read is no reason to tell it nothing."""
    try:
        head = asked.site.worlds.head()
    except PhalanxError:
        head = None
    return Reply(metrics.told(head), MEDIA_TYPE, headers=UNKEPT)


def routes(metrics: Metrics) -> Iterator[Route]:
    """Both."""
    yield Route(
        "/healthz",
        "Health",
        "200 while the registry can be read and its journal holds; else a problem with what to do.",
        tell_health,
        tag="running",
    )
    yield Route(
        "/metrics",
        "Metrics",
        "Counts and times for Prometheus.",
        partial(tell_metrics, metrics),
        media_types=(MEDIA_TYPE,),
        tag="running",
    )
