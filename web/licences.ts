// Licence list: the lock file and the installed packages in; `licences.json` in the built page out, with the name,
// version, licence and licence text of each package whose code the page may hold: the run-time dependencies and theirs.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

interface LockedPackage {
  version: string;
  license?: string;
  dev?: boolean;
}

export interface Licence {
  name: string;
  version: string;
  licence: string;
  text: string;
}

const ROOT = import.meta.dirname;
/** Texts of packages that come without a file of their own, as their authors publish them. */
const TEXTS = join(ROOT, "licences");

/** All run-time dependencies in the order of their names; fails for one without a licence or its text. */
export function licences(): Licence[] {
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
    packages: Record<string, LockedPackage>;
  };
  return Object.entries(lock.packages)
    .filter(([folder, { dev }]) => folder.startsWith("node_modules/") && !dev && !folder.includes("/@types/"))
    .map(([folder, { version, license }]) => {
      const name = folder.split("node_modules/").at(-1)!;
      if (license === undefined) throw new Error(`${name} names no licence`);
      return { name, version, licence: license, text: licenceText(name, join(ROOT, folder)) };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function licenceText(name: string, folder: string): string {
  const own = readdirSync(folder).find((file) => /^licen[cs]e(\.md|\.txt)?$/i.test(file));
  const file = own ? join(folder, own) : join(TEXTS, `${name}.txt`);
  return readFileSync(file, "utf8").replaceAll("\r\n", "\n").trim();
}

/** Writes the list beside the page. */
export const licenceList = (): Plugin => ({
  name: "licence-list",
  apply: "build",
  generateBundle() {
    this.emitFile({ type: "asset", fileName: "licences.json", source: `${JSON.stringify(licences(), null, 1)}\n` });
  },
});
