/** Tokens of visitors: got, renewed, refused. */

import assert from "node:assert/strict";

import { flow } from "../checks.js";
import { impostor, someone, speaker, tokenInfo, visitor } from "../clients.js";
import { actAs, control, keys } from "../sandbox.js";

const { check, denied, step, refused } = flow("visitors");

const UNKNOWN_CLIENT = "00000000-1111-4222-8333-444444444444";

check("a newcomer gets a visitor's tokens for four hours", async () => {
  const tokens = await step("get tokens", () => someone().auth.generateVisitorTokens());

  assert.match(tokens.accessToken.value, /^OauthNG\.JWS\./);
  assert.match(tokens.refreshToken.value, /^JWS\./);
  assert.equal(tokens.refreshToken.role, "visitor");
  assert.ok(Math.abs(tokens.accessToken.expiresAt - Date.now() / 1000 - 14400) < 60);
});

check("the first call of a newcomer gets tokens by itself, and the second uses them", async () => {
  const client = someone();

  await step("first call", () => client.productsV3.getProductBySlug("harbour-bowl"));
  await step("second call", () => client.productsV3.getProductBySlug("harbour-bowl"));

  assert.equal(client.auth.loggedIn(), false);
});

check("two newcomers are two visitors", async () => {
  const tokens = [someone(), someone()].map((one) => one.auth.generateVisitorTokens());
  const [first, second] = await Promise.all(tokens);

  const one = await step("token info", () => tokenInfo(first.accessToken.value));
  const other = await tokenInfo(second.accessToken.value);

  assert.equal(one.active, true);
  assert.equal(one.subjectType, "VISITOR");
  assert.equal(one.clientId, keys.client_id);
  assert.equal(one.siteId, keys.site_id);
  assert.notEqual(one.subjectId, other.subjectId);
});

check("token-info knows a refresh token too, and calls a made-up one inactive", async () => {
  const tokens = await actAs({ role: "visitor" });

  const info = await step("token info of a refresh token", () =>
    tokenInfo(tokens.refreshToken.value),
  );
  const madeUp = await step("token info of nothing", () => tokenInfo("JWS.made.up.token"));

  assert.equal(info.active, true);
  assert.deepEqual(madeUp, { active: false });
});

check("an access token that has ended is renewed first, for the same visitor", async () => {
  const tokens = await actAs({ role: "visitor" });
  const client = someone({ ...tokens, accessToken: { ...tokens.accessToken, expiresAt: 1 } });

  await step("renew", () => client.productsV3.getProductBySlug("harbour-bowl"));

  const renewed = client.auth.getTokens().accessToken.value;
  assert.notEqual(renewed, tokens.accessToken.value);
  assert.equal((await tokenInfo(renewed)).subjectId, tokens.subjectId);
});

check("the SDK keeps its first refresh token, and may use it again", async () => {
  const { refreshToken } = await actAs({ role: "visitor" });
  const { auth } = someone();

  const first = await auth.renewToken(refreshToken);
  const second = await auth.renewToken(first.refreshToken);

  assert.notEqual(first.accessToken.value, second.accessToken.value);
  assert.equal(second.refreshToken.value, refreshToken.value);
});

check("a refresh token that has ended is refused, and the visitor begins anew", async () => {
  const tokens = await actAs({ role: "visitor" });
  await control("expire-tokens", { access: true, refresh: true });
  const client = someone({ ...tokens, accessToken: { ...tokens.accessToken, expiresAt: 1 } });

  await step("ended refresh token", () => client.productsV3.getProductBySlug("harbour-bowl"));

  const begun = client.auth.getTokens();
  assert.notEqual((await tokenInfo(begun.accessToken.value)).subjectId, tokens.subjectId);
});

check("a member's refresh token that has ended is refused", async () => {
  const tokens = await actAs({ member: "ada@example.com" });
  await control("expire-tokens", { access: true, refresh: true });
  const client = someone({ ...tokens, accessToken: { ...tokens.accessToken, expiresAt: 1 } });

  await step("ended login", () => client.productsV3.getProductBySlug("harbour-bowl"));

  assert.equal(client.auth.loggedIn(), false);
});

check("a made-up refresh token is refused", async () => {
  const renew = () => someone().auth.renewToken({ value: "JWS.made.up.token", role: "visitor" });

  await denied(renew, 400, "invalid_grant");
});

check("a made-up access token is refused", async () => {
  const client = impostor();

  await refused("made-up token", () => client.productsV3.getProductBySlug("harbour-bowl"), 401);
});

check("a token is sent as it is: behind the word Bearer it is refused", async () => {
  const { accessToken } = await actAs({ role: "visitor" });
  const ask = (text) => () => speaker(text).productsV3.getProductBySlug("harbour-bowl");

  assert.ok((await ask(accessToken.value)()).product);
  await denied(ask(`Bearer ${accessToken.value}`), 401);
});

check("an access token that Wix has ended is refused, whatever its holder believes", async () => {
  const client = await visitor();
  await control("expire-tokens");

  await refused("ended token", () => client.productsV3.getProductBySlug("harbour-bowl"), 401);
});

check("four hours later the same token is refused", async () => {
  const client = await visitor();
  await control("clock", { advance: 14401 });

  await refused("old token", () => client.productsV3.getProductBySlug("harbour-bowl"), 401);
});

check("a client that nobody knows gets no tokens", async () => {
  const { auth } = someone(undefined, UNKNOWN_CLIENT);

  await refused("unknown client", () => auth.generateVisitorTokens(), 400, "invalid_client");
});

check("a client id that is no GUID gets no tokens", async () => {
  const { auth } = someone(undefined, "my-client");

  await refused("malformed client", () => auth.generateVisitorTokens(), 400, "not a valid GUID");
});

check("an unknown client cannot renew what another was given", async () => {
  const { refreshToken } = await actAs({ role: "visitor" });
  const { auth } = someone(undefined, UNKNOWN_CLIENT);

  await refused("stranger renews", () => auth.renewToken(refreshToken), 400, "invalid_client");
});
