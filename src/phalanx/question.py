"""Question: what can be asked of a World. Declared once; command, route, page and documentation follow from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from phalanx.answer import Answer, Chart, Finding, Map, Table
from phalanx.errors import BadInput
from phalanx.vocabulary.values import Here, OwnTable
from phalanx.world import World


class Parameters(BaseModel):
    """What a question can be told. Frozen; every field carries a description, a default and its type.

    A field `from_` is `--from` on the command line and `from` in an address.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def said(self) -> dict[str, Any]:
        """The parameters as an Answer and an address name them."""
        return self.model_dump(mode="json", by_alias=True)


Asked = TypeVar("Asked", bound=Parameters)

Listener = Callable[[int, int, str], bool]
"""Is told how much is done of how much (0: nobody knows) and what is being done; says whether to go on."""

_LISTENER: ContextVar[Listener] = ContextVar("listener", default=lambda done, of, words: True)


def tell(done: int, of: int, words: str) -> bool:
    """Tell whoever asked how far a long answer is: so much of so much (0: nobody knows), and what is being done.

    A question that takes more than a second or two calls it some times a second. False means that it should stop and
    answer with what there is, saying in a finding and a note that this is a part.
    """
    return _LISTENER.get()(done, of, words)


@contextmanager
def telling(listener: Listener) -> Iterator[None]:
    """What is asked within tells its progress to this listener; nobody else hears it, in other threads or tasks."""
    before = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(before)


@dataclass(frozen=True)
class Question:
    """A question of the catalogue: `name` as typed, `title` as read, typed parameters, and the function that answers."""

    name: str
    title: str
    about: str
    """What it tells and what it does not, in a few sentences for the documentation."""
    parameters: type[Parameters]
    answer: Callable[[World, Any], Answer]

    def ask(self, world: World, given: Mapping[str, Any] | None = None) -> Answer:
        """Answer the question about a World, with parameters as text or values.

        Raises:
            BadInput: a parameter is unknown or has a value it cannot have; all such parameters together.
        """
        parameters = self.read(given or {})
        if not world.entries.height:
            raise BadInput(
                f"The registry knew nothing yet at {world.stamp.known_at}",
                "a moment from its first entry on",
                "see 'phalanx facts history ID' for when a record was entered, and choose a later --known-at",
            )
        return self.answer(world, parameters)

    def answered(
        self,
        world: World,
        parameters: Parameters,
        *,
        findings: tuple[Finding, ...],
        tables: Mapping[str, Table],
        charts: tuple[Chart, ...] = (),
        maps: tuple[Map, ...] = (),
        notes: tuple[str, ...] = (),
    ) -> Answer:
        """The Answer that was found, with what was asked of which World."""
        return Answer(self.name, self.title, parameters.said(), world.stamp, findings, tables, charts, maps, notes)

    def read(self, given: Mapping[str, Any]) -> Parameters:
        """The typed parameters, or BadInput with what was found and expected."""
        try:
            return self.parameters.model_validate(dict(given))
        except ValidationError as error:
            raise BadInput("; ".join(self._fault(fault) for fault in error.errors(include_url=False))) from error

    def _fault(self, fault: Any) -> str:
        name = str(fault["loc"][0]) if fault["loc"] else ""
        if fault["type"] == "extra_forbidden":
            names = list(parameter_names(self.parameters))
            near = get_close_matches(name, names, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            return f"{self.name} has no parameter {name!r} (it has {', '.join(names) or 'none'}){hint}"
        if fault["type"] == "missing":
            return f"{self.name} needs --{name}"
        expected = fault.get("ctx", {}).get("expected", fault["msg"])
        remedy = fault.get("ctx", {}).get("remedy", "")
        hint = f"; {remedy}{'?' if remedy.startswith('did you mean') else ''}" if remedy else ""
        return f"--{name} {fault['input']!r}: expected {expected}{hint}"


def parameter_names(parameters: type[Parameters]) -> Mapping[str, str]:
    """The name of each parameter as typed, with the name of its field."""
    return {(info.alias or name): name for name, info in parameters.model_fields.items()}


def own_tables(parameters: type[Parameters]) -> Mapping[str, str]:
    """The parameters that take a user's own table, by the name of their field, each with the kind of its rows.

    They are for the command line and notebooks: no server reads files that a request names.
    """
    return {
        name: mark.kind
        for name, info in parameters.model_fields.items()
        for mark in info.metadata
        if isinstance(mark, OwnTable)
    }


def set_here(parameters: type[Parameters]) -> Mapping[str, str]:
    """The parameters that no request to a server may set, by the name of their field, each with the reason."""
    return {
        name: mark.reason
        for name, info in parameters.model_fields.items()
        for mark in info.metadata
        if isinstance(mark, Here)
    }
