"""Opens every file of a folder with GDAL (pyogrio, rasterio) and Arrow (pyarrow), none of which wrote
them, and prints what is in each as one JSON object. Coordinates are compared in WGS-84."""

import json
import pathlib
import sys

import numpy as np
import pyarrow.parquet
import pyogrio
import rasterio
import rasterio.warp
import shapely


def vector(path, layer):
    meta, table = pyogrio.read_arrow(path, layer=layer)
    info = pyogrio.read_info(path, layer=layer)
    found = {"rows": table.num_rows, "columns": [str(name) for name in info["fields"]], "crs": meta["crs"]}
    found["geometry"] = meta["geometry_type"]
    name = meta["geometry_name"] or "wkb_geometry"
    if meta["geometry_type"]:
        shapes = shapely.from_wkb(table[name].to_pylist())
        there = [shape for shape in shapes if shape is not None]
        found["valid"] = all(shape.is_valid for shape in there)
        found["bounds"] = in_degrees(meta["crs"], shapely.total_bounds(there))
        parts = [part for shape in there for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon"]
        found["right_hand"] = all(
            part.exterior.is_ccw and not any(ring.is_ccw for ring in part.interiors) for part in parts
        )
    found["rows_in_box"] = pyogrio.read_arrow(path, layer=layer, bbox=box(info, meta))[1].num_rows if meta["geometry_type"] else None
    first = table.slice(0, 1).to_pylist()
    found["first"] = {key: value for key, value in first[0].items() if key != name} if first else {}
    return found


def box(info, meta):
    """The south-western quarter of a layer."""
    west, south, east, north = info["total_bounds"] or pyogrio.read_bounds(meta["path"])[1]
    return (west, south, (west + east) / 2, (south + north) / 2)


def in_degrees(crs, bounds):
    if crs and crs not in ("EPSG:4326", "EPSG:4490", "OGC:CRS84"):
        bounds = rasterio.warp.transform_bounds(crs, "EPSG:4326", *bounds)
    return [round(float(side), 5) for side in bounds]


def raster(path):
    with rasterio.open(path) as data:
        bands = data.read(masked=True)
        structure = data.tags(ns="IMAGE_STRUCTURE")
        return {
            "crs": data.crs.to_epsg() or int(data.crs.to_wkt().rsplit('"EPSG","', 1)[1].split('"')[0]),
            "size": [data.width, data.height],
            "bands": list(data.descriptions),
            "units": list(data.units),
            "nodata": data.nodata,
            "overviews": data.overviews(1),
            "tiled": data.profile["tiled"],
            "compression": structure.get("COMPRESSION"),
            "bounds": in_degrees(data.crs.to_string(), data.bounds),
            "least": [float(band.min()) for band in bands],
            "most": [float(band.max()) for band in bands],
            "counted": [int(np.ma.count(band)) for band in bands],
        }


def parquet(path):
    file = pyarrow.parquet.ParquetFile(path)
    table = file.read()
    found = {"rows": table.num_rows, "columns": table.column_names, "types": [str(kind) for kind in table.schema.types]}
    geo = (file.schema_arrow.metadata or {}).get(b"geo")
    if geo:
        geo = json.loads(geo)
        column = geo["columns"][geo["primary_column"]]
        shapes = shapely.from_wkb(table[geo["primary_column"]].to_pylist())
        import pyproj

        found["version"] = geo["version"]
        found["crs"] = pyproj.CRS.from_json_dict(column["crs"]).to_authority()
        found["same_as_register"] = pyproj.CRS.from_json_dict(column["crs"]).equals(
            pyproj.CRS.from_epsg(column["crs"]["id"]["code"]), ignore_axis_order=True
        )
        found["valid"] = all(shape.is_valid for shape in shapes if shape is not None)
        found["bbox"] = column["bbox"]
        found["geometry_types"] = column["geometry_types"]
    found["first"] = {key: value for key, value in table.slice(0, 1).to_pylist()[0].items() if key != "geometry"}
    return found


found = {}
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    if path.suffix in (".gpkg", ".fgb", ".geojson"):
        for layer, _ in pyogrio.list_layers(path):
            if layer != "layer_styles":
                key = path.name if path.suffix != ".gpkg" else f"{path.name}/{layer}"
                found[key] = vector(path, layer)
    elif path.suffix == ".tif":
        found[path.name] = raster(path)
    elif path.suffix == ".parquet":
        found[path.name] = parquet(path)
print(json.dumps(found, ensure_ascii=False, default=str))
