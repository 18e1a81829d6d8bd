/** OAuth apps: which addresses a login may come back to. */

import assert from "node:assert/strict";

import { Browser } from "../browser.js";
import { flow } from "../checks.js";
import { app, impostor, someone, visitor } from "../clients.js";
import { CALLBACK, keys } from "../sandbox.js";

const { check, step, refused } = flow("oauth_apps");

const OTHER = "http://testserver/other/callback/";

check("the app adds an address, and a login comes back to it", async () => {
  const client = await app();
  const before = await step("get", () => client.oAuthApps.getOAuthApp(keys.client_id));
  const change = { allowedRedirectUris: [...before.allowedRedirectUris, OTHER] };

  const after = await step("update", () =>
    client.oAuthApps.updateOAuthApp(keys.client_id, change, ["allowedRedirectUris"]),
  );

  assert.ok(before.allowedRedirectUris.includes(CALLBACK));
  assert.deepEqual(after.allowedRedirectUris, change.allowedRedirectUris);
  const { auth } = someone();
  const options = { responseMode: "query", prompt: "login" };
  const { authUrl } = await auth.getAuthUrl(auth.generateOAuthData(OTHER), options);
  assert.ok((await new Browser().logIn(authUrl)).startsWith(OTHER));
});

check("nobody else reads or changes it", async () => {
  const [client, stranger] = [await visitor(), impostor()];
  const change = { allowedRedirectUris: [] };
  const update = () =>
    client.oAuthApps.updateOAuthApp(keys.client_id, change, ["allowedRedirectUris"]);

  await refused("a visitor reads", () => client.oAuthApps.getOAuthApp(keys.client_id), 403);
  await refused("a visitor changes", update, 403);
  await refused("a stranger reads", () => stranger.oAuthApps.getOAuthApp(keys.client_id), 401);
});
