// Display names: ids of scenarios, services, modes and road classes in; options in the current language out.

import type { Study } from "../api";
import type { Option } from "../dom";
import { ROAD_CLASSES } from "../drawing/settings";
import { localName, text } from "../i18n";

/** What can be viewed: the drawing, the existing network, projects, sets of projects and networks of years. */
export function scenarioOptions({ projects, years }: Study): Option[] {
  const sets = projects.filter(({ kind }) => kind === "set-of-projects");
  const single = projects.filter(({ kind }) => kind !== "set-of-projects");
  return [
    { value: "drawing", text: text("scenario.drawing") },
    { value: "now", text: text("scenario.existing") },
    ...single.map((project) => ({
      value: project.id,
      text: project.opens === null ? localName(project) : `${localName(project)} (${project.opens})`,
      group: text("scenario.projects"),
    })),
    ...sets.map(({ id }) => ({ value: id, text: setName(id, years), group: text("scenario.sets") })),
    ...years.map((year) => ({
      value: `at-${year}`,
      text: text("scenario.year", { year }),
      group: text("scenario.years"),
    })),
  ];
}

/** `network-YEAR`, which is compared with the first year, or all projects. */
function setName(id: string, [base]: number[]): string {
  const year = /^network-(\d+)$/.exec(id)?.[1];
  if (year === undefined || base === undefined) return text("scenario.allProjects");
  return text("scenario.yearAgainst", { year, base });
}

/** Networks that a drawing is compared with; the empty value is the existing one. */
export const baselineOptions = ({ years }: Study): Option[] => [
  { value: "", text: text("scenario.existing") },
  ...years.map((year) => ({ value: String(year), text: String(year) })),
];

/** All services together, and each that has facilities. */
export const viewedServiceOptions = ({ services }: Study): Option[] => [
  { value: "circle", text: text("service.circle") },
  ...services.filter(({ facilities }) => facilities > 0).map((one) => ({ value: one.id, text: localName(one) })),
];

export function serviceName({ services }: Study, id: string): string {
  if (id === "circle") return text("service.circle");
  const service = services.find((one) => one.id === id);
  return service ? localName(service) : id;
}

export const minutesOptions = ({ minutes }: Study): Option[] =>
  minutes.map((one) => ({ value: String(one), text: text("unit.minutes", { minutes: one }) }));

const BASE_MODES: Record<string, () => string> = {
  car: () => text("mode.car"),
  walk: () => text("mode.walk"),
  cycle: () => text("mode.cycle"),
};

/** A mode with or without `+rail`. */
export function modeName(id: string): string {
  const [base = id, rail] = id.split("+");
  const mode = BASE_MODES[base]?.() ?? base;
  return rail === undefined ? mode : text("mode.withRail", { mode });
}

export const modeOptions = ({ modes }: Study): Option[] => modes.map((value) => ({ value, text: modeName(value) }));

/** The usual road classes (OSM values), and the class of a road that has another one. */
export function roadClassOptions(own: string): Option[] {
  const names = ROAD_CLASSES.map(({ name }) => name);
  return (names.includes(own) ? names : [...names, own]).map((value) => ({ value, text: value }));
}

export const optionText = (options: Option[], value: string): string =>
  options.find((option) => option.value === value)?.text ?? "";
