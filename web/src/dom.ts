// DOM elements: names, attributes, listeners and children in; elements and downloads out.

type Child = Node | string | null | false | undefined;
type Attribute = string | number | boolean | null | undefined | ((event: Event) => void);

/** An element with attributes and children; a function listens to the event of its name, and absent values do nothing. */
export function el<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, Attribute> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, String(value));
  }
  element.append(
    ...children.filter((child): child is Node | string => child !== null && child !== false && child !== undefined),
  );
  return element;
}

export interface Option {
  value: string;
  text: string;
  group?: string;
}

interface SelectAttributes {
  id?: string;
  label?: string;
}

/** A select of options, in groups where they have one; `choose` hears of the chosen value. */
export function select(
  { id, label }: SelectAttributes,
  options: Option[],
  chosen: string,
  choose: (value: string) => void,
): HTMLSelectElement {
  const children: (HTMLOptionElement | HTMLOptGroupElement)[] = [];
  const groups = new Map<string, HTMLOptGroupElement>();
  for (const { value, text, group } of options) {
    const option = el("option", { value, selected: value === chosen }, text);
    if (group === undefined) {
      children.push(option);
      continue;
    }
    let parent = groups.get(group);
    if (!parent) {
      parent = el("optgroup", { label: group });
      groups.set(group, parent);
      children.push(parent);
    }
    parent.append(option);
  }
  const element: HTMLSelectElement = el(
    "select",
    { id, "aria-label": label, change: () => choose(element.value) },
    ...children,
  );
  return element;
}

/** A field for a number; `choose` hears of values from `min` to `max` only. */
export function numberInput(
  { value, min, max, label }: { value: number; min: number; max: number; label?: string },
  choose: (value: number) => void,
): HTMLInputElement {
  const input: HTMLInputElement = el("input", {
    type: "number",
    value,
    min,
    max,
    step: 5,
    "aria-label": label,
    change: () => {
      const given = Number(input.value);
      if (given >= min && given <= max) choose(given);
    },
  });
  return input;
}

/** A box to tick, with its label. */
export function checkbox(id: string, label: string, checked: boolean, choose: (on: boolean) => void): HTMLLabelElement {
  const input: HTMLInputElement = el("input", { id, type: "checkbox", checked, change: () => choose(input.checked) });
  return el("label", { class: "check" }, input, label);
}

/** A table with a row of headings. */
export function table(id: string | null, headings: string[], rows: HTMLTableRowElement[]): HTMLTableElement {
  const head = el("tr", {}, ...headings.map((heading) => el("th", { scope: "col" }, heading)));
  return el("table", { id }, el("thead", {}, head), el("tbody", {}, ...rows));
}

/** Offers content as a file. */
export function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  el("a", { href: url, download: name }).click();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 10_000);
}
