/** Run every flow with Wix's own SDK; exits with 1 if a check fails. */

import { readdir } from "node:fs/promises";

import { runChecks } from "./checks.js";

const here = new URL("flows/", import.meta.url);
for (const file of (await readdir(here)).sort()) {
  if (file.endsWith(".js")) await import(new URL(file, here));
}
process.exitCode = (await runChecks()) ? 0 : 1;
