// Where the page begins.
import { mount } from "svelte";
import App from "./App.svelte";
import "./app.css";

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no element #app");

// The icon's address is relative to the page that was loaded; written out, it holds for every page after it.
for (const icon of document.querySelectorAll<HTMLLinkElement>('link[rel="icon"]'))
  icon.setAttribute("href", icon.href);

export default mount(App, { target });
