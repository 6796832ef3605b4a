// View state: what the page shows, as far as a link restores it, with its defaults for a study.

import type { Study } from "../api";
import type { Language } from "../i18n";

export const SHOWS = ["before", "after", "gained"] as const;
export type Show = (typeof SHOWS)[number];

export interface Camera {
  center: [lon: number, lat: number];
  zoom: number;
}

export interface ViewState {
  lang: Language;
  /** `drawing`, `now`, `at-YEAR`, or the id of a project or set of projects. */
  item: string;
  /** The year of the network below a drawing; null for the existing network. */
  year: number | null;
  /** The id of a service, or `circle` for all services of the life circle. */
  service: string;
  minutes: number;
  mode: string;
  show: Show;
  /** Null until the map was moved. */
  camera: Camera | null;
}

/** The year of an item `at-YEAR`. */
export function yearOfItem(item: string): number | undefined {
  const year = /^at-(\d+)$/.exec(item)?.[1];
  return year === undefined ? undefined : Number(year);
}

/** The view of a study: what a link gives as far as the study has it, else the defaults. */
export function initialView(given: Partial<ViewState>, study: Study, lang: Language): ViewState {
  const { item, minutes } = given;
  const isItem = (id: string) =>
    id === "drawing" ||
    id === "now" ||
    yearOfItem(id) !== undefined ||
    study.projects.some((project) => project.id === id);
  return {
    lang,
    item: item !== undefined && isItem(item) ? item : "drawing",
    year: given.year ?? null,
    service: given.service ?? "circle",
    minutes: minutes !== undefined && study.minutes.includes(minutes) ? minutes : study.headline_minutes,
    mode: study.mode,
    show: given.show ?? "gained",
    camera: given.camera ?? null,
  };
}
