// Drawing settings form: the chosen tool and the settings in; the fields that the tool needs out.

import type { Study } from "../api";
import type { Tool } from "../controls/tools";
import { checkbox, el, numberInput, select } from "../dom";
import { REACHES_M, ROAD_CLASSES, type DrawingSettings } from "../drawing/settings";
import { localName, text } from "../i18n";
import { roadClassOptions } from "./names";

type Change = (change: Partial<DrawingSettings>) => void;

/** Speeds that the server takes for roads, in km/h. */
export const ROAD_SPEEDS = { min: 5, max: 400 };
const CHANGED_SPEEDS = { min: 5, max: 200 };

export function settingsForm(tool: Tool, settings: DrawingSettings, study: Study, change: Change): Node[] {
  switch (tool) {
    case "select":
    case "line":
      return [el("div", { class: "settings" }, ...roadFields(settings, change))];
    case "speed":
      return [el("div", { class: "settings" }, newSpeedField(settings, change), wholeWayBox(settings, change))];
    case "close":
      return [el("div", { class: "settings" }, wholeWayBox(settings, change))];
    case "facility":
      return [el("div", { class: "settings" }, serviceField(settings, study, change))];
    default:
      return [];
  }
}

function roadFields({ class: roadClass, speed_kmh, reach_m, snap, oneway }: DrawingSettings, change: Change): Node[] {
  const reaches = REACHES_M.map((one) => ({ value: String(one), text: `${one} m` }));
  return [
    el(
      "label",
      {},
      text("drawing.class"),
      select({ id: "new-class" }, roadClassOptions(roadClass), roadClass, (chosen) => {
        const speed = ROAD_CLASSES.find(({ name }) => name === chosen)?.speed_kmh ?? speed_kmh;
        change({ class: chosen, speed_kmh: speed });
      }),
    ),
    el(
      "label",
      {},
      text("drawing.speed"),
      numberInput({ value: speed_kmh, ...ROAD_SPEEDS }, (value) => change({ speed_kmh: value })),
    ),
    el(
      "label",
      {},
      text("drawing.ends"),
      select({}, reaches, String(reach_m), (value) => change({ reach_m: Number(value) })),
    ),
    checkbox("new-snap", text("drawing.snap"), snap, (value) => change({ snap: value })),
    checkbox("new-oneway", text("drawing.oneWay"), oneway, (value) => change({ oneway: value })),
  ];
}

const newSpeedField = ({ newSpeed }: DrawingSettings, change: Change): Node =>
  el(
    "label",
    {},
    text("drawing.newSpeed"),
    numberInput({ value: newSpeed, ...CHANGED_SPEEDS }, (value) => change({ newSpeed: value })),
  );

const wholeWayBox = ({ wholeWay }: DrawingSettings, change: Change): Node =>
  checkbox("whole-way", text("drawing.wholeWay"), wholeWay, (value) => change({ wholeWay: value }));

function serviceField({ service }: DrawingSettings, { services }: Study, change: Change): Node {
  const options = services.map((one) => ({ value: one.id, text: localName(one) }));
  const field = select({ id: "new-service" }, options, service, (value) => change({ service: value }));
  return el("label", {}, text("choices.service"), field);
}
