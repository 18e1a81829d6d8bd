/**
 * Call every method of the SDK packages that are installed, with made-up arguments, and print
 * what each sends: one JSON object a line. Nothing is sent anywhere.
 *
 * What a method takes is read from its own source: how many arguments, which of them are spread
 * or looked into, and so are objects. Where a guess makes the SDK stumble, the next one is tried.
 * Another folder of packages than the one beside this may be given:
 *
 *     node every_method.js node_modules > tests/client/every_method.jsonl
 */

import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { createClient } from "@wix/sdk";

const HERE = fileURLToPath(new URL("../node_modules", import.meta.url));
const ROOT = path.resolve(process.argv[2] ?? HERE);
const IMPORTED = /import \* as (\w+) from ["'](@wix\/auto_sdk_[\w-]+)["']/g;
const ENTRIES = ["build/es/index.mjs", "build/es/index.js"];
const SOURCES = ["build/es/index.typings.mjs", "build/es/index.typings.js"];
const DAY = new Date("2026-01-02T03:04:05.678Z");

let sent = [];

globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  const url = new URL(request.url);
  const query = [...url.searchParams];
  const body = await request.text();
  sent.push({
    verb: request.method,
    path: url.pathname,
    ...(query.length && { query }),
    ...(body && { body: JSON.parse(body) }),
  });
  return new Response("{}", { status: 200, headers: { "content-type": "application/json" } });
};

/** Yield [package, namespace, the package that holds it] for everything installed. */
async function* findNamespaces() {
  for (const name of (await readdir(path.join(ROOT, "@wix"))).sort()) {
    const source = await readFirst(path.join(ROOT, "@wix", name), ENTRIES);
    for (const [, namespace, holder] of source.text.matchAll(IMPORTED)) {
      yield [name, namespace, holder];
    }
  }
}

async function readFirst(folder, names) {
  for (const name of names) {
    try {
      const file = path.join(folder, name);
      return { file, text: await readFile(file, "utf8") };
    } catch {
      // The next one, then.
    }
  }
  return { file: "", text: "" };
}

/** Return the functions behind a package's methods: their source says what they take. */
async function readSources(folder) {
  const { file } = await readFirst(folder, SOURCES);
  return file ? await import(pathToFileURL(file)) : {};
}

/** Return a list of argument lists to try, the likeliest first. */
function guessArguments(universal) {
  const source = universal.toString();
  const open = source.indexOf("(") + 1;
  const names = source.slice(open, source.indexOf(")", open)).split(",");
  const parameters = names.map((name) => name.trim()).filter(Boolean);
  return ["text", "list", "object", "objects", "day", "number", "empty"].map((kind) =>
    parameters.map((name) => guess(name, source, kind)),
  );
}

function guess(name, source, kind) {
  // In quotes it is a path into the payload, and not what the code looks at.
  const looked = source.matchAll(new RegExp(`(?<![\\w."'])${name}\\??\\.(\\w+)`, "g"));
  const keys = [...new Set([...looked].map(([, key]) => key))];
  if (keys.length) return Object.fromEntries(keys.map((key) => [key, guessValue(key, kind)]));
  if (source.includes(`...${name}`)) return {};
  return guessValue(name, kind);
}

const VALUES = {
  text: "made-up",
  list: ["made-up", "more"],
  object: { limit: 2 },
  objects: [{ limit: 2 }],
  day: DAY,
  number: 3,
  empty: {},
};

function guessValue(name, kind) {
  if (/^(_?id|.*(Id|Number|Type)|slug|code|key|name)$/.test(name)) return VALUES.text;
  if (kind === "text" && /(query|paging|search|filter|options)$/i.test(name)) return VALUES.object;
  return VALUES[kind];
}

async function call(method, args) {
  sent = [];
  const answer = await method(...args);
  // A query is built first, and sent when its items are asked for.
  if (typeof answer?.find === "function") await answer.find();
  return sent.length === 1 ? sent[0] : null;
}

async function capture(method, universal) {
  let problem = "it sent nothing";
  for (const args of guessArguments(universal)) {
    try {
      const request = await call(method, args);
      if (request) return request;
    } catch (error) {
      if (sent.length === 1) return sent[0];
      problem = error.message;
    }
  }
  return { problem };
}

const strategy = { getAuthHeaders: async () => ({ headers: { Authorization: "made-up" } }) };
for await (const [name, namespace, holder] of findNamespaces()) {
  const folder = path.join(ROOT, holder);
  const entry = await readFirst(folder, ENTRIES);
  if (!entry.file) continue;
  const module = await import(pathToFileURL(entry.file));
  const universals = await readSources(folder);
  const client = createClient({ modules: { module }, auth: strategy });
  for (const [js, universal] of Object.entries(universals)) {
    if (typeof universal !== "function" || typeof client.module[js] !== "function") continue;
    const seen = await capture(client.module[js], universal);
    process.stdout.write(`${JSON.stringify({ call: [name, namespace, js], ...seen })}\n`);
  }
}
