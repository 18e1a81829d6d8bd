/** Externally managed login: members whom the site itself has identified, with an API key. */

import assert from "node:assert/strict";

import { flow } from "../checks.js";
import { someone, tokenInfo } from "../clients.js";
import { actAs, keys } from "../sandbox.js";

const { check, denied, step } = flow("external");

const ADA = "ada@example.com";

async function signOn(email, apiKey = keys.api_key, options = undefined) {
  const client = someone();
  const tokens = await client.auth.getMemberTokensForExternalLoginWithSession(
    email,
    apiKey,
    options,
  );
  client.auth.setTokens(tokens);
  return client;
}

check("a member is signed on by an address, and speaks", async () => {
  const client = await step("sign on", () => signOn(ADA));

  const { member } = await client.members.getCurrentMember({ fieldsets: ["FULL"] });
  assert.equal(member.loginEmail, ADA);
  assert.equal(client.auth.loggedIn(), true);
  const info = await tokenInfo(client.auth.getTokens().accessToken.value);
  assert.equal(info.subjectType, "MEMBER");
  assert.equal(info.subjectId, member._id);
});

check("who was signed on is given a refresh token that renews", async () => {
  const client = await signOn(ADA);

  const renewed = await client.auth.renewToken(client.auth.getTokens().refreshToken);

  assert.equal((await tokenInfo(renewed.accessToken.value)).subjectType, "MEMBER");
});

check("an address that nobody has becomes a member, once", async () => {
  const options = { profile: { firstName: "New" }, verifyEmail: true };

  const [first, again] = [
    await signOn("new@example.com", keys.api_key, options),
    await signOn("new@example.com"),
  ];

  const one = await first.members.getCurrentMember();
  const other = await again.members.getCurrentMember();
  assert.equal(one.member._id, other.member._id);
});

check("without the right API key nobody is signed on", async () => {
  await denied(() => signOn(ADA, "IST.made.up.key"), 401);
});

check("the older way takes a member's id, and gives its tokens", async () => {
  const { subjectId } = await actAs({ member: ADA });
  const client = someone(await actAs({ role: "visitor" }));

  const tokens = await client.auth.getMemberTokensForExternalLogin(subjectId, keys.api_key);

  assert.equal(tokens.refreshToken.role, "member");
  assert.equal((await tokenInfo(tokens.accessToken.value)).subjectId, subjectId);
});
