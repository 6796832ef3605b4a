"""The tasks of run.sh by other programs, on the same graph, and the table of all of them.

peers.py GRAPH.gr RESULTS.json

Times end when a program has its answers in memory; then they are summed up, and all programs must find the
same sums. Programs that count in floating point get whole milliseconds, which they hold exactly. Each figure
is the median of 5 runs (of one for what takes over 20 s); slow programs do fewer origins, and the time is
per origin.
"""

import array
import collections
import json
import os
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor

# Pandana's number of threads is only read when it starts.
os.environ["OMP_NUM_THREADS"] = "1"

import networkit
import numpy
import pandas
import routingkit_cch
import scipy.sparse
import scipy.sparse.csgraph

ORIGINS, FEW_ORIGINS, FEW_WITHIN, MATRIX, RUNS, LONG_S = 640, 16, 64, 1000, 5, 20

Result = collections.namedtuple("Result", "program task threads seconds checksum")


def read(path):
    """Number of vertices; tail, head and milliseconds of the arcs; longitudes and latitudes."""
    with open(path) as lines:
        head = next(line for line in lines if line.startswith("p"))
        arcs = numpy.array([line.split()[1:] for line in lines if line.startswith("a")], dtype=numpy.int64)
    nodes = int(head.split()[2])
    places = pandas.read_csv(path[:-2] + "co", sep=" ", skiprows=1, names=["kind", "node", "lon", "lat"])
    return nodes, arcs[:, 0] - 1, arcs[:, 1] - 1, arcs[:, 2], places.lon.to_numpy() / 1e6, places.lat.to_numpy() / 1e6


def timed(run, check, runs=RUNS):
    """The median time of a run and what `check` makes of its answer, which is not timed."""
    seconds, found = [], []
    for _ in range(runs):
        start = time.perf_counter()
        answer = run()
        seconds.append(time.perf_counter() - start)
        found.append(check(answer))
        del answer
        if seconds[-1] > LONG_S:
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

    def each(targets, origins, threads, use):
        """`use` of the times from each origin; a thread pins the targets once."""

        def one_thread(origins):
            pinned = routingkit_cch.CCHOneToMany(metric, targets)
            return [use(pinned.distances_from(origin)) for origin in origins]

        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(one_thread, [origins[i::threads] for i in range(threads)]))

    def total(targets, origins):
        add = lambda times: sum(time for time in times if time is not None)
        return sum(sum(part) for part in each(targets, origins, os.cpu_count(), add))

    everywhere, origins, ends = list(range(nodes)), spread(nodes, ORIGINS), spread(nodes, MATRIX)
    yield Result("RoutingKit CCH", "few to all", 1, 0.0, total(everywhere, origins[:FEW_ORIGINS]))
    sums = {"one to all": total(everywhere, origins), "matrix": total(ends, ends)}
    for threads in (1, 2):
        for task, targets, starts in (("one to all", everywhere, origins), ("matrix", ends, ends)):
            seconds, _ = timed(lambda: each(targets, starts, threads, len), lambda counts: sum(sum(part) for part in counts))
            yield Result("RoutingKit CCH", task, threads, seconds, sums[task])
    # What an answer costs on its way into Python, which is not RoutingKit's doing.
    answer = array.array("I", range(1 << 20, (1 << 20) + nodes))
    seconds, _ = timed(answer.tolist, len)
    yield Result("RoutingKit CCH", "of which Python's list", 1, seconds * ORIGINS, None)


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
        return int(times[times < 1e300].sum())

    search = lambda: scipy.sparse.csgraph.dijkstra(graph, indices=few)
    yield Result("SciPy", "few to all", 1, *timed(search, lambda times: int(numpy.round(times[numpy.isfinite(times)]).sum()), 3))

    network = networkit.GraphFromCoo((ms[keep].astype(float), (tail[keep], head[keep])), n=nodes, weighted=True, directed=True)
    for threads in (1, 2):
        networkit.setNumberOfThreads(threads)

        def search():
            search = networkit.distance.SPSP(network, few)
            search.run()
            return numpy.array(search.getDistances())

        yield Result("NetworKit", "few to all", threads, *timed(search, total, 3))


