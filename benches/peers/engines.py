"""Extract to network, and a matrix, by engines that read the extract themselves: one JSON object a task.

engines.py FILE.osm.pbf GRAPH.gr THREADS FOLDER

They have roads and speeds of their own, so there is no checksum to compare; their places are the vertices that
the matrix of the others is about. An engine that is not installed is left out.
"""

import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

import numpy
import pandas

from peers import MATRIX, RUNS, spread, timed

extract, graph, threads, folder = sys.argv[1], sys.argv[2], int(sys.argv[3]), pathlib.Path(sys.argv[4]).resolve()
# What Valhalla does of the matrix: the whole takes it hours.
FEW = 50


def say(program, task, seconds):
    print(json.dumps({"program": program, "task": task, "threads": threads, "seconds": seconds, "checksum": None}), flush=True)


def places(count):
    table = pandas.read_csv(graph[:-2] + "co", sep=" ", skiprows=1, names=["kind", "node", "lon", "lat"])
    return [(table.lon[i] / 1e6, table.lat[i] / 1e6) for i in spread(len(table), count)]


def fresh(name):
    shutil.rmtree(folder / name, ignore_errors=True)
    (folder / name).mkdir()
    return folder / name


def run(*command):
    start = time.perf_counter()
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def ours():
    binary = pathlib.Path("target/release/tongda")
    os.environ["RAYON_NUM_THREADS"] = str(threads)
    seconds = [run(binary, "prepare", extract, "-o", folder / "ours.tongda") for _ in range(RUNS)]
    say("tongda", "extract to network file", sorted(seconds)[RUNS // 2])


def osrm():
    package = pathlib.Path(importlib.util.find_spec("osrm").origin).parent
    work = fresh("osrm")
    os.link(extract, work / "map.osm.pbf") if os.stat(extract).st_dev == os.stat(work).st_dev else shutil.copy(extract, work / "map.osm.pbf")
    profile = next(package.rglob("car.lua"))
    say("OSRM", "extract to network file", run(package / "bin/osrm-extract", "-t", threads, "-p", profile, work / "map.osm.pbf"))
    say("OSRM CH", "prepare", run(package / "bin/osrm-contract", "-t", threads, work / "map.osrm"))
    import osrm

    engine = osrm.OSRM(str(work / "map.osrm"))
    wanted = osrm.TableParameters(coordinates=places(MATRIX), annotations=["duration"], generate_hints=False)
    seconds, _ = timed(lambda: engine.Table(wanted)["durations"], lambda rows: len(rows))
    say("OSRM CH", "matrix", seconds)


def valhalla():
    import valhalla

    work = fresh("valhalla")
    (work / "tiles").mkdir()
    config = valhalla.get_config(tile_extract="", tile_dir=str(work / "tiles"), verbose=False)
    config["mjolnir"]["concurrency"] = threads
    (work / "valhalla.json").write_text(json.dumps(config))
    build = next(path for path in valhalla.PYVALHALLA_DIR.rglob("valhalla_build_tiles"))
    say("Valhalla", "extract to network file", run(build, "-c", work / "valhalla.json", extract))
    actor = valhalla.Actor(str(work / "valhalla.json"))
    points = [{"lon": lon, "lat": lat} for lon, lat in places(FEW)]
    query = json.dumps({"sources": points, "targets": points, "costing": "auto", "verbose": False})
    seconds, _ = timed(lambda: actor.matrix(query), len, 1)
    say("Valhalla", f"matrix {FEW} x {FEW}", seconds)


ours()
for engine, module in ((osrm, "osrm"), (valhalla, "valhalla")):
    if importlib.util.find_spec(module):
        try:
            engine()
        except Exception as error:
            print(f"{module} is left out: {error}", file=sys.stderr)
