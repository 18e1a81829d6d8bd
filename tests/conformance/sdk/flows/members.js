/** The current member, and the others. */

import assert from "node:assert/strict";

import { flow } from "../checks.js";
import { app, impostor, member, visitor } from "../clients.js";
import { actAs } from "../sandbox.js";

const { check, step, refused } = flow("members");

async function idOf(email) {
  return (await actAs({ member: email })).subjectId;
}

check("a member is told who it is, in as much detail as it asks for", async () => {
  const client = await member();

  const brief = await step("my profile", () => client.members.getCurrentMember());
  const full = await step("my everything", () =>
    client.members.getCurrentMember({ fieldsets: ["FULL"] }),
  );

  assert.equal(brief.member._id, full.member._id);
  assert.ok(brief.member._createdDate instanceof Date);
  assert.equal(brief.member.loginEmail, undefined);
  assert.equal(full.member.loginEmail, "ada@example.com");
  assert.equal(full.member.contact.firstName, "Ada");
});

check("a visitor is no member", async () => {
  const client = await visitor();

  await refused("a visitor asks", () => client.members.getCurrentMember(), 404);
});

check("the app is no member", async () => {
  const client = await app();

  await refused("the app asks", () => client.members.getCurrentMember(), 404);
});

check("a stranger is told nothing", async () => {
  const client = impostor();

  await refused("a stranger asks", () => client.members.getCurrentMember(), 401);
});

check("the app reads all members, page by page", async () => {
  const client = await app();
  const ask = () => client.members.queryMembers({ fieldsets: ["FULL"] }).limit(2).find();

  const first = await step("first page", ask);
  const second = await step("second page", () => first.next());

  const addresses = [...first.items, ...second.items].map((one) => one.loginEmail);
  assert.equal(new Set(addresses).size, 4);
  assert.equal(second.currentPage, 1);
  assert.ok(first.totalPages >= 3);
});

check("the builder's order is understood", async () => {
  const client = await app();

  const found = await step("sorted", () =>
    client.members.queryMembers().descending("profile.nickname").limit(3).find(),
  );

  const names = found.items.map((one) => one.profile.nickname);
  assert.deepEqual(names, [...names].sort().reverse());
  assert.equal(names.length, 3);
});

check("a visitor reads public members only", async () => {
  const client = await visitor();
  const everybody = await (await app()).members.queryMembers().find();

  const found = await step("as a visitor", () => client.members.queryMembers().find());

  assert.ok(found.items.length < everybody.items.length);
  assert.ok(!found.items.some((one) => one.profile.slug.startsWith("chiara")));
});

check("members are listed by a GET with its paging in the query string", async () => {
  const client = await app();

  const options = { fieldsets: ["FULL"], paging: { limit: 2, offset: 1 } };

  const answer = await step("list", () => client.members.listMembers(options));

  assert.equal(answer.members.length, 2);
  assert.equal(answer.metadata.offset, 1);
});

check("a private member is there for the app, and for nobody else", async () => {
  const chiara = await idOf("chiara@example.com");
  const [elevated, stranger, other] = [await app(), await visitor(), await member()];

  const found = await step("as the app", () => elevated.members.getMember(chiara));

  assert.equal(found._id, chiara);
  await refused("as a visitor, one", () => stranger.members.getMember(chiara), 404);
  await refused("as another member, one", () => other.members.getMember(chiara), 404);
});

check("a member changes itself, and nobody else does", async () => {
  const ada = await idOf("ada@example.com");
  const change = { profile: { nickname: "Countess" } };
  const [self, other] = [await member(), await member("ben@example.com")];
  const stranger = await visitor();

  const changed = await step("change myself", () => self.members.updateMember(ada, change));

  assert.equal(changed.profile.nickname, "Countess");
  await refused("change another", () => other.members.updateMember(ada, change), 403);
  await refused("a visitor changes", () => stranger.members.updateMember(ada, change), 403);
});
