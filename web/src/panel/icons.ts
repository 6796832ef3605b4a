// Icons: the name of a tool or command in; an SVG line drawing of 20 by 20 units out.

import type { Tool } from "../controls/tools";

export type IconName = Tool | "undo" | "redo";

const PATHS: Record<IconName, string> = {
  select: "M5 3l12 8-5 1 3 6-2 1-3-6-4 4z",
  line: "M3 17L9 8l5 4 4-8",
  close: "M4 4l12 12M16 4L4 16",
  speed: "M3 14a7 7 0 1 1 14 0M10 14l4-5",
  facility: "M10 3v14M3 10h14",
  from: "M10 10h7M14 7l3 3-3 3M3 10a4 4 0 1 0 7 0",
  towards: "M3 10h7M7 7l3 3-3 3M17 10a4 4 0 1 1-7 0",
  route: "M4 16c0-8 12-4 12-12M4 16h.1M16 4h.1",
  undo: "M5 8h8a4 4 0 0 1 0 8H8M8 4L4 8l4 4",
  redo: "M15 8H7a4 4 0 0 0 0 8h5M12 4l4 4-4 4",
};

const SVG = "http://www.w3.org/2000/svg";

export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