def within(nodes, tail, head, ms, lon, lat):
    """How many vertices lie within 30 minutes of some, by pandana, whose sums over all vertices take it minutes.

    It counts in whole thousandths, with 32 bits, so that it gets seconds, and a quarter of a millisecond with
    each arc, which it cuts off; in milliseconds its preparation does not end.
    """
    import pandana

    index = pandas.RangeIndex(nodes)
    start = time.perf_counter()
    network = pandana.Network(pandas.Series(lon, index), pandas.Series(lat, index), pandas.Series(tail), pandas.Series(head),
                              pandas.DataFrame({"s": (ms + 0.25) / 1e3}), twoway=False)
    yield Result("pandana", "prepare", 1, time.perf_counter() - start, nodes)
    ids, few, limit = numpy.arange(nodes), numpy.array(spread(nodes, FEW_WITHIN)), 30 * 60 + 0.0005
    count = lambda row: len({vertex for vertex, time in row if time <= limit})
    run = lambda: network.net.nodes_in_range(few, limit, 0, ids)
    yield Result("pandana", "within, few", 1, *timed(run, lambda rows: sum(map(count, rows))))
    # What the answers cost on their way into Python, which its own sums do not take.
    answer = [(float(vertex), float(vertex)) for vertex in range(len(run()[0]))]
    seconds, _ = timed(lambda: [(a + 0, b + 0) for a, b in answer], len)
    yield Result("pandana", "within, of which Python's list", 1, seconds * FEW_WITHIN, None)


WITHIN = "vertices within 30 min, an origin"
UNITS = {
    "within, few": (WITHIN, 1e3 / FEW_WITHIN, "ms"),
    "within, of which Python's list": (WITHIN, 1e3 / FEW_WITHIN, "ms"),
    "one to all": ("one to all, an origin", 1e3 / ORIGINS, "ms"),
    "few to all": ("one to all, an origin", 1e3 / FEW_ORIGINS, "ms"),
    "of which Python's list": ("one to all, an origin", 1e3 / ORIGINS, "ms"),
    "matrix": (f"matrix {MATRIX} x {MATRIX}", 1, "s"),
}
NOTES = {
    "few": f" ({FEW_WITHIN} origins)",
    "each": " (every vertex an origin)",
    "of which Python's list": " (Python's list alone)",
}


def table(results, nodes):
    rows = []
    UNITS["within, each"] = (WITHIN, 1e3 / nodes, "ms")
    for result in results:
        name, factor, unit = UNITS.get(result.task, (result.task, 1, "s"))
        program = result.program + NOTES.get(result.task.split(", ")[-1], "")
        if result.seconds > 0:
            rows.append((name, program, result.threads, result.seconds * factor, unit))
    # Origins of all vertices, where both were done, come last.
    ours = {(name, threads): value for name, program, threads, value, _ in rows if program.startswith("tongda")}
    print("| task | program | threads | time | times ours |\n|---|---|---|---|---|")
    for name, program, threads, value, unit in sorted(rows, key=lambda row: (row[0], row[2], row[3])):
        ratio = value / ours[name, threads] if (name, threads) in ours and not program.startswith("tongda") else None
        print(f"| {name} | {program} | {threads} | {value:.3g} {unit} | {f'{ratio:.3g}' if ratio else ''} |")


def main():
    graph, found = sys.argv[1:3]
    nodes, *arcs, lon, lat = read(graph)
    results = [Result(**json.loads(line)) for line in open(found)]
    results += routingkit(nodes, *arcs, lon, lat)
    results += plain(nodes, *arcs)
    results += within(nodes, *arcs, lon, lat)
    for task in ("one to all", "few to all", "matrix", "within, few"):
        sums = {result.checksum for result in results if result.task == task and result.checksum is not None}
        assert len(sums) <= 1, (task, [result for result in results if result.task == task])
    print(f"\n{os.path.basename(graph)}: {nodes} vertices, {len(arcs[0])} arcs; all answers on this graph agree\n")
    table(results, nodes)


if __name__ == "__main__":
    main()
