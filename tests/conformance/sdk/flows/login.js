/** Login through Wix's page: the way there, the way back, the code. */

import assert from "node:assert/strict";

import { Browser } from "../browser.js";
import { flow } from "../checks.js";
import { impostor, someone, tokenInfo } from "../clients.js";
import { CALLBACK, actAs, control } from "../sandbox.js";

const { check, denied, step, refused } = flow("login");

const QUERY = { responseMode: "query", prompt: "login" };

/** Ask for Wix's page as `client`; return all that the way back needs. */
async function begin(options = QUERY, client = someone(), redirectUri = CALLBACK) {
  const data = client.auth.generateOAuthData(redirectUri);
  const { authUrl } = await client.auth.getAuthUrl(data, options);
  return { auth: client.auth, client, data, authUrl };
}

/** Trade the code in the address that the browser came back with. */
async function finish({ auth, data }, url, changes = {}) {
  const { code, state } = auth.parseFromUrl(url, "query");
  auth.setTokens(await auth.getMemberTokens(code, state, { ...data, ...changes }));
}

check("a visitor logs in on Wix's page and becomes a member", async () => {
  const client = someone();
  const data = client.auth.generateOAuthData(CALLBACK);
  const { authUrl } = await step("ask for the page", () => client.auth.getAuthUrl(data));
  const url = await new Browser().logIn(authUrl);
  assert.ok(url.startsWith(`${CALLBACK}#`), url);
  const { code, state } = client.auth.parseFromUrl(url);

  const { member } = await step("come back", async () => {
    client.auth.setTokens(await client.auth.getMemberTokens(code, state, data));
    return client.members.getCurrentMember({ fieldsets: ["FULL"] });
  });

  assert.equal(client.auth.loggedIn(), true);
  assert.equal(member.loginEmail, "ada@example.com");
  const info = await tokenInfo(client.auth.getTokens().accessToken.value);
  assert.equal(info.subjectType, "MEMBER");
  assert.equal(info.subjectId, member._id);
});

check("the answer comes in the query where that is asked for", async () => {
  const begun = await begin();

  const url = await new Browser().logIn(begun.authUrl);
  await finish(begun, url);

  assert.ok(url.startsWith(`${CALLBACK}?`), url);
  assert.equal(new URL(url).searchParams.get("state"), begun.data.state);
  assert.equal(begun.auth.loggedIn(), true);
});

check("a member's tokens are renewed, and stay the member's", async () => {
  const tokens = await actAs({ member: "ada@example.com" });
  const client = someone({ ...tokens, accessToken: { ...tokens.accessToken, expiresAt: 1 } });

  const { member } = await step("renew", () => client.members.getCurrentMember());

  assert.equal(member._id, tokens.subjectId);
});

check("Google's page is asked for by its connection id", async () => {
  const client = someone();
  const data = client.auth.generateOAuthData(CALLBACK);
  const options = { ...QUERY, idp: "google" };

  const { authUrl } = await step("ask for Google", () => client.auth.getAuthUrl(data, options));

  assert.match((await new Browser().open(authUrl)).text, /Google/);
});

check("a wrong password leads nowhere, and the right one still works", async () => {
  const begun = await begin();
  const browser = new Browser();
  const page = await browser.open(begun.authUrl);

  const again = await browser.submit(page, { email: "ada@example.com", password: "wrong" });

  assert.equal(again.status, 401);
  assert.ok(again.url.startsWith(page.url));
});

check("a wrong verifier is refused, and the code is used up by it", async () => {
  const begun = await begin();
  const url = await new Browser().logIn(begun.authUrl);
  const codeVerifier = begun.auth.generateOAuthData(CALLBACK).codeVerifier;

  await refused("wrong verifier", () => finish(begun, url, { codeVerifier }), 400, "invalid_grant");
  await refused("right verifier", () => finish(begun, url), 400, "invalid_grant");

  assert.equal(begun.auth.loggedIn(), false);
});

