"""Opens GeoPackages of isochrones with GDAL and looks at every band with GEOS: OGC validity, right-hand rule, and that
each band of an origin covers the one of fewer minutes. Prints what it counted, and what is wrong, as one JSON object."""

import collections
import json
import pathlib
import sys

import pyogrio
import shapely

counted, wrong = collections.Counter(), []
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.gpkg")):
    for layer in ("isochrones", "changes"):
        if layer not in [name for name, _ in pyogrio.list_layers(path)]:
            continue
        meta, table = pyogrio.read_arrow(path, layer=layer)
        shapes = shapely.from_wkb(table[meta["geometry_name"] or "wkb_geometry"].to_pylist())
        origins, minutes = table["origin"].to_pylist(), table["minutes"].to_pylist()
        change = table["change"].to_pylist() if layer == "changes" else [None] * len(shapes)
        by_origin = collections.defaultdict(dict)
        for shape, origin, at, what in zip(shapes, origins, minutes, change):
            counted[layer] += 1
            if not shape.is_valid:
                wrong.append(f"{path.name} {origin} {at} min {what}: {shapely.is_valid_reason(shape)}")
            for part in getattr(shape, "geoms", [shape]):
                if not part.exterior.is_ccw or any(ring.is_ccw for ring in part.interiors):
                    wrong.append(f"{path.name} {origin} {at} min {what}: turns the wrong way")
            by_origin[origin][(at, what)] = shape
        for origin, found in by_origin.items():
            bands = [shape for (_, what), shape in sorted(found.items(), key=str) if what is None]
            bands.sort(key=lambda shape: shape.area)
            for inner, outer in zip(bands, bands[1:]):
                counted["nested"] += 1
                if not outer.covers(inner) and inner.difference(outer).area > 1e-12:
                    wrong.append(f"{path.name} {origin}: a band leaves the next")
            for at in {at for at, what in found if what}:
                both = [found.get((at, what)) for what in ("gained", "lost")]
                if None not in both:
                    counted["both"] += 1
                    if both[0].intersection(both[1]).area > 1e-12:
                        wrong.append(f"{path.name} {origin} {at} min: gained and lost overlap")
print(json.dumps({"counted": counted, "wrong": wrong[:20], "wrong_count": len(wrong)}, ensure_ascii=False))
