"""The tasks of run.sh by other programs, on the same graph, and the table of all of them.

peers.py GRAPH.gr TONGDA.json [--pandana]

Answers are summed up, so that every program has them in hand and all must find the same. Programs that
count in floating point get whole milliseconds, which they hold exactly. Each figure is the median of 5
runs (of one for what takes over a minute); slow programs do fewer origins, and the time is per origin.
"""

import collections
import json
import os
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import networkit
import numpy
import pandas
import routingkit_cch
import scipy.sparse
import scipy.sparse.csgraph

ORIGINS, FEW_ORIGINS, MATRIX, RUNS = 640, 16, 1000, 5

Result = collections.namedtuple("Result", "program task threads seconds checksum")


def read(path):
    """Number of vertices; tail, head and milliseconds of the arcs; longitudes and latitudes."""
    with open(path) as lines:
        head = next(line for line in lines if line.startswith("p"))
        arcs = numpy.array([line.split()[1:] for line in lines if line.startswith("a")], dtype=numpy.int64)
    nodes = int(head.split()[2])
    places = pandas.read_csv(path[:-2] + "co", sep=" ", skiprows=1, names=["kind", "node", "lon", "lat"])
    return nodes, arcs[:, 0] - 1, arcs[:, 1] - 1, arcs[:, 2], places.lon.to_numpy() / 1e6, places.lat.to_numpy() / 1e6


def timed(run, runs=RUNS):
    seconds, found = [], []
    for _ in range(runs):
        start = time.perf_counter()
        found.append(run())
        seconds.append(time.perf_counter() - start)
        if seconds[-1] > 60:
            break
    assert len(set(found)) == 1, found
    return statistics.median(seconds), found[0]


def spread(nodes, count):
    return [i * 7919 % nodes for i in range(count)]


def routingkit(nodes, tail, head, ms, lon, lat):
    """Customizable contraction hierarchy with pinned targets."""
    arcs = [array.tolist() for array in (tail, head, ms)]

    def prepare():
        order = routingkit_cch.compute_order_inertial(nodes, arcs[0], arcs[1], lat.tolist(), lon.tolist())
        cch = routingkit_cch.CCH(order, arcs[0], arcs[1], False)
        return cch, routingkit_cch.CCHMetric(cch, arcs[2])

    start = time.perf_counter()
    _, metric = prepare()
    yield Result("RoutingKit CCH", "prepare", 1, time.perf_counter() - start, nodes)

    def sums(targets, origins, threads):
        def one_thread(origins):
            pinned = routingkit_cch.CCHOneToMany(metric, targets)
            return sum(sum(time for time in pinned.distances_from(origin) if time is not None) for origin in origins)

        if threads == 1:
            return one_thread(origins)
        with ThreadPoolExecutor(threads) as pool:
            return sum(pool.map(one_thread, [origins[i::threads] for i in range(threads)]))

    everywhere, origins, ends = list(range(nodes)), spread(nodes, ORIGINS), spread(nodes, MATRIX)
    few = origins[:FEW_ORIGINS]
    yield Result("RoutingKit CCH", "few to all", 1, 0.0, sums(everywhere, few, 1))
    for threads in (1, 2):
        yield Result("RoutingKit CCH", "one to all", threads, *timed(lambda: sums(everywhere, origins, threads), 1))
        yield Result("RoutingKit CCH", "matrix", threads, *timed(lambda: sums(ends, ends, threads)))
    # What an answer costs on its way into Python and through the sum, which is not RoutingKit's doing.
    answer = list(range(1 << 20, (1 << 20) + nodes))
    seconds, _ = timed(lambda: sum(time for time in answer if time is not None))
    yield Result("RoutingKit CCH", "of which summing in Python, an origin", 1, seconds, 0)


