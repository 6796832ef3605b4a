"""A road-like graph of SIDE x SIDE junctions, the same in every run: seeded.py SIDE GRAPH.gr

Blocks of about 200 m with a seventh of the streets missing; every 8th street is a main road, every 40th a
motorway that only main roads meet. Times in milliseconds, in DIMACS format.
"""

import sys

import numpy

side, path = int(sys.argv[1]), sys.argv[2]
random = numpy.random.default_rng(1)
number = numpy.arange(side * side).reshape(side, side)
x = numpy.arange(side)[None, :] * 200 + random.uniform(-60, 60, (side, side))
y = numpy.arange(side)[:, None] * 200 + random.uniform(-60, 60, (side, side))


def streets(tail, head, line):
    """Arcs both ways along streets whose number is `line`."""
    metres = numpy.hypot(x.flat[tail] - x.flat[head], y.flat[tail] - y.flat[head])
    kmh = numpy.where(line % 40 == 0, 100, numpy.where(line % 8 == 0, 50, 25))
    keep = (line % 8 == 0) | (random.uniform(size=tail.shape) > 1 / 7)
    ms = numpy.maximum(1, numpy.round(metres / (kmh / 3.6) * 1000)).astype(int)
    return tail[keep], head[keep], ms[keep]


rows, columns = numpy.indices((side, side))
across = streets(number[:, :-1].ravel(), number[:, 1:].ravel(), rows[:, :-1].ravel())
along = streets(number[:-1].ravel(), number[1:].ravel(), columns[:-1].ravel())
tail, head, ms = (numpy.concatenate(pair) for pair in zip(across, along))
# A street that meets a motorway ends there, unless it is a main road.
on_motorway = lambda node: ((node // side % 40 == 0) & (node % side % 8 != 0)) | ((node % side % 40 == 0) & (node // side % 8 != 0))
motorway = lambda a, b: ((a // side == b // side) & (a // side % 40 == 0)) | ((a % side == b % side) & (a % side % 40 == 0))
keep = motorway(tail, head) | ~(on_motorway(tail) | on_motorway(head))
tail, head, ms = tail[keep], head[keep], ms[keep]
with open(path, "w") as out:
    out.write(f"p sp {side * side} {2 * len(tail)}\n")
    both = numpy.concatenate([numpy.stack([tail, head, ms], 1), numpy.stack([head, tail, ms], 1)])
    numpy.savetxt(out, both + [1, 1, 0], fmt="a %d %d %d")
with open(path[:-2] + "co", "w") as out:
    out.write(f"p aux sp co {side * side}\n")
    places = numpy.stack([numpy.arange(side * side) + 1, x.ravel() / 0.111, y.ravel() / 0.111], 1)
    numpy.savetxt(out, numpy.round(places).astype(int), fmt="v %d %d %d")
