/** Logout: Wix's page ends the session and the tokens, and sends the browser back. */

import assert from "node:assert/strict";

import { Browser } from "../browser.js";
import { flow } from "../checks.js";
import { app, impostor, someone, tokenInfo, visitor } from "../clients.js";
import { CALLBACK } from "../sandbox.js";

const { check, denied, step, refused } = flow("logout");

const AFTERWARDS = new URL("../logout-callback/?next=%2F", CALLBACK).href;

/** Return a member who logged in on Wix's page with this browser. */
async function logIn(browser) {
  const client = someone();
  const data = client.auth.generateOAuthData(CALLBACK);
  const options = { prompt: "login", responseMode: "query" };
  const { authUrl } = await client.auth.getAuthUrl(data, options);
  const { code, state } = client.auth.parseFromUrl(await browser.logIn(authUrl), "query");
  client.auth.setTokens(await client.auth.getMemberTokens(code, state, data));
  return client;
}

check("logout leads back to the site, and the member's tokens are dead", async () => {
  const browser = new Browser();
  const client = await logIn(browser);
  const tokens = client.auth.getTokens();

  const { logoutUrl } = await step("log out", () => client.auth.logout(AFTERWARDS));
  const { url } = await browser.open(logoutUrl);

  assert.ok(url.startsWith(AFTERWARDS), url);
  assert.equal(new URL(url).searchParams.get("wixMemberLoggedIn"), "false");
  assert.equal(client.auth.loggedIn(), false);
  for (const token of [tokens.accessToken, tokens.refreshToken]) {
    assert.deepEqual(await tokenInfo(token.value), { active: false });
  }
  await denied(() => someone(tokens).members.getCurrentMember(), 401);
  await denied(() => client.auth.renewToken(tokens.refreshToken), 400, "invalid_grant");
});

check("after it nobody is logged in at Wix in this browser", async () => {
  const browser = new Browser();
  const client = await logIn(browser);
  const { logoutUrl } = await client.auth.logout(AFTERWARDS);
  await browser.open(logoutUrl);

  const { auth } = someone();
  const options = { prompt: "none", responseMode: "query" };
  const { authUrl } = await auth.getAuthUrl(auth.generateOAuthData(CALLBACK), options);

  const { url } = await browser.open(authUrl);
  assert.equal(auth.parseFromUrl(url, "query").error, "login_required");
});

check("one member's logout leaves another's tokens alone", async () => {
  const browser = new Browser();
  const client = await logIn(browser);
  const other = await logIn(new Browser());

  const { logoutUrl } = await client.auth.logout(AFTERWARDS);
  await browser.open(logoutUrl);

  assert.ok((await other.members.getCurrentMember()).member);
});

check("a visitor may log out, and stays a visitor", async () => {
  const client = await visitor();
  const token = client.auth.getTokens().accessToken.value;

  const { logoutUrl } = await step("a visitor logs out", () => client.auth.logout(AFTERWARDS));
  await new Browser().open(logoutUrl);

  assert.equal((await tokenInfo(token)).subjectType, "VISITOR");
});

check("the way back must be on an allowed domain", async () => {
  const client = await visitor();

  await refused("foreign domain", () => client.auth.logout("http://evil.example/"), 400);
});

check("neither a stranger nor the app can log anybody out", async () => {
  const logout = { logout: { clientId: "any" }, callbacks: { postFlowUrl: AFTERWARDS } };
  const elevated = await app();

  await refused("as a stranger", () => impostor().auth.logout(AFTERWARDS), 401);
  await refused("as the app", () => elevated.redirects.createRedirectSession(logout), 403);
});
