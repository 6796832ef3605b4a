// Drawing modes: a snapping function in; terra-draw's modes for lines, points and selection, with their styles, out.

import { TerraDrawLineStringMode, TerraDrawPointMode, TerraDrawSelectMode } from "terra-draw";
import { COLOURS } from "../map/colours";

type LineOptions = NonNullable<ConstructorParameters<typeof TerraDrawLineStringMode>[0]>;
type Snapping = NonNullable<LineOptions["snapping"]>;
/** The position that a point snaps to, from the pixel of the pointer; undefined if it stays where it is. */
export type Snap = NonNullable<Snapping["toCustom"]>;

export function drawingModes(snap: Snap) {
  const snapping: Snapping = { toCustom: snap };
  return [
    new TerraDrawLineStringMode({
      snapping,
      showCoordinatePoints: true,
      styles: {
        coordinatePointColor: COLOURS.white,
        coordinatePointOutlineColor: COLOURS.drawing,
        coordinatePointWidth: 4,
        coordinatePointOutlineWidth: 2,
        lineStringColor: COLOURS.drawing,
        lineStringWidth: 4,
        snappingPointColor: COLOURS.gained,
      },
    }),
    new TerraDrawPointMode({
      styles: {
        pointColor: COLOURS.facility,
        pointWidth: 7,
        pointOutlineColor: COLOURS.white,
        pointOutlineWidth: 2,
      },
    }),
    new TerraDrawSelectMode({
      // Every move of a drag counts.
      dragEventThrottle: Number.MAX_SAFE_INTEGER,
      flags: {
        linestring: {
          feature: {
            draggable: true,
            coordinates: { draggable: true, deletable: true, midpoints: true, snappable: snapping },
          },
        },
        point: { feature: { draggable: true } },
      },
      styles: {
        selectedLineStringColor: COLOURS.drawing,
        selectedLineStringWidth: 5,
        selectionPointColor: COLOURS.white,
        selectionPointOutlineColor: COLOURS.drawing,
        selectionPointWidth: 6,
        selectionPointOutlineWidth: 2,
        midPointColor: COLOURS.drawing,
        midPointWidth: 4,
      },
    }),
  ];
}
