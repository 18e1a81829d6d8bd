/** A small runner: `check` says what must hold, `step` what is compared afterwards. */

import assert from "node:assert/strict";

import { resetSandbox } from "./sandbox.js";
import { during, whatWixSaid } from "./wire.js";

const checks = [];

/** Return the words that a flow's file speaks in. */
export function flow(name) {
  return {
    check: (sentence, body) => checks.push({ name, sentence, body }),
    step: (title, action) => during(`${name}/${title}`, action),
    /** Do a step that must be refused, with this status and, where given, this code. */
    refused: (title, action, status, code) => denied(`${name}/${title}`, action, status, code),
    /** Do what must be refused, and is not compared. */
    denied: (action, status, code) => denied("", action, status, code),
  };
}

async function denied(step, action, status, code = "") {
  await assert.rejects(() => during(step, action), undefined, `${step} was not refused`);
  const said = whatWixSaid();
  assert.equal(said.status, status, `${step}: ${said.text}`);
  assert.ok(said.text.includes(code), `${step}: no ${code} in ${said.text}`);
}

/** Run every check on a fresh sandbox; return whether all hold. */
export async function runChecks() {
  let failures = 0;
  for (const { name, sentence, body } of checks) {
    await resetSandbox();
    try {
      await body();
      console.log(`ok    sdk   ${name}: ${sentence}`);
    } catch (error) {
      failures += 1;
      console.log(`FAIL  sdk   ${name}: ${sentence}\n${indent(error.stack ?? String(error))}`);
    }
  }
  return failures === 0;
}

function indent(text) {
  return text.split("\n").slice(0, 12).map((line) => `      ${line}`).join("\n");
}
