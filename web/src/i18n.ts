// Translation: a text key and its values in; the text in the current language out.

import en from "./locales/en.json";
import zh from "./locales/zh.json";

export type Language = "en" | "zh";
export type TextKey = keyof typeof en;

const LOCALES: Record<Language, Record<TextKey, string>> = { en, zh };

let language: Language = "en";

export const currentLanguage = (): Language => language;

/** Sets the language of all later texts and of the document. */
export function setLanguage(wanted: Language): void {
  language = wanted;
  document.documentElement.lang = wanted;
}

/** The language of a browser's locale; English unless that is Chinese. */
export const preferredLanguage = (locale: string): Language => (locale.startsWith("zh") ? "zh" : "en");

/** Replaces each `{name}` of a template by the value of that name. */
export const interpolate = (template: string, values: Record<string, string | number>): string =>
  template.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder));

/** A text of the locale files in the current language. */
export const text = (key: TextKey, values: Record<string, string | number> = {}): string =>
  interpolate(LOCALES[language][key], values);

/** The name of a study, project or service in the current language; the English one if there is no other. */
export const localName = (one: { name: string; name_zh: string }): string =>
  language === "zh" && one.name_zh ? one.name_zh : one.name;
