// Edge of the land data: the cut sides of the study's land in; the area beyond them, which is unknown, out.

import type { Feature, FeatureCollection, Polygon } from "geojson";
import { fromMercator, toMercator } from "./mercator";

/** West, north, east and south in Mercator coordinates; null where the land ends at a shore. */
export type LandCuts = readonly (number | null)[];

/** The rectangles of the world beyond the cut sides. */
export function beyondLand([west, north, east, south]: LandCuts): FeatureCollection {
  const [left, top, right, bottom] = [west ?? 0, north ?? 0, east ?? 1, south ?? 1];
  const boxes: [x0: number, y0: number, x1: number, y1: number][] = [
    [0, 0, left, 1],
    [right, 0, 1, 1],
    [left, 0, right, top],
    [left, bottom, right, 1],
  ];
  const features = boxes
    .filter(([x0, y0, x1, y1]) => x1 > x0 && y1 > y0)
    .map(([x0, y0, x1, y1]): Feature<Polygon> => {
      const corners: [number, number][] = [
        [x0, y0],
        [x1, y0],
        [x1, y1],
        [x0, y1],
        [x0, y0],
      ];
      return {
        type: "Feature",
        properties: {},
        geometry: { type: "Polygon", coordinates: [corners.map(([x, y]) => fromMercator(x, y))] },
      };
    });
  return { type: "FeatureCollection", features };
}

/** Whether a view from its north-west to its south-east corner reaches beyond the cut sides. */
export function reachesBeyondLand(
  [west, north, east, south]: LandCuts,
  northWest: [lon: number, lat: number],
  southEast: [lon: number, lat: number],
): boolean {
  const [left, top] = toMercator(...northWest);
  const [right, bottom] = toMercator(...southEast);
  const isBelow = (value: number, cut: number | null | undefined) => cut != null && value < cut;
  const isAbove = (value: number, cut: number | null | undefined) => cut != null && value > cut;
  return isBelow(left, west) || isBelow(top, north) || isAbove(right, east) || isAbove(bottom, south);
}

/** The fill pattern of unknown areas, the same hatch as in the report. */
export function hatch(): ImageData {
  const side = 8;
  const image = new ImageData(side, side);
  for (let i = 0; i < side * side; i++) {
    const isOnLine = i % side === Math.floor(i / side);
    image.data.set(isOnLine ? [0xd5, 0xd0, 0xc5, 255] : [0xf5, 0xf3, 0xee, 255], i * 4);
  }
  return image;
}
