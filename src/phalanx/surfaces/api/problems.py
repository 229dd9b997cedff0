"""Problems: every error in one shape, RFC 9457 `application/problem+json`, saying what was found and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import orjson

from phalanx.errors import BadInput, JournalBroken, PhalanxError, RegistryError, UnknownQuestion, UnknownRecord

MEDIA_TYPE = "application/problem+json"
_OPTION = re.compile(r"(?<![\w-])--([a-z][a-z-]*)")


class BadQuery(BadInput):
    """Parameters of a request that cannot be used; all of them together, each with what was found and expected."""

    def __init__(self, faults: list[dict[str, str]], remedy: str = "") -> None:
        self.faults = faults
        super().__init__(
            "; ".join(f"{fault['parameter']}: {fault['found']}" for fault in faults),
            "; ".join(f"{fault['parameter']}: {fault['expected']}" for fault in faults),
            remedy,
        )

    def as_json(self) -> dict[str, Any]:
        return super().as_json() | {"faults": self.faults}


class UnknownPlace(BadInput):
    """There is nothing at that address."""

    http_status = 404


class BadAddress(BadInput):
    """The address itself is malformed."""

    http_status = 400


class TooLong(BadInput):
    """The address is longer than any that is understood."""

    http_status = 414


class NotAllowed(BadInput):
    """Everything here is for reading only."""

    http_status = 405


TITLES: Mapping[type[PhalanxError], str] = {
    BadInput: "The request cannot be answered as it is",
    BadQuery: "Parameters cannot be used as they are",
    UnknownQuestion: "There is no such question",
    UnknownRecord: "There is no such record or kind",
    UnknownPlace: "There is nothing at this address",
    BadAddress: "The address is malformed",
    TooLong: "The address is too long",
    NotAllowed: "This method is not allowed",
    RegistryError: "The registry cannot be read",
    JournalBroken: "The registry's journal does not hold",
}
FAILURE = "Something went wrong on our side"


def problem(error: PhalanxError, instance: str, root: str = "") -> tuple[int, dict[str, Any]]:
    """The status of an error and its problem as a mapping.

    `instance` is the address that was asked, `root` the path under which the public reaches the whole.
    """
    told = error.as_json()
    kind = told.pop("error")
    told.pop("exit_code")
    worded = {name: _reworded(value) if isinstance(value, str) else value for name, value in told.items()}
    return error.http_status, {
        "type": f"{root}/api/v1/docs#{kind}",
        "title": _title(error),
        "status": error.http_status,
        "detail": _reworded(str(error)),
        "instance": f"{root}{instance}",
        **worded,
    }


def failure(instance: str, root: str = "") -> tuple[int, dict[str, Any]]:
    """The problem of a failure that is ours; what failed stands in the server's log, not here."""
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    found, remedy = FAILURE, "try again; if it stays, tell those who run this server the address and the hour"
    return status, {
        "type": f"{root}/api/v1/docs#failure",
        "title": found,
        "status": int(status),
        "detail": f"{found}. What to do: {remedy}.",
        "instance": f"{root}{instance}",
        "found": found,
        "expected": "",
        "remedy": remedy,
    }


def kinds() -> Iterator[tuple[str, int, str, str]]:
    """Every kind of problem: its name, status, title and meaning."""
    for kind, title in TITLES.items():
        yield kind.__name__, kind.http_status, title, (kind.__doc__ or "").splitlines()[0]
    yield "failure", 500, FAILURE, "What failed stands in the server's log."


def as_bytes(told: Mapping[str, Any]) -> bytes:
    """A problem as JSON. What came in an address and is no text goes out with marks in its place."""
    try:
        return orjson.dumps(told)
    except TypeError:
        cleaned = {name: _clean(value) for name, value in told.items()}
        return orjson.dumps(cleaned)


def _clean(value: Any) -> Any:
    return value.encode(errors="replace").decode() if isinstance(value, str) else value


def _title(error: PhalanxError) -> str:
    return next((TITLES[kind] for kind in type(error).__mro__ if kind in TITLES), FAILURE)


def _reworded(text: str) -> str:
    """Options of the command line as parameters of an address: `--valid-on` reads `valid_on`."""
    return _OPTION.sub(lambda option: option[1].replace("-", "_"), text)
