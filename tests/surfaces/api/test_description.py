"""The API does what its description says: schemathesis draws requests from it, and finds nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import NonFatalError, ScenarioFinished
from tests.surfaces.api.conftest import Reader

from phalanx.analyses import all_questions
from phalanx.question import own_tables, parameter_names, set_here
from phalanx.registry.records import KINDS, columns
from phalanx.surfaces.api import create_app

# All kinds share one function and the parameters it makes. These two have text, codes, dates, parties, whole and decimal
# numbers between them.
TRIED = ("turning_points", "defence_expenditure")
SETTINGS: dict[str, Any] = {
    "suppress-health-check": ["all"],
    "continue-on-failure": True,
    "request-timeout": 20,  # road-map and partition take some seconds each, and longer where others compute as well
    "generation": {"deterministic": True, "max-examples": 4, "database": "none"},
    "checks": {
        "negative_data_rejection": {"expected-statuses": ["400", "404", "414", "422"]},
        # Many values, each well, can make an address that is too long.
        "positive_data_acceptance": {"expected-statuses": ["2xx", "404", "414"]},
    },
    "phases": {"stateful": {"enabled": False}},  # nothing that is read changes anything
    "operations": [
        {
            # Parameters that are well each by itself and not together: an end before the beginning, a chart for a format
            # that draws none. They are refused by name; JSON Schema cannot say it.
            "include-path-regex": "^/api/v1/(questions/.|diff)",
            "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "404", "414", "422"]}},
        },
        {"include-path-regex": f"^/api/v1/facts/(?!({'|'.join(TRIED)})$)", "enabled": False},
        # Systematic trials of every value at its bounds: one question stands for the others, one kind for the kinds.
        {
            "include-path-regex": "^/api/v1/(questions/(?!growth)|facts/(?!turning_points))",
            "phases": {"coverage": {"enabled": False}},
        },
    ],
}


def failures(scenario: ScenarioFinished) -> Iterator[str]:
    """What the checks say of a scenario, with a command that asks the same."""
    for name, checks in scenario.recorder.checks.items():
        for check in checks:
            if check.failure_info is not None:
                case = scenario.recorder.cases[name].value
                yield f"{check.name}: {check.failure_info.failure.message}\n{case.as_curl_command()}"


@pytest.mark.slow
@pytest.mark.usefixtures("remembered")
@pytest.mark.filterwarnings("ignore:Using `httpx` with `starlette.testclient`")  # schemathesis asks through it
def test_whatever_is_asked_is_answered_as_described(bundled: Path) -> None:
    config = SchemathesisConfig.from_dict(SETTINGS)
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", create_app(str(bundled)), config=config)
    found: list[str] = []
    asked: Counter[str] = Counter()
    for event in from_schema(schema).execute():
        if isinstance(event, ScenarioFinished):
            asked[event.recorder.label or ""] += len(event.recorder.cases)
            found += failures(event)
        elif isinstance(event, NonFatalError):
            found.append(str(event.info))
    assert found == []
    assert asked.total() > 500
    assert all(asked[f"GET /api/v1/questions/{question.name}"] > 3 for question in all_questions())


def test_every_question_and_kind_is_described_with_its_parameters(get: Reader) -> None:
    paths = get("/api/v1/openapi.json").json()["paths"]
    for question in all_questions():
        names = {each["name"] for each in paths[f"/api/v1/questions/{question.name}"]["get"]["parameters"]}
        own = {*own_tables(question.parameters), *set_here(question.parameters)}
        asked = {name for name, field in parameter_names(question.parameters).items() if field not in own}
        assert {*asked, "format", "valid_on", "known_at"} <= names
    for name, kind in KINDS.items():
        names = {each["name"] for each in paths[f"/api/v1/facts/{name}"]["get"]["parameters"]}
        assert {*columns(kind), "q", "sort", "limit", "offset", "format", "valid_on", "known_at"} <= names


def test_everything_is_described_in_words(get: Reader) -> None:
    told = get("/api/v1/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    for path, operations in told["paths"].items():
        operation = operations["get"]
        assert operation["summary"], path
        assert operation["description"], path
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], (path, parameter["name"])
            assert parameter["schema"], (path, parameter["name"])
    operations = [operations["get"]["operationId"] for operations in told["paths"].values()]
    assert len(set(operations)) == len(operations)


def test_scopes_to_choose_from_are_those_of_the_registry(get: Reader) -> None:
    told = get("/api/v1/openapi.json").json()["paths"]["/api/v1/questions/growth"]["get"]["parameters"]
    scope = next(each for each in told if each["name"] == "scope")["schema"]
    listed = {row["id"] for row in get("/api/v1/facts/scopes?limit=1000").json()["rows"]}
    grouped = {row["id"] for row in get("/api/v1/facts/groupings?limit=1000").json()["rows"]}
    assert set(scope["enum"]) == listed | grouped
    assert scope["default"] == "all"


def test_the_same_is_there_as_a_page(get: Reader) -> None:
    page = get("/api/v1/docs").text
    for path in get("/api/v1/openapi.json").json()["paths"]:
        assert f"<code>{path}</code>" in page
    for problem in ("BadQuery", "UnknownRecord", "RegistryError", "failure"):
        assert f'id="{problem}"' in page
    assert "<script" not in page
    assert get("/api/v1/docs.css").headers["content-type"] == "text/css; charset=utf-8"


def test_where_to_begin_leads_everywhere(get: Reader) -> None:
    for name, link in get("/api/v1/").json()["links"].items():
        if "{" not in link:
            assert get(link).status == 200, name
