// Tools: their names, texts and keys, and how the editor treats the pointer under each.

import type { EditorMode } from "../drawing/editor";
import type { TextKey } from "../i18n";

export type Tool = "select" | "line" | "close" | "speed" | "facility" | "from" | "towards" | "route";

export interface ToolInfo {
  name: Tool;
  label: TextKey;
  hint: TextKey;
  /** The key that chooses it, as a capital letter. */
  key: string;
  /** `static` where the tool takes clicks on the map itself. */
  mode: EditorMode;
}

export const TOOLS: readonly ToolInfo[] = [
  { name: "select", label: "tool.select", hint: "hint.select", key: "V", mode: "select" },
  { name: "line", label: "tool.line", hint: "hint.line", key: "L", mode: "linestring" },
  { name: "close", label: "tool.close", hint: "hint.close", key: "X", mode: "static" },
  { name: "speed", label: "tool.speed", hint: "hint.speed", key: "S", mode: "static" },
  { name: "facility", label: "tool.facility", hint: "hint.facility", key: "F", mode: "point" },
  { name: "from", label: "tool.from", hint: "hint.isochrone", key: "I", mode: "static" },
  { name: "towards", label: "tool.towards", hint: "hint.isochrone", key: "T", mode: "static" },
  { name: "route", label: "tool.route", hint: "hint.route", key: "R", mode: "static" },
];

export const toolInfo = (tool: Tool): ToolInfo => TOOLS.find(({ name }) => name === tool)!;
