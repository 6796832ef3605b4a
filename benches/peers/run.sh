#!/usr/bin/env bash
# Times this project and others on the same graph and prints one table:
#   benches/peers/run.sh                                porto.osm.pbf of TONGDA_PBF_DIR, else the seeded graph
#   benches/peers/run.sh FILE.osm.pbf                   a real extract
#   benches/peers/run.sh SIDE                           a seeded graph of SIDE x SIDE junctions (1000: a million)
# The others come from PyPI into an environment of their own below target/ (python.sh; PYTHON names a Python). OSRM and
# Valhalla read the extract themselves. Of RoutingKit, PyPI has the customizable hierarchy alone.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=benches/peers work=target/peers
mkdir -p "$work"
subject=1000
if [ -f "${TONGDA_PBF_DIR:-}/porto.osm.pbf" ]; then subject=$TONGDA_PBF_DIR/porto.osm.pbf; fi
if [ $# -gt 0 ]; then subject=$1; fi
python=$("$here/python.sh")
if [ -f "$subject" ]; then
  graph="$work/$(basename "$subject" .osm.pbf).gr"
  cargo run --release --quiet -- prepare "$subject" --export-graph "$graph" >&2
else
  graph="$work/seeded-$subject.gr"
  "$python" "$here/seeded.py" "$subject" "$graph"
fi
results="${graph%.gr}.json"
: > "$results"
for threads in 1 2; do
  RAYON_NUM_THREADS=$threads cargo bench --quiet --bench peers -- "$PWD/$graph" >> "$results"
  if [ -f "$subject" ]; then
    "$python" "$here/engines.py" "$subject" "$graph" "$threads" "$work" >> "$results"
  fi
done
"$python" "$here/peers.py" "$graph" "$results"