check("a code works once, and its second use ends what the first one gave", async () => {
  const begun = await begin();
  const url = await new Browser().logIn(begun.authUrl);
  await step("code", () => finish(begun, url));

  await refused("same code", () => finish(begun, url), 400, "invalid_grant");

  const { refreshToken } = begun.auth.getTokens();
  await denied(() => begun.client.members.getCurrentMember(), 401);
  await denied(() => begun.auth.renewToken(refreshToken), 400, "invalid_grant");
});

check("a made-up code is refused", async () => {
  const begun = await begin();
  const url = `${CALLBACK}?code=made-up&state=${begun.data.state}`;

  await refused("made-up code", () => finish(begun, url), 400, "invalid_grant");
});

check("a code that was sent to one address is not taken from another", async () => {
  const begun = await begin();
  const url = await new Browser().logIn(begun.authUrl);
  const redirectUri = "http://testserver/elsewhere/";

  await refused("other address", () => finish(begun, url, { redirectUri }), 400, "invalid_grant");
});

check("the state of another login is refused before anything is sent", async () => {
  const begun = await begin();
  const other = await begin();
  const url = await new Browser().logIn(other.authUrl);

  await assert.rejects(() => step("foreign state", () => finish(begun, url)), /Invalid _state/);
});

check("without a session, prompt=none comes back with login_required", async () => {
  const client = someone();
  const data = client.auth.generateOAuthData(CALLBACK);
  const options = { ...QUERY, prompt: "none" };

  const { authUrl } = await step("ask silently", () => client.auth.getAuthUrl(data, options));

  const { url } = await new Browser().open(authUrl);
  const answer = client.auth.parseFromUrl(url, "query");
  assert.equal(answer.error, "login_required");
  assert.equal(answer.state, data.state);
  assert.equal(answer.code, null);
});

check("with a session, prompt=none comes back with a code at once", async () => {
  const browser = new Browser();
  const first = await begin();
  await finish(first, await browser.logIn(first.authUrl));
  const silent = await begin({ ...QUERY, prompt: "none" });

  const { url } = await browser.open(silent.authUrl);
  await step("come back silently", async () => {
    await finish(silent, url);
    await silent.client.members.getCurrentMember({ fieldsets: ["FULL"] });
  });

  assert.equal(silent.auth.loggedIn(), true);
});

check("another browser has no session", async () => {
  const first = await begin();
  await finish(first, await new Browser().logIn(first.authUrl));
  const silent = await begin({ ...QUERY, prompt: "none" });

  const { url } = await new Browser().open(silent.authUrl);

  assert.equal(silent.auth.parseFromUrl(url, "query").error, "login_required");
});

check("who cancels comes back with access_denied", async () => {
  const begun = await begin();
  const browser = new Browser();
  const page = await browser.open(begun.authUrl);

  const { url } = await browser.open(`${page.url}/cancel`);

  assert.equal(begun.auth.parseFromUrl(url, "query").error, "access_denied");
});

check("Wix's page works once", async () => {
  const begun = await begin();
  await new Browser().open(begun.authUrl);

  const page = await new Browser().open(begun.authUrl);

  assert.equal(page.status, 400);
});

check("an address that nobody allowed gets a page of Wix's, and no code", async () => {
  const begun = await begin(QUERY, someone(), "http://evil.example/callback");

  const page = await new Browser().open(begun.authUrl);

  assert.equal(page.status, 400);
  assert.match(page.text, /Invalid redirect URI/);
});

check("no page without a visitor's token", async () => {
  await denied(() => begin(QUERY, impostor()), 401);
});

check("no page while the site is not published", async () => {
  await control("settings", { site_published: false });
  const { auth } = someone();
  const ask = () => auth.getAuthUrl(auth.generateOAuthData(CALLBACK), QUERY);

  await refused("unpublished", ask, 428, "SITE_NOT_PUBLISHED");
});
