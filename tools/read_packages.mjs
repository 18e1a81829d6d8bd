/**
 * Read the facts about Wix's methods, events and service plugins out of its npm packages, for
 * build_catalogue.py.
 *
 *     node tools/read_packages.mjs node_modules > facts.json
 *
 * The folder holds `@wix/sdk-runtime`, the business packages (`@wix/ecom`) and the packages that
 * those gather (`@wix/auto_sdk_ecom_orders`), installed with --ignore-scripts. Each method is
 * called with made-up values and a client that only looks at the request; types and tags are
 * read from the declarations beside it. Facts only: no sentence and no code of theirs is kept.
 */

import { readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);

const ROOT = path.resolve(process.argv[2] ?? "node_modules");
const IMPORTED = /(?:im|ex)port \* as (\w+) from ["'](@wix\/[\w-]+)["']/g;
const DECLARED = /declare function (\w+)\(\): __PublicMethodMetaInfo<([\s\S]*?)>;/g;
const HOST = "www.wixapis.com";

class Seen extends Error {
  constructor(request) {
    super("This is what would be sent.");
    this.request = request;
  }
}

async function read(...names) {
  return await readFile(path.join(ROOT, ...names), "utf8").catch(() => "");
}

/** Return what a folder's declarations say: types by name, and tags of functions. */
async function readDeclarations(...folders) {
  const build = path.join(...folders);
  const names = await readdir(path.join(ROOT, build)).catch(() => []);
  const texts = {};
  for (const name of names.filter((one) => /\.d\.m?ts$/.test(one))) {
    texts[name] = await read(build, name);
  }
  const isMeta = (name) => /(^|\.)(meta|types)\.d\.m?ts$/.test(name);
  const metas = Object.keys(texts).filter(isMeta).map((name) => texts[name]);
  const others = Object.keys(texts).filter((name) => !isMeta(name)).map((name) => texts[name]);
  return { meta: metas.join("\n"), others: others.join("\n") };
}

/** Return a folder's own code in one piece. */
async function readSources(base, names) {
  const inner = names.includes("src") ? await readdir(path.join(ROOT, base, "src")) : [];
  const files = [...names, ...inner.map((name) => `src/${name}`)];
  const wanted = files.filter((name) => /index\.typings\.m?js$|\.http\.js$/.test(name));
  return (await Promise.all(wanted.map((name) => read(base, name)))).join("\n");
}

/** Return the fields of every interface in a declaration file, with those that it extends. */
function readTypes(text) {
  const types = {};
  const heads = /^(?:export )?(?:declare )?interface (\w+)(?: extends ([\w, ]+))? \{([\s\S]*?)\n\}/gm;
  for (const [, name, bases = "", body] of text.matchAll(heads)) {
    const fields = {};
    for (const [, field, type] of body.matchAll(/^ {4}['"]?([\w$]+)['"]?\??: (.+);$/gm)) {
      fields[field] ??= type.replace(/WithLiterals\b| \| null$/g, "");
    }
    types[name] ??= { fields, bases: bases.split(",").map((one) => one.trim()).filter(Boolean) };
  }
  return (name) => {
    const type = types[name];
    if (!type) return {};
    const inherited = type.bases.map((base) => types[base]?.fields ?? {});
    return Object.assign({}, ...inherited, type.fields);
  };
}

/** Return the tags in the comment before a function's declaration. */
function readTags(text, name) {
  const heads = text.matchAll(new RegExp(`^(export )?declare function ${name}\\(`, "gm"));
  const befores = [...heads].map(({ index }) => text.slice(0, index).trimEnd());
  const comments = befores
    .filter((before) => before.endsWith("*/"))
    .map((before) => before.slice(before.lastIndexOf("/**")));
  // The declarations of requests carry a sentence only.
  const comment = comments.find((one) => /@(fqn|permissionId) /.test(one)) ?? comments[0] ?? "";
  const tags = {};
  for (const [, tag, value] of comment.matchAll(/^\s*\* @(\w+)(?: (.*))?$/gm)) {
    (tags[tag] ??= []).push((value ?? "").trim());
  }
  return tags;
}

/** Return lists of made-up arguments, the likeliest first; see tests/conformance. */
function guessArguments(source) {
  const open = source.indexOf("(") + 1;
  const names = source.slice(open, source.indexOf(")", open)).split(",");
  const parameters = names.map((name) => name.trim()).filter(Boolean);
  return ["made-up", ["made-up"], { a: "b" }, [{ a: "b" }], new Date(0), 3, {}].map((value) =>
    parameters.map((name) => guess(name, source, value)),
  );
}

function guess(name, source, value) {
  const looked = source.matchAll(new RegExp(`(?<![\\w."'])${name}\\??\\.(\\w+)`, "g"));
  const keys = [...new Set([...looked].map(([, key]) => key))];
  if (keys.length) return Object.fromEntries(keys.map((key) => [key, value]));
  return source.includes(`...${name}`) ? {} : value;
}

/** Call a method, and return the request it would send, with the source that made it. */
async function look(universal) {
  const source = universal.toString();
  const place = /\barguments\[(\d+)\]/.exec(source);
  if (!place) return null;
  const httpClient = {
    request: (factory) => {
      throw new Seen({ ...factory({ host: HOST }), source: factory.toString() });
    },
  };
  for (const args of guessArguments(source)) {
    args.length = Number(place[1]);
    try {
      const answer = await universal(...args, { httpClient });
      if (typeof answer?.find === "function") await answer.find();
    } catch (error) {
      const seen = findSeen(error);
      if (seen) return seen;
    }
  }
  return null;
}

function findSeen(error) {
  return error instanceof Seen ? error.request : error?.cause ? findSeen(error.cause) : null;
}

/** Say whether a resolver knows the path as a public one, which may be spelled like the inner one. */
function isPublic(template, source, text) {
  const [, resolver] = /\burl: (?:\w+\.)?(\w+)\(/.exec(source) ?? [];
  const at = text.indexOf(`function ${resolver}(`);
  const body = at < 0 ? "" : text.slice(at, text.indexOf("\n}", at));
  const [, block = ""] = /["']www\.wixapis\.com["']: \[([\s\S]*?)\n\s*\]/.exec(body) ?? [];
  const paths = [...block.matchAll(/srcPath: ["']([^"']*)["']/g)].map(([, one]) => one);
  return paths.some((one) => template.startsWith(one));
}

/** Put the placeholders of the inner path into the public one: they end alike. */
function buildTemplate(url, protoPath) {
  const inner = protoPath.split("/").reverse();
  const parts = url.replace(/^https?:\/\/[^/]+/, "").split("/").reverse();
  return parts
    .map((part, index) => (inner[index]?.includes("{") ? inner[index] : part))
    .reverse()
    .join("/");
}

function readRequest(seen, text) {
  const protoPaths = [...seen.source.matchAll(/protoPath: ["'`]([^"'`]+)["'`]/g)];
  const [protoPath, ...others] = protoPaths.map(([, one]) => one);
  const template = buildTemplate(seen.url, protoPath);
  return {
    verb: seen.method,
    path: template,
    methodFqn: seen.methodFqn,
    pathParams: [...template.matchAll(/\{([^}]+)\}/g)].map(([, place]) => place),
    payloadIn: /\bparams: /.test(seen.source.split("fallback:")[0]) ? "query" : "body",
    ...(template === protoPath &&
      !isPublic(template, seen.source, text) && { mapping: "unmapped" }),
    ...(/toURLSearchParams\)?\(\w+, true\)/.test(seen.source) && { complexQuery: true }),
    ...(seen.fallback && {
      fallback: seen.fallback.map((one, index) => ({
        verb: one.method,
        path: buildTemplate(one.url, others[index] ?? protoPath),
      })),
    }),
    masks: readMasks(seen.source),
    // What is sent is a field too, though some types forget it.
    payload: Object.fromEntries(readSent(seen).map((name) => [name, "sent"])),
  };
}

function readSent({ params, data }) {
  if (!params) return Object.keys(data ?? {});
  const nested = params.get(".r");
  if (nested) return Object.keys(JSON.parse(Buffer.from(nested, "base64url")));
  return [...new Set([...params.keys()].map((key) => key.split(".")[0]))];
}

function readMasks(source) {
  const block = /transformFn: transformSDKFieldMaskToRESTFieldMask,\s*paths: \[([^\]]*)\]/.exec(source);
  return block ? [...block[1].matchAll(/path: "(\w+)"/g)].map(([, name]) => name) : [];
}

function readTagged(tags) {
  const removal = (tags.targetRemovalDate ?? [])[0];
  return {
    ...(tags.permissionId && { permissions: tags.permissionId }),
    ...(tags.applicableIdentity && { identities: tags.applicableIdentity }),
    ...(tags.deprecated && { deprecated: true }),
    ...(tags.deprecated && tags.replacedBy && { replacedBy: tags.replacedBy[0].split(" ")[0] }),
    ...(tags.deprecated && removal && { removal }),
  };
}

/** Find where pages are asked for, and where they come; null if the types know of none. */
function readPaging(request, response, fieldsOf) {
  const places = {};
  for (const [name, type] of Object.entries(request)) {
    const inner = name === "query" || name === "search" ? fieldsOf(type) : {};
    for (const [key, kind] of [[name, type], ...Object.entries(inner)]) {
      const place = key === name ? name : `${name}.${key}`;
      if (/^\w*Cursor\w*Paging\w*$/.test(kind)) places.cursor ??= place;
      else if (/^\w*Paging$/.test(kind)) places.offset ??= place;
    }
  }
  const metadata = Object.entries(response).find(([, type]) => /Paging|Metadata$/.test(type));
  const isFlat = "limit" in request && "offset" in request && metadata;
  if (!places.cursor && !places.offset && !isFlat) return null;
  const lists = Object.entries(response).filter(([, type]) => type.endsWith("[]"));
  return {
    ...places,
    ...(metadata && { metadata: metadata[0] }),
    ...(lists.length === 1 && { items: lists[0][0] }),
  };
}

/** Return the plain name of a type: `types.Thing & types.More` is `Thing`. */
function nameType(text) {
  return text.split("&")[0].trim().replace(/^\w+\./, "");
}

/** Import a file; the oldest packages have modules that only CommonJS can load. */
async function load(holder, file) {
  try {
    return await import(pathToFileURL(path.join(ROOT, holder, "build/es", file)));
  } catch (error) {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    return require(path.join(ROOT, holder, "build/cjs", file));
  }
}

/** Return the events that a namespace listens to, by the listeners' names. */
async function readEvents(holder) {
  const base = path.join(holder, "build/es");
  const names = await readdir(path.join(ROOT, base)).catch(() => []);
  const file = names.find((name) => /^index\.m?js$/.test(name));
  if (!file) return {};
  const { others } = await readDeclarations(base, names.includes("src") ? "src" : "");
  const events = Object.entries(await load(holder, file))
    .filter(([, one]) => one?.__type === "event-definition")
    .map(([name, one]) => {
      const { slug, permissionId, deprecated } = readTags(others, name);
      const facts = {
        eventType: one.type,
        ...(one.isDomainEvent && { domainEvent: true }),
        ...(slug && { slug: slug[0] }),
        ...(permissionId && { permissions: permissionId }),
        ...(deprecated && { deprecated: true }),
      };
      return [name, facts];
    });
  return events.length ? { events: Object.fromEntries(events) } : {};
}

/** Return the service plugins of a namespace, and the errors that they may answer with. */
async function readPlugins(holder) {
  const names = await readdir(path.join(ROOT, holder, "build/es"));
  const entry = Object.entries(await load(holder, names.find((name) => /^index\.m?js$/.test(name))));
  const plugins = entry.filter(([, one]) => one?.__type === "service-plugin-definition");
  const errors = entry.filter(([name]) => name.endsWith("WixError"));
  return {
    // Each is exported twice, under two names.
    servicePlugins: Object.fromEntries(
      plugins.map(([, { componentType, methods }]) => [
        componentType,
        {
          componentType,
          methods: methods.map((one) => ({ name: one.name, path: one.primaryHttpMappingPath })),
        },
      ]),
    ),
    errors: Object.fromEntries(
      errors.map(([name, Refusal]) => {
        const { applicationCode, httpCode } = new Refusal("made-up");
        return [name, { applicationCode, httpCode }];
      }),
    ),
  };
}

/** Return a namespace's methods; null if its package is not made as all others are. */
async function readMethods(holder) {
  const base = path.join(holder, "build/es");
  const names = await readdir(path.join(ROOT, base)).catch(() => []);
  const file = names.find((name) => /^index\.typings\.m?js$/.test(name));
  // Only the made ones are called auto_sdk_<package>_<namespace>, or <package>_<namespace>.
  if (!file || !holder.includes("_")) return null;
  const universals = await load(holder, file);
  const entry = await load(holder, file.replace(".typings", ""));
  const older = names.includes("src") ? "src" : "";
  const { meta } = await readDeclarations(holder, "build/es", older);
  // The internal build has the tags of those methods as well that are not for everybody yet.
  const internal = await readDeclarations(holder, "build/internal/es", older);
  const plain = await readDeclarations(holder, "build/es", older);
  const others = [internal.others, plain.others].join("\n");
  const text = await readSources(base, names);
  const fieldsOf = readTypes(meta);
  const infos = Object.fromEntries([...meta.matchAll(DECLARED)].map(([, name, text]) => [name, text]));
  const methods = {};
  for (const [name, universal] of Object.entries(universals)) {
    if (typeof universal !== "function" || typeof entry[name] !== "function") continue;
    const seen = await look(universal);
    if (!seen) continue;
    const types = (infos[name] ?? "").replace(/\{[^}]*\}/g, "").split(",").map(nameType);
    const request = fieldsOf(types[3]);
    const paging = readPaging(request, fieldsOf(types[5]), fieldsOf);
    methods[name] = {
      ...readRequest(seen, text),
      requestFields: request,
      ...(paging && { paging }),
      ...readTagged(readTags(others, name)),
    };
  }
  return { methods };
}

async function readNamespaces(name) {
  const namespaces = {};
  for (const entry of ["service-plugins", "index"]) {
    const file = path.join("build/es", entry);
    const text = (await read(name, `${file}.mjs`)) || (await read(name, `${file}.js`));
    for (const [, namespace, holder] of text.matchAll(IMPORTED)) {
      namespaces[namespace] =
        entry === "service-plugins"
          ? { methods: {}, ...(await readPlugins(holder)) }
          : { ...((await readMethods(holder)) ?? { isByHand: true }), ...(await readEvents(holder)) };
    }
  }
  return namespaces;
}

const packages = {};
for (const folder of (await readdir(path.join(ROOT, "@wix"))).sort()) {
  const name = `@wix/${folder}`;
  if (folder.includes("_")) continue;
  const namespaces = await readNamespaces(name);
  if (!Object.keys(namespaces).length) continue;
  packages[name] = { version: JSON.parse(await read(name, "package.json")).version, namespaces };
}
process.stdout.write(JSON.stringify({ date: new Date().toISOString().slice(0, 10), packages }));
