#!/usr/bin/env bash
# Prints the Python of an environment below target/ that has the programs which the benches compare with, and makes it
# first where there is none. It takes the first Python that has wheels of all in engines.txt; PYTHON names another.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=benches/peers venv=target/peers/venv
has_all() { "$venv/bin/python" -c 'import networkit, osrm, pandana, routingkit_cch, valhalla' 2>/dev/null; }
if ! has_all; then
  candidates=("${PYTHON:-}")
  [ -n "${PYTHON:-}" ] ||
    candidates=(python3.{12,13,14,11,10} python3 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python3)
  missing=
  for candidate in "${candidates[@]}"; do
    "$candidate" -c '' 2>/dev/null || continue
    rm -rf "$venv"
    "$candidate" -m venv "$venv"
    if told=$("$venv/bin/python" -m pip install --quiet --only-binary :all: --requirement "$here/engines.txt" 2>&1); then
      "$venv/bin/python" -m pip install --quiet --requirement "$here/requirements.txt" >&2
      break
    fi
    missing+="  $("$candidate" --version): $(grep -o 'No matching distribution.*' <<< "$told" || tail -n 1 <<< "$told")"$'\n'
  done
  if ! has_all; then
    printf 'no Python has all that the benches compare with:\n%sname one that has: PYTHON=/path/to/python3.12\n' "$missing" >&2
    exit 1
  fi
fi
echo "$venv/bin/python"
