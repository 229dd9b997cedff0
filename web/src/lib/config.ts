// What the server or the exporter tells the page: whether there is an API behind it, and where the site begins.

export interface Config {
  /** Whether answers are files made beforehand; then there is no API to ask. */
  static: boolean;
  /** The way from this page to the beginning of the site, such as "../../". */
  root: string;
  version: string;
  journal_head: string;
  valid_on: string;
  /** The address under which the site is public, if it is. */
  public_url: string | null;
}

const defaults: Config = {
  static: false,
  root: "/",
  version: "",
  journal_head: "",
  valid_on: "",
  public_url: null,
};

function read(): Config {
  const block = document.getElementById("phalanx-config")?.textContent ?? "{}";
  return { ...defaults, ...(JSON.parse(block) as Partial<Config>) };
}

export const config: Config = read();

/** The absolute address of the site's beginning, ending in a slash; found once, before the address bar changes. */
export const site: string = new URL(config.root, document.baseURI).href;
