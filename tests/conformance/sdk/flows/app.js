/** The app's own token, and what it may do. */

import assert from "node:assert/strict";

import { flow } from "../checks.js";
import { admin, app, impostor, member, newApp, tokenInfo, visitor } from "../clients.js";
import { keys } from "../sandbox.js";

const { check, step, refused } = flow("app");

const OTHER = "00000000-1111-4222-8333-444444444444";

check("the app gets its token with its secret and the instance", async () => {
  const { headers } = await step("get token", () => newApp().auth.getAuthHeaders());

  const info = await tokenInfo(headers.Authorization);
  assert.equal(info.subjectType, "APP");
  assert.equal(info.clientId, keys.client_id);
  assert.equal(info.instanceId, keys.instance_id);
});

check("one token serves many calls", async () => {
  const client = newApp();

  await step("first call", () => client.siteProperties.getSiteProperties());
  await step("second call", () => client.siteProperties.getSiteProperties());
});

check("a wrong secret is refused", async () => {
  const { auth } = newApp({ appSecret: OTHER });

  await refused("wrong secret", () => auth.getAuthHeaders(), 401, "invalid_client");
});

check("a wrong app id is refused", async () => {
  const { auth } = newApp({ appId: OTHER });

  await refused("wrong app", () => auth.getAuthHeaders(), 401, "invalid_client");
});

check("an instance of somebody else's is refused", async () => {
  const { auth } = newApp({ instanceId: OTHER });

  await refused("wrong instance", () => auth.getAuthHeaders(), 400, "invalid_grant");
});

check("site properties are for the app, not for visitors or members", async () => {
  const [client, elevated, stranger] = [await visitor(), await app(), impostor()];
  const person = await member();

  const ask = () => elevated.siteProperties.getSiteProperties();
  const { properties } = await step("properties", ask);

  assert.ok(properties.siteDisplayName || properties.businessName);
  const code = "PERMISSION_DENIED";
  await refused("a visitor's", () => client.siteProperties.getSiteProperties(), 403, code);
  await refused("a member's", () => person.siteProperties.getSiteProperties(), 403, code);
  await refused("a stranger's", () => stranger.siteProperties.getSiteProperties(), 401);
});

check("an API key speaks as the site's administrator", async () => {
  const client = admin();

  const { properties } = await step("with a key", () => client.siteProperties.getSiteProperties());

  assert.ok(properties);
});

check("an API key with an account lists the account's sites", async () => {
  const client = admin({ siteId: undefined, accountId: keys.account_id });
  const url = "https://www.wixapis.com/site-list/v2/sites/query";
  const headers = { "Content-Type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify({ query: {} }) };

  const answer = await step("sites", () => client.fetchWithAuth(url, init));

  const { sites } = await answer.json();
  assert.deepEqual(
    sites.map((site) => site.id),
    [keys.site_id],
  );
});

check("a wrong key, a wrong site and no site are refused", async () => {
  const ask = (client) => () => client.siteProperties.getSiteProperties();

  await refused("wrong key", ask(admin({ apiKey: "IST.made.up" })), 401);
  await refused("wrong site", ask(admin({ siteId: OTHER })), 403);
  await refused("no site", ask(admin({ siteId: undefined })), 400, "wix-site-id");
});
