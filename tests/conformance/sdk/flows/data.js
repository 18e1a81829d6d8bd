/** Wix Data: items of collections, each with permissions of its own. */

import assert from "node:assert/strict";

import { flow } from "../checks.js";
import { app, impostor, member, visitor } from "../clients.js";

const { check, step, refused } = flow("data");

const ENTRY = { _id: "0b0c1a9e-7a39-4a8c-9b53-3f1d3a6a4f10", message: "Lovely.", stars: 5 };

check("items are walked through page by page", async () => {
  const client = await visitor();
  const ask = () =>
    client.items
      .query("Makers")
      .eq("active", true)
      .ascending("name")
      .limit(3)
      .find({ returnTotalCount: true });

  const first = await step("query", ask);
  const second = await step("query on", () => first.next());

  assert.equal(first.totalCount, 5);
  const names = [...first.items, ...second.items].map((one) => one.name);
  assert.equal(names.length, 5);
  assert.deepEqual(names, [...names].sort());
  assert.ok(first.items[0]._createdDate instanceof Date);
});

check("items are counted, and read one by one", async () => {
  const client = await visitor();
  const query = client.items.query("Makers").eq("craft", "Pottery");

  const count = await step("count", () => query.count());
  const found = await step("find", () => query.find());
  const one = await step("get", () => client.items.get("Makers", found.items[0]._id));

  assert.equal(count, found.items.length);
  assert.equal(one._id, found.items[0]._id);
});

check("a member writes, changes what it wrote, and takes it back", async () => {
  const client = await member();

  const written = await step("insert", () => client.items.insert("Guestbook", ENTRY));
  const changed = await step("update", () =>
    client.items.update("Guestbook", { ...ENTRY, message: "Lovelier." }),
  );
  const saved = await step("save", () => client.items.save("Guestbook", { ...ENTRY, stars: 4 }));
  await step("remove", () => client.items.remove("Guestbook", ENTRY._id));

  assert.equal(written._id, ENTRY._id);
  assert.equal(changed.message, "Lovelier.");
  assert.equal(saved.stars, 4);
  assert.equal(await step("get what is gone", () => client.items.get("Guestbook", ENTRY._id)), null);
});

check("what one member wrote, another does not change", async () => {
  const [author, other, elevated] = [await member(), await member("ben@example.com"), await app()];
  await author.items.insert("Guestbook", ENTRY);
  const change = (who) => () => who.items.update("Guestbook", { ...ENTRY, message: "Ugly." });
  const remove = (who) => () => who.items.remove("Guestbook", ENTRY._id);

  await refused("another's update", change(other), 403);
  await refused("another's remove", remove(other), 403);

  await step("the app's update", change(elevated));
  await step("the app's remove", remove(elevated));
});

check("a visitor reads what is public, and writes nothing", async () => {
  const client = await visitor();

  await refused("a visitor's insert", () => client.items.insert("Guestbook", ENTRY), 403);
  await refused("a visitor's query", () => client.items.query("Suppliers").find(), 403);
});

check("a member does not do the app's work", async () => {
  const [person, elevated] = [await member(), await app()];
  const maker = { ...ENTRY, name: "Zoe" };

  await refused("a member's insert", () => person.items.insert("Makers", maker), 403);
  await refused("a member's query", () => person.items.query("Suppliers").find(), 403);

  const suppliers = await step("the app's query", () => elevated.items.query("Suppliers").find());
  assert.ok(suppliers.items.length > 0);
  const done = await step("bulk", () => elevated.items.bulkInsert("Makers", [maker]));
  assert.equal(done.inserted, 1);
});

check("there is no unknown collection, and nothing for a stranger", async () => {
  const client = await visitor();

  await refused("no collection", () => client.items.query("NoSuchThing").find(), 404);
  await refused("a stranger's query", () => impostor().items.query("Makers").find(), 401);
});
