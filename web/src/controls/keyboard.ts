// Keyboard: keys outside of form fields in; undo, redo, the choice of a tool or a click at the map's centre out.

import { TOOLS, type Tool } from "./tools";

export type Command = { kind: "undo" | "redo" | "clickCentre" } | { kind: "tool"; tool: Tool };

type Key = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/** The command of a key; none for keys that the browser or the map take. */
export function commandOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Key, isOnMap: boolean): Command | undefined {
  const letter = key.toUpperCase();
  if (ctrlKey || metaKey) {
    if (letter === "Z") return { kind: shiftKey ? "redo" : "undo" };
    if (letter === "Y") return { kind: "redo" };
  }
  if (key === " " && isOnMap) return { kind: "clickCentre" };
  if (ctrlKey || metaKey || altKey) return undefined;
  const tool = TOOLS.find((one) => one.key === letter);
  return tool && { kind: "tool", tool: tool.name };
}

export interface KeyboardActions {
  undo(): void;
  redo(): void;
  choose(tool: Tool): void;
  clickCentre(): void;
}

export function listenToKeyboard(mapCanvas: HTMLElement, actions: KeyboardActions): void {
  addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement;
    if (["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName)) return;
    const command = commandOf(event, target === mapCanvas);
    if (!command) return;
    if (command.kind === "tool") {
      actions.choose(command.tool);
      return;
    }
    event.preventDefault();
    actions[command.kind]();
  });
}
