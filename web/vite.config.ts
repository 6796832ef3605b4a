// Build: the page's sources in; `crates/server/page`, which the server embeds, out.

import { defineConfig } from "vite";
import { licenceList } from "./licences";

export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [licenceList()],
  build: {
    outDir: "../crates/server/page",
    emptyOutDir: true,
    target: "es2022",
    chunkSizeWarningLimit: 2000,
    assetsInlineLimit: 0,
    // Browsers of this target load modules themselves.
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8080" } },
});
