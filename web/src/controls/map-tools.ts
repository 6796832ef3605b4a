// Map tools: the chosen tool and clicks on the map in; edits of roads and questions about places out.

import type { PlaceQuery } from "../analysis/place-query";
import type { Editor } from "../drawing/editor";
import { text } from "../i18n";
import type { MapView } from "../map/map-view";
import type { Panel } from "../panel/panel";
import type { Renderer } from "../renderer";
import type { Store } from "../state/store";
import { toolInfo, type Tool } from "./tools";

/** Pixels within which a click finds a road. */
const ROAD_PX = 10;

interface Click {
  lon: number;
  lat: number;
  x: number;
  y: number;
}

/** The attributes that the tiles give of a road; the middle is that of its section between two junctions. */
interface RoadProperties {
  way: number;
  middle_lon: number;
  middle_lat: number;
  class: string;
  ref?: string;
  name?: string;
}

export class MapTools {
  constructor(
    private readonly store: Store,
    private readonly renderer: Renderer,
    private readonly panel: Panel,
    private readonly mapView: MapView | null,
    private readonly editor: Editor | null,
    private readonly placeQuery: PlaceQuery,
  ) {
    mapView?.map.on("click", ({ lngLat, point }) => {
      this.click({ lon: lngLat.lng, lat: lngLat.lat, x: point.x, y: point.y });
    });
  }

  choose(tool: Tool): void {
    this.store.tool = tool;
    this.placeQuery.resetRoute();
    this.editor?.setMode(toolInfo(tool).mode);
    this.mapView?.setCursor(tool === "select" ? "" : "crosshair");
    this.renderer.draw();
  }

  private click({ lon, lat, x, y }: Click): void {
    const { tool } = this.store;
    if (tool === "close" || tool === "speed") this.editRoad(tool, x, y);
    else if (tool === "from" || tool === "towards") void this.placeQuery.askIsochrone([lon, lat], tool);
    else if (tool === "route") void this.placeQuery.addRouteEnd([lon, lat]);
  }

  /** Clicks at the centre of the map, for use without a mouse. */
  clickCentre(): void {
    if (!this.mapView) return;
    const { map } = this.mapView;
    const canvas = map.getCanvas();
    const box = canvas.getBoundingClientRect();
    const [x, y] = [box.width / 2, box.height / 2];
    if (toolInfo(this.store.tool).mode === "static") {
      const { lng, lat } = map.unproject([x, y]);
      this.click({ lon: lng, lat, x, y });
      return;
    }
    const pointer = {
      bubbles: true,
      isPrimary: true,
      pointerId: 1,
      pointerType: "mouse",
      clientX: box.left + x,
      clientY: box.top + y,
    };
    canvas.dispatchEvent(new PointerEvent("pointermove", { ...pointer, button: -1, buttons: 0 }));
    canvas.dispatchEvent(new PointerEvent("pointerdown", { ...pointer, button: 0, buttons: 1 }));
    canvas.dispatchEvent(new PointerEvent("pointerup", { ...pointer, button: 0, buttons: 0 }));
  }

  private editRoad(kind: "close" | "speed", x: number, y: number): void {
    const road = this.mapView?.roadAt(x, y, ROAD_PX)?.properties as RoadProperties | undefined;
    if (!road || !this.editor) {
      this.panel.showProblems([text("problem.noRoad")]);
      return;
    }
    const { wholeWay, newSpeed } = this.store.settings;
    this.editor.addEdit({
      kind,
      way: road.way,
      middle: wholeWay ? null : [road.middle_lon, road.middle_lat],
      label: [road.ref, road.name].filter(Boolean).join(" ") || `${road.class} ${road.way}`,
      ...(kind === "speed" && { speed_kmh: newSpeed }),
    });
  }
}
