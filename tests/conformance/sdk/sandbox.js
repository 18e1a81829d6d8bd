/** The sandbox's keys, and the control plane behind Wix's curtain. */

import assert from "node:assert/strict";

import { plainFetch } from "./wire.js";

/** What `python -m wix_headless.sandbox --json` prints. */
export const keys = JSON.parse(process.env.CONFORMANCE_SANDBOX);

/** Where the Django site would get the browser back; the sandbox allows it. */
export const CALLBACK = process.env.CONFORMANCE_CALLBACK;

/** A day soon, the same for both sides, as `2026-01-31`. */
export const DAY = process.env.CONFORMANCE_DAY;

/** Call the control plane. */
export async function control(path, body = {}, method = "POST") {
  const answer = await plainFetch(`${keys.origin}/_sandbox/${path}`, {
    method,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 200, `${path}: ${answer.status}`);
  return answer.json();
}

export function resetSandbox() {
  return control("reset");
}

/** Return tokens, in the SDK's form, for `{role: "visitor"}` or `{member: "ada@example.com"}`. */
export async function actAs(whom) {
  const answer = await control("act-as", whom);
  return {
    subjectId: answer.subject_id,
    accessToken: {
      value: answer.access_token,
      expiresAt: Math.floor(Date.now() / 1000) + answer.expires_in,
    },
    refreshToken: { value: answer.refresh_token, role: whom.role ?? "member" },
  };
}

export function passwordOf(email) {
  return keys.members.find((one) => one.email === email).password;
}