def plain(nodes, tail, head, ms):
    """Dijkstra's algorithm by SciPy and NetworKit."""
    few = spread(nodes, FEW_ORIGINS)
    graph = scipy.sparse.coo_matrix((ms.astype(float), (tail, head)), shape=(nodes, nodes))
    # Of parallel arcs the fastest counts; SciPy would add them up, and takes 0 for no arc.
    order = numpy.lexsort((ms, head, tail))
    first = numpy.concatenate([[True], (numpy.diff(tail[order]) != 0) | (numpy.diff(head[order]) != 0)])
    keep = order[first]
    weights = numpy.maximum(ms[keep], 1e-9)
    graph = scipy.sparse.csr_matrix((weights, (tail[keep], head[keep])), shape=(nodes, nodes))

    def total(times):
        return int(numpy.round(times[numpy.isfinite(times)]).sum())

    yield Result("SciPy", "few to all", 1, *timed(lambda: total(scipy.sparse.csgraph.dijkstra(graph, indices=few)), 3))

    network = networkit.GraphFromCoo((ms[keep].astype(float), (tail[keep], head[keep])), n=nodes, weighted=True, directed=True)
    for threads in (1, 2):
        networkit.setNumberOfThreads(threads)

        def run():
            search = networkit.distance.SPSP(network, few)
            search.run()
            times = numpy.array(search.getDistances())
            return int(times[times < 1e300].sum())

        yield Result("NetworKit", "few to all", threads, *timed(run, 3))


def within(nodes, tail, head, ms, lon, lat):
    """Sums within 30 minutes of every vertex, by pandana."""
    import pandana

    index = pandas.RangeIndex(nodes)
    start = time.perf_counter()
    network = pandana.Network(pandas.Series(lon, index), pandas.Series(lat, index), pandas.Series(tail), pandas.Series(head),
                              pandas.DataFrame({"ms": ms.astype(float)}), twoway=False)
    yield Result("pandana", "prepare", os.cpu_count(), time.perf_counter() - start, nodes)
    network.set(pandas.Series(range(nodes)), variable=pandas.Series(numpy.ones(nodes)), name="ones")

    def run():
        return int(network.aggregate(30 * 60_000, type="sum", decay="flat", name="ones").sum())

    yield Result("pandana", "within 30 min of each", os.cpu_count(), *timed(run, 1))


def main():
    graph, ours = sys.argv[1:3]
    nodes, *arcs, lon, lat = read(graph)
    results = [Result(**json.loads(line)) for line in open(ours)]
    results += routingkit(nodes, *arcs, lon, lat)
    results += plain(nodes, *arcs)
    if "--pandana" in sys.argv:
        results += within(nodes, *arcs, lon, lat)
    for task in ("one to all", "few to all", "matrix", "within 30 min of each"):
        found = {result.checksum for result in results if result.task == task}
        assert len(found) <= 1, (task, [result for result in results if result.task == task])
    print(f"\n{os.path.basename(graph)}: {nodes} vertices, {len(arcs[0])} arcs; all answers agree\n")
    print("| task | program | threads | time | times ours |\n|---|---|---|---|---|")
    per = {"of which summing in Python, an origin": ("of which summing in Python, an origin", 1e3, "ms"), "one to all": ("one to all, an origin", 1e3 / ORIGINS, "ms"), "few to all": ("one to all, an origin", 1e3 / FEW_ORIGINS, "ms"),
           "matrix": (f"matrix {MATRIX} x {MATRIX}", 1, "s"), "prepare": ("prepare", 1, "s")}
    rows = []
    for result in results:
        name, factor, unit = per.get(result.task, (result.task, 1, "s"))
        if result.seconds > 0:
            rows.append((name, result.program, result.threads, result.seconds * factor, unit))
    best = {(name, threads): value for name, program, threads, value, _ in rows if program == "tongda"}
    for name, program, threads, value, unit in sorted(rows, key=lambda row: (row[0], row[2], row[3])):
        ratio = value / best[name, threads] if (name, threads) in best and program != "tongda" else None
        print(f"| {name} | {program} | {threads} | {value:.3g} {unit} | {f'{ratio:.1f}' if ratio else ''} |")


main()
