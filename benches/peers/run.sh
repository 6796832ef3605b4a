#!/usr/bin/env bash
# Times this project and others on the same graph and prints one table:
#   benches/peers/run.sh FILE.osm.pbf [--pandana]     a real extract
#   benches/peers/run.sh SIDE [--pandana]             a seeded graph of SIDE x SIDE junctions (1000: a million)
# The others come from PyPI into an environment of their own below target/. --pandana adds sums within 30 minutes,
# which take pandana minutes on a city.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=benches/peers work=target/peers
mkdir -p "$work"
[ -x "$work/venv/bin/python" ] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --requirement "$here/requirements.txt"
if [ -f "$1" ]; then
  graph="$work/$(basename "$1" .osm.pbf).gr"
  cargo run --release --quiet -- prepare "$1" --export-graph "$graph"
else
  graph="$work/seeded-$1.gr"
  "$work/venv/bin/python" "$here/seeded.py" "$1" "$graph"
fi
ours="${graph%.gr}.json"
: > "$ours"
for threads in 1 2; do
  RAYON_NUM_THREADS=$threads cargo bench --quiet --bench peers -- "$PWD/$graph" >> "$ours"
done
"$work/venv/bin/python" "$here/peers.py" "$graph" "$ours" "${@:2}"
