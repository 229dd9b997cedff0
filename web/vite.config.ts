// How the page is built: one folder of hashed files that Phalanx serves, publishes and carries in its wheel.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, loadEnv } from "vite";

export default defineConfig(({ mode }) => ({
  base: "./", // the page works under any path: addresses are relative to wherever it is put
  plugins: [svelte()],
  publicDir: false,
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
