/**
 * Wix's own SDK, calling a local server as often as it is told.
 *
 * Reads a line of JSON, {"count": 200, "lanes": 8}, makes so many calls with so many under way at
 * once, and answers with what one of them took, in seconds: {"wall": ..., "cpu": ...}.
 */

import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const { BENCH_ORIGIN, BENCH_TOKEN, BENCH_SDK } = process.env;
const require = createRequire(`${BENCH_SDK}/`);
const WIX = /^https:\/\/(www|edge)\.wixapis\.com(?=\/)/;

// The SDK knows Wix's own addresses only.
const plainFetch = globalThis.fetch;
globalThis.fetch = (url, init) => {
  if (!WIX.test(url)) throw new Error(`The SDK wanted to speak to ${url}`);
  return plainFetch(url.replace(WIX, BENCH_ORIGIN), init);
};

const { OAuthStrategy, createClient } = require("@wix/sdk");
const { members } = require("@wix/members");

const client = createClient({
  auth: OAuthStrategy({
    clientId: "8f1c7c2e-0000-4000-8000-000000000001",
    tokens: {
      accessToken: { value: BENCH_TOKEN, expiresAt: Math.floor(Date.now() / 1000) + 14_400 },
      refreshToken: { value: "JWS.unused", role: "visitor" },
    },
  }),
  modules: { members },
});

async function makeCalls(count) {
  for (let done = 0; done < count; done += 1) {
    const found = await client.members.queryMembers().limit(50).find();
    if (found.items.length !== 5) throw new Error("not the answer that was expected");
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { count, lanes } = JSON.parse(line);
  const calls = Math.ceil(count / lanes);
  const cpuBefore = process.cpuUsage();
  const before = process.hrtime.bigint();
  await Promise.all(Array.from({ length: lanes }, () => makeCalls(calls)));
  const wall = Number(process.hrtime.bigint() - before) / 1e9;
  const { user, system } = process.cpuUsage(cpuBefore);
  const made = calls * lanes;
  console.log(JSON.stringify({ wall: wall / made, cpu: (user + system) / 1e6 / made }));
}
