// How the page is built: one folder of hashed files that Phalanx serves, publishes and carries in its wheel.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, loadEnv, type Plugin } from "vite";

/** Compresses scripts and styles as well as Brotli can, once, which is too slow to be done for a reader who waits. */
const packed: Plugin = {
  name: "packed",
  apply: "build",
  writeBundle({ dir }, files) {
    const folder = join(dir ?? "", "packed");
    mkdirSync(folder);
    for (const file of Object.keys(files).filter((name) => /\.(m?js|css)$/.test(name))) {
      writeFileSync(
        join(folder, `${basename(file)}.br`),
        brotliCompressSync(readFileSync(join(dir ?? "", file))),
      );
    }
  },
};

export default defineConfig(({ mode }) => ({
  base: "./", // the page works under any path: addresses are relative to wherever it is put
  plugins: [svelte(), packed],
  publicDir: false,
  // Vega-Lite takes four small functions from the whole of Vega; parts/answer/vega.ts says which parts there are.
  resolve: { alias: [{ find: /^vega$/, replacement: "vega-util" }] },
  build: {
    outDir: "../src/phalanx/surfaces/presenting/page",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // the Content-Security-Policy allows no scripts, styles or fonts inside of others
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  server: {
    fs: { allow: [".."] }, // styles, fonts and shapes are those of presenting
    proxy: Object.fromEntries(
      ["/api", "/ogc", "/healthz"].map((path) => [
        path,
        loadEnv(mode, ".", "PHALANX_").PHALANX_API ?? "http://127.0.0.1:8000",
      ]),
    ),
  },
}));
