// Build: the page's sources in; `dist`, which the server embeds, out.

import { defineConfig } from "vite";
import { licenceList } from "./licences";

export default defineConfig({
  base: "./",
  plugins: [licenceList()],
  build: { outDir: "dist", emptyOutDir: true, target: "es2022", chunkSizeWarningLimit: 2000, assetsInlineLimit: 0 },
  server: { proxy: { "/api": "http://127.0.0.1:8080" } },
});
