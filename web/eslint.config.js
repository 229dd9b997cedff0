// What svelte-check and TypeScript do not see: unsafe markup, unused things, likely mistakes.
import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";

export default ts.config(
    js.configs.recommended,
    ...ts.configs.strict,
    ...svelte.configs.recommended,
    { languageOptions: { globals: globals.browser } },
    {
        files: ["**/*.svelte", "**/*.svelte.ts"],
        languageOptions: { parserOptions: { parser: ts.parser } },
    },
    {
        rules: {
            "svelte/no-at-html-tags": "error", // what comes from data is text, never markup
            "svelte/no-navigation-without-resolve": "off", // a rule for SvelteKit; our links go through `href`
            "svelte/prefer-svelte-reactivity": "off", // our maps and queries are replaced, never changed in place
            "no-undef": "off", // TypeScript's business
        },
    },
    { ignores: ["node_modules/"] },
);
