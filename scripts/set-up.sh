#!/usr/bin/env bash
# Make .venv hold what requirements/run.lock or dev.lock says, hash by hash, and Phalanx itself as an editable package.
# Needs only Python 3.11 or newer; uv is used where it is installed and fetched into .venv where it is not.
set -euo pipefail
cd "$(dirname "$0")/.."
lock=${1:?run or dev}
export PYTHONDONTWRITEBYTECODE= UV_PYTHON_DOWNLOADS=never PIP_DISABLE_PIP_VERSION_CHECK=1

find_python() { # the first Python that is new enough
  local candidate
  for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      "$candidate" -c 'import sys; print(sys.executable)'
      return
    fi
  done
  echo "Phalanx needs Python 3.11 or newer and found none. Install one, or name it: make PYTHON=/path/to/python3" >&2
  return 1
}

if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  python=$(find_python)
  rm -rf .venv
  if ! command -v uv >/dev/null && ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "$python cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv" >&2
    exit 1
  fi
  echo "Setting up .venv with $("$python" --version)"
  if command -v uv >/dev/null; then uv venv --quiet --python "$python" .venv; else "$python" -m venv .venv; fi
fi

if command -v uv >/dev/null; then
  uv=uv
else
  uv=.venv/bin/uv
  if [ ! "$uv" -nt requirements/setup.lock ]; then
    .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null # made by uv once
    .venv/bin/python -m pip install --quiet --require-hashes --only-binary :all: --requirement requirements/setup.lock
    touch "$uv"
  fi
fi

echo "Installing what requirements/$lock.lock names; the first time this takes up to a minute"
"$uv" pip install --python .venv/bin/python --quiet --require-hashes --compile-bytecode --requirement "requirements/$lock.lock"
# Everything the build needs came with the lock, so the build asks nothing of the network.
"$uv" pip install --python .venv/bin/python --quiet --no-deps --no-build-isolation --editable .

touch ".venv/$lock.stamp"
if [ "$lock" = dev ]; then touch .venv/run.stamp; fi # dev holds all of run
