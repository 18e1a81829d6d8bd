/** Installing the app on somebody's site, as the SDK does it for self-hosted apps. */

import assert from "node:assert/strict";

import { Browser } from "../browser.js";
import { flow } from "../checks.js";
import { newApp, tokenInfo } from "../clients.js";
import { CALLBACK, control, keys } from "../sandbox.js";

const { check, step, refused, denied } = flow("install");

/** Let the owner of a site agree; return the address that Wix sends the browser to. */
async function agree({ auth }, state = "a-state") {
  const url = auth.getInstallUrl({ redirectUrl: CALLBACK, token: "a.token-of.Wixs", state });
  const browser = new Browser();
  // The page is for browsers: the sandbox has it in the place of www.wix.com.
  const page = await browser.open(url.replace("https://www.wix.com", keys.origin));
  const done = await browser.submit(page, { site: "Slow Bicycle", answer: "agree" });
  return done.url;
}

check("an owner agrees, and the code becomes a token in that installation", async () => {
  const client = newApp({ instanceId: undefined });
  const url = await agree(client);

  const found = await step("exchange", () =>
    client.auth.handleOAuthCallback(url, { state: "a-state" }),
  );

  const info = await tokenInfo(found.accessToken);
  assert.equal(info.clientId, keys.client_id);
  assert.equal(info.subjectType, "APP");
  assert.equal(info.instanceId, found.instanceId);
  assert.notEqual(found.instanceId, keys.instance_id);
  const { headers } = await client.auth.getAuthHeaders();
  assert.equal((await tokenInfo(headers.Authorization)).instanceId, found.instanceId);
});

check("the installation gets a token with the app's secret, until it is removed", async () => {
  const url = await agree(newApp());
  const instanceId = new URL(url).searchParams.get("instanceId");

  const { headers } = await step("get token", () => newApp({ instanceId }).auth.getAuthHeaders());

  assert.equal((await tokenInfo(headers.Authorization)).instanceId, instanceId);
  await control(`installations/${instanceId}`, {}, "DELETE");
  const ask = () => newApp({ instanceId }).auth.getAuthHeaders();
  await refused("get token when removed", ask, 400, "invalid_grant");
});

check("a code is good once, for the app alone", async () => {
  const client = newApp();
  const url = await agree(client);
  const made_up = url.replace(/code=[^&]+/, "code=0123456789-0123456789");
  const other = newApp({ appSecret: "00000000-1111-4222-8333-444444444444" });

  await refused("made-up code", () => client.auth.handleOAuthCallback(made_up), 400);
  await refused("wrong secret", () => other.auth.handleOAuthCallback(url), 401);
  await step("first", () => client.auth.handleOAuthCallback(url));
  await refused("second", () => client.auth.handleOAuthCallback(url), 400, "invalid_grant");
});

check("the SDK itself refuses another state", async () => {
  const client = newApp();
  const url = await agree(client, "mine");

  await assert.rejects(() => client.auth.handleOAuthCallback(url, { state: "another" }));
  await denied(() => client.auth.handleOAuthCallback(url.replace(/code=[^&]+/, "code=x")), 400);
});
