"""A hundred isochrones by Valhalla, for benches/isochrones.rs, which asks over a pipe.

isochrones.py FILE.osm.pbf FOLDER

Builds its tiles in FOLDER, reads one line of LON,LAT;LON,LAT;…, then for each line `plain` or `generalized` draws
30-minute polygons of all, one after the other on one thread, and answers with the seconds.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import time

import valhalla

extract, folder = sys.argv[1], pathlib.Path(sys.argv[2])
shutil.rmtree(folder, ignore_errors=True)
(folder / "tiles").mkdir(parents=True)
config = valhalla.get_config(tile_extract="", tile_dir=str(folder / "tiles"), verbose=False)
(folder / "valhalla.json").write_text(json.dumps(config))
build = next(path for path in valhalla.PYVALHALLA_DIR.rglob("valhalla_build_tiles"))
quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
subprocess.run([str(build), "-c", str(folder / "valhalla.json"), extract], check=True, **quiet)
actor = valhalla.Actor(str(folder / "valhalla.json"))
places = [place.split(",") for place in sys.stdin.readline().strip().split(";")]


def query(lon, lat, kind):
    asked = {
        "locations": [{"lon": float(lon), "lat": float(lat)}],
        "costing": "auto",
        "contours": [{"time": 30}],
        "polygons": True,
        # Without it Valhalla keeps every corner, as this project does.
        "generalize": 0 if kind == "plain" else 200,
    }
    return json.dumps(asked)


for line in sys.stdin:
    queries = [query(lon, lat, line.strip()) for lon, lat in places]
    start = time.perf_counter()
    answers = [actor.isochrone(asked) for asked in queries]
    seconds = time.perf_counter() - start
    if not all("coordinates" in answer for answer in answers):
        sys.exit("Valhalla has drawn nothing")
    print(f"{seconds:.6f}", flush=True)
