// Map colours, the same as those of the report.

export const COLOURS = {
  before: "#9db7c9",
  gained: "#d95f02",
  lost: "#1b1b1b",
  sea: "#e3edf2",
  land: "#fbfaf5",
  drawing: "#7b3294",
  facility: "#1a9850",
  /** Bands that name no colour of their own. */
  band: "#1d91c0",
  routeBefore: "#50738a",
  closed: "#c0392b",
  speedChanged: "#2b6cb0",
  text: "#1d2327",
  softText: "#5d6a72",
  white: "#ffffff",
} as const;
