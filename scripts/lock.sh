#!/usr/bin/env bash
# Write requirements/*.lock from pyproject.toml: every version with its hashes, and no address of any registry.
# With --upgrade the newest versions are chosen anew; without, only what pyproject.toml asks for changes.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=$(command -v uv || command -v .venv/bin/uv) || { echo "uv is missing: 'make run' brings it" >&2; exit 1; }
unset UV_FIND_LINKS

compile() { # NAME ARGUMENT…: one lock, good for every system and every Python from 3.11 on
  "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
    --no-emit-index-url --no-emit-find-links --output-file "requirements/$1.lock" "${@:2}"
}

compile dev pyproject.toml --group dev "$@"
compile run pyproject.toml --group build --constraint requirements/dev.lock # the same versions as in dev
compile setup --group setup "$@"
