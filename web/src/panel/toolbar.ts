// Toolbar: the chosen tool and the undo history in; buttons for tools, undo and redo, and the hint of the tool, out.

import { TOOLS, toolInfo } from "../controls/tools";
import { el } from "../dom";
import { isEmpty } from "../drawing/drawing";
import { text } from "../i18n";
import { icon, type IconName } from "./icons";
import type { PanelActions, PanelModel } from "./model";

export function toolbar({ store, canUndo, canRedo }: PanelModel, actions: PanelActions): HTMLButtonElement[] {
  const button = (id: string, name: IconName, label: string, key: string, state: object, click: () => void) =>
    el(
      "button",
      { id, title: `${label} (${key})`, "aria-label": label, "aria-keyshortcuts": key, ...state, click },
      icon(name),
      el("small", {}, label),
    );
  return [
    ...TOOLS.map(({ name, label, key }) =>
      button(`tool-${name}`, name, text(label), key, { "aria-pressed": String(store.tool === name) }, () =>
        actions.chooseTool(name),
      ),
    ),
    button("undo", "undo", text("tool.undo"), "Ctrl+Z", { disabled: !canUndo }, () => actions.undo()),
    button("redo", "redo", text("tool.redo"), "Ctrl+Y", { disabled: !canRedo }, () => actions.redo()),
  ];
}

/** What to do with the chosen tool. */
export const toolHint = ({ store: { tool, drawing } }: PanelModel): string =>
  text(tool === "select" && isEmpty(drawing) ? "hint.empty" : toolInfo(tool).hint);
