/** Orders: a member's own, all for the app, none for a visitor. */

import assert from "node:assert/strict";

import { flow } from "../checks.js";
import { app, impostor, member, visitor } from "../clients.js";

const { check, step, refused } = flow("orders");

const NOBODY = "00000000-0000-0000-0000-000000000001";
const PAGE = { sort: [{ fieldName: "createdDate", order: "DESC" }], cursorPaging: { limit: 2 } };

check("a member reads its own orders, newest first", async () => {
  const client = await member();
  const { member: ada } = await client.members.getCurrentMember();

  const first = await step("first page", () => client.orders.searchOrders(PAGE));
  const cursor = first.metadata.cursors.next;
  const second = await step("second page", () =>
    client.orders.searchOrders({ cursorPaging: { limit: 2, cursor } }),
  );

  const orders = [...first.orders, ...second.orders];
  assert.equal(orders.length, 3);
  assert.ok(orders.every((order) => order.buyerInfo.memberId === ada._id));
  assert.ok(first.orders[0]._createdDate > first.orders[1]._createdDate);
  assert.equal(second.metadata.hasNext, false);
  const one = await step("one of them", () => client.orders.getOrder(orders[0]._id));
  assert.equal(one.number, orders[0].number);
});

check("a member does not read another's", async () => {
  const [ada, ben] = [await member(), await member("ben@example.com")];
  const { orders } = await ada.orders.searchOrders(PAGE);

  await refused("another's", () => ben.orders.getOrder(orders[0]._id), 403, "READ_ORDER_FORBIDDEN");
});

check("a visitor reads none", async () => {
  const client = await visitor();
  const { orders } = await (await app()).orders.searchOrders(PAGE);

  const code = "READ_ORDER_FORBIDDEN";
  await refused("as a visitor", () => client.orders.searchOrders(PAGE), 403, code);
  await refused("a visitor's", () => client.orders.getOrder(orders[0]._id), 403, code);
});

check("the app reads everybody's", async () => {
  const client = await app();
  const filter = { paymentStatus: "PAID" };

  const found = await step("as the app", () => client.orders.searchOrders({ filter }));

  assert.ok(new Set(found.orders.map((order) => order.buyerInfo.memberId)).size > 1);
});

check("there is a 404 for what is no order, and a 401 for who is nobody", async () => {
  const client = await app();

  await refused("no order", () => client.orders.getOrder(NOBODY), 404);
  await refused("as a stranger", () => impostor().orders.searchOrders(PAGE), 401);
});
