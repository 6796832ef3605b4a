// Elements in few words.

type Child = Node | string | null | false | undefined;
type Fields = Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>;

/** An element with attributes (functions listen to events) and children. */
export function el<K extends keyof HTMLElementTagNameMap>(name: K, fields: Fields = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(fields)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== null && child !== false && child !== undefined));
  return element;
}

/** A list of options, in groups where they have one. */
export function options(list: { value: string; text: string; group?: string }[], chosen: string): (HTMLOptionElement | HTMLOptGroupElement)[] {
  const made: (HTMLOptionElement | HTMLOptGroupElement)[] = [];
  const groups = new Map<string, HTMLOptGroupElement>();
  for (const { value, text, group } of list) {
    const option = el("option", { value, selected: value === chosen }, text);
    if (!group) {
      made.push(option);
      continue;
    }
    let parent = groups.get(group);
    if (!parent) {
      parent = el("optgroup", { label: group });
      groups.set(group, parent);
      made.push(parent);
    }
    parent.append(option);
  }
  return made;
}

export function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = el("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
