"""Answers worked out once for all tests that look at what becomes of them: a question of equal facts has one answer.

They lie in a folder that all workers of a run share. Tests of how an answer is found ask the question itself.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import secrets
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from phalanx.answer import Answer
from phalanx.question import Question
from phalanx.world import World

Ask = Callable[[Question, World, Mapping[str, Any] | None], Answer]


def shared_folder(made: pytest.TempPathFactory) -> Path:
    """A folder of this run that its workers have in common; there is one without workers too."""
    base = made.getbasetemp()
    folder = (base.parent if base.name.startswith("popen-") else base) / "remembered"
    folder.mkdir(exist_ok=True)
    return folder


def remembering(folder: Path, ask: Ask) -> Ask:
    """The same as `ask`, which looks first whether any worker has asked this of the same facts.

    What an answer asks on its way is asked as ever: it may be of Worlds that leave something out.
    """
    within: ContextVar[bool] = ContextVar("within", default=False)

    def asked_once(question: Question, world: World, given: Mapping[str, Any] | None = None) -> Answer:
        if within.get():
            return ask(question, world, given)
        told = question.read(given or {}).said()
        latest = max(world.valid_on, world.known_at.date())  # all that questions make of the second clock
        facts = world.journal_head, world.valid_on.isoformat(), latest.isoformat()
        name = hashlib.sha256(json.dumps([question.name, told, *facts], sort_keys=True).encode()).hexdigest()
        file = folder / name
        if file.exists():
            held: Answer = pickle.loads(file.read_bytes())  # noqa: S301 - a worker of this run wrote it
            return replace(held, world=world.stamp)
        before = within.set(True)
        try:
            answer = ask(question, world, given)
        finally:
            within.reset(before)
        draft = folder / f"{name}.{secrets.token_hex(4)}"
        draft.write_bytes(pickle.dumps(answer))
        draft.rename(file)
        return answer

    return asked_once
