/** A site's own login page: Wix compares the password, and says what comes next. */

import assert from "node:assert/strict";

import { Browser } from "../browser.js";
import { flow } from "../checks.js";
import { tokenInfo, visitor } from "../clients.js";
import { CALLBACK, control, keys, passwordOf } from "../sandbox.js";
import { plainFetch } from "../wire.js";

const { check, denied, step } = flow("own_login");

const ADA = "ada@example.com";
const NEW = "new@example.com";
const PASSWORD = "clay, paper and ink";

async function lastMail() {
  const { mails } = await (await plainFetch(`${keys.origin}/_sandbox/mails`)).json();
  return mails.at(-1);
}

/** Show the session token of an answer where a login begins. */
async function begin(client, answer) {
  assert.equal(answer.loginState, "SUCCESS");
  const data = client.auth.generateOAuthData(CALLBACK);
  const { sessionToken } = answer.data;
  const options = { responseMode: "query", prompt: "none", sessionToken };
  return { client, data, ...(await client.auth.getAuthUrl(data, options)) };
}

/** Come back as the member. */
async function enter({ client, data, authUrl }) {
  const { url } = await new Browser().open(authUrl);
  const { code, state } = client.auth.parseFromUrl(url, "query");
  client.auth.setTokens(await client.auth.getMemberTokens(code, state, data));
  return tokenInfo(client.auth.getTokens().accessToken.value);
}

check("a password becomes a session token, and that a member's tokens", async () => {
  const client = await visitor();

  const begun = await step("log in", async () =>
    begin(client, await client.auth.login({ email: ADA, password: passwordOf(ADA) })),
  );

  assert.equal((await enter(begun)).subjectType, "MEMBER");
});

check("a wrong password and an unknown address are told apart, by Wix", async () => {
  const client = await visitor();

  const wrong = await step("wrong password", () =>
    client.auth.login({ email: ADA, password: "wrong" }),
  );
  const unknown = await client.auth.login({ email: "nobody@example.com", password: "wrong" });

  assert.deepEqual([wrong.loginState, wrong.errorCode], ["FAILURE", "invalidPassword"]);
  assert.deepEqual([unknown.loginState, unknown.errorCode], ["FAILURE", "invalidEmail"]);
});

check("somebody new registers, once", async () => {
  const client = await visitor();
  const profile = { firstName: "Nell" };

  const begun = await step("register", async () =>
    begin(client, await client.auth.register({ email: NEW, password: PASSWORD, profile })),
  );
  const again = await step("register again", () =>
    client.auth.register({ email: NEW, password: PASSWORD, profile }),
  );

  assert.equal((await enter(begun)).subjectType, "MEMBER");
  assert.equal(again.errorCode, "emailAlreadyExists");
});

check("what is no address is said to be none", async () => {
  const client = await visitor();

  const answer = await client.auth.register({ email: "nobody", password: PASSWORD });

  assert.equal(answer.errorCode, "invalidEmail");
});

check("the owner's approval is waited for", async () => {
  await control("settings", { require_approval: true });
  const client = await visitor();

  const answer = await client.auth.register({ email: NEW, password: PASSWORD });

  assert.equal(answer.loginState, "OWNER_APPROVAL_REQUIRED");
});

check("the code out of the mail goes on where the registration stopped", async () => {
  await control("settings", { verify_email: true });
  const client = await visitor();
  const stopped = await client.auth.register({ email: NEW, password: PASSWORD });
  assert.equal(stopped.loginState, "EMAIL_VERIFICATION_REQUIRED");
  const { code } = await lastMail();

  const wrong = code === "000000" ? "111111" : "000000";
  await denied(() => client.auth.processVerification({ verificationCode: wrong }, stopped), 400);
  const begun = await step("show the code", async () =>
    begin(client, await client.auth.processVerification({ verificationCode: code }, stopped)),
  );

  assert.equal((await enter(begun)).subjectType, "MEMBER");
});

check("a captcha is asked for, and looked at", async () => {
  await control("settings", { require_captcha: true });
  const client = await visitor();
  const typed = { email: ADA, password: passwordOf(ADA) };
  const logIn = (recaptchaToken) =>
    client.auth.login({ ...typed, captchaTokens: { recaptchaToken } });

  assert.equal((await client.auth.login(typed)).errorCode, "missingCaptchaToken");
  assert.equal((await logIn("made-up")).errorCode, "invalidCaptchaToken");
  await step("show a captcha", async () => begin(client, await logIn("captcha-passed")));
});

check("a forgotten password is a mail", async () => {
  const client = await visitor();

  await step("forget", () => client.auth.sendPasswordResetEmail(ADA, new URL("/members/login/", CALLBACK).href));

  const mail = await lastMail();
  assert.deepEqual([mail.to, mail.kind], [ADA, "recovery"]);
});
