"""The description in OpenAPI 3.0: well formed, and true of every address it names."""

from __future__ import annotations

from typing import Any

import httpx
import jsonschema_rs
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.definitions import OPENAPI_30

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def test_every_address_answers_as_described(service: str) -> None:
    schema = schemathesis.openapi.from_url(f"{service}/api")
    tried = set()
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()

        @settings(max_examples=2, suppress_health_check=list(HealthCheck), deadline=None)
        @given(operation.as_strategy())
        def answers(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate(checks=CHECKS)

        answers()
        tried.add(operation.path)
    # Everything but the description itself, which was asked for to know what else there is.
    assert tried == set(httpx.get(f"{service}/api").json()["paths"]) - {"/api"}


def test_it_is_openapi_3_0(client: httpx.Client) -> None:
    told = client.get("/api").json()
    jsonschema_rs.validate(OPENAPI_30, told)
    assert told["servers"] == [{"url": str(client.base_url).rstrip("/")}]
    names = [operation["get"]["operationId"] for operation in told["paths"].values()]
    assert len(set(names)) == len(names) == 4 + 7 * 4
