/** What Wix sends to an app: events and calls to service plugins, signed by the sandbox. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

import { orders } from "@wix/ecom";
import { shippingRates } from "@wix/ecom/service-plugins";
import { members } from "@wix/members";
import { AppStrategy, createClient } from "@wix/sdk";

import { flow } from "../checks.js";
import { control, keys } from "../sandbox.js";

const { check } = flow("extensions");

const RATES = "ECOM_SHIPPING_RATES";
const URL_OF_RATES = `http://localhost:8000/wix/plugins/${RATES}/v1/getRates`;

/** The app as it hears of things; nobody listens yet. */
function newListener() {
  const auth = AppStrategy({
    appId: keys.client_id,
    appSecret: keys.client_secret,
    publicKey: keys.public_key,
    instanceId: keys.instance_id,
  });
  // The SDK has AppInstalled and AppRemoved, and lets one listen to them as to any module's.
  const { apps } = createClient({ auth }).webhooks;
  return createClient({ auth, modules: { apps, members, orders, shippingRates } });
}

async function signEvent(event) {
  return (await control("sign-event", event)).jwt;
}

async function signRates(call = {}) {
  return (await control("sign-plugin-request", { type: RATES, request: {}, ...call })).jwt;
}

/** Have the SDK process an event; return what its handler was given. */
async function hear(listen, event) {
  const client = newListener();
  const heard = [];
  listen(client)((envelope) => heard.push(envelope));
  const processed = await client.webhooks.process(await signEvent(event));
  assert.equal(heard.length, 1);
  return { processed, ...heard[0] };
}

check("an action is heard with its entity and identity", async () => {
  const { data, metadata, processed } = await hear((client) => client.orders.onOrderApproved, {
    type: "wix.ecom.v1.order_approved",
    member: "ada@example.com",
    event_id: "00000000-1111-4222-8333-444444444444",
  });

  assert.equal(processed.eventType, "wix.ecom.v1.order_approved");
  assert.equal(processed.instanceId, keys.instance_id);
  assert.equal(metadata._id, "00000000-1111-4222-8333-444444444444");
  assert.equal(metadata.entityFqdn, "wix.ecom.v1.order");
  assert.equal(metadata.slug, "approved");
  assert.equal(metadata.entityId, data.order._id);
  assert.equal(metadata.identity.identityType, "MEMBER");
  assert.ok(metadata.identity.memberId);
  assert.ok(metadata.eventTime instanceof Date);
  assert.ok(data.order._createdDate instanceof Date);
  assert.ok(data.order.lineItems.length);
});

check("a change is heard with the entity as it is now", async () => {
  const { entity, metadata } = await hear((client) => client.members.onMemberUpdated, {
    type: "wix.members.v1.member_updated",
  });

  assert.ok(entity.loginEmail);
  assert.equal(entity._id, metadata.entityId);
  assert.equal(metadata.identity.identityType, "WIX_USER");
});

check("what happens on the site is posted, and heard from there", async () => {
  const client = newListener();
  const heard = [];
  client.members.onMemberUpdated((envelope) => heard.push(envelope));
  const site = createServer(async (request, response) => {
    await client.webhooks.process(await text(request));
    response.end();
    site.emit("answered");
  }).listen(0, "127.0.0.1");
  await once(site, "listening");
  await control("webhooks", { url: `http://127.0.0.1:${site.address().port}/events` });

  await Promise.all([
    once(site, "answered"),
    control("members/ada@example.com", { status: "BLOCKED" }),
  ]);

  site.close();
  assert.equal(heard[0].entity.status, "BLOCKED");
  assert.equal(heard[0].entity.loginEmail, "ada@example.com");
});

check("a legacy event is heard with its payload", async () => {
  const { data, metadata } = await hear((client) => client.apps.AppRemoved, {
    type: "AppRemoved",
    data: { appId: keys.client_id },
    identity: { identityType: "WIX_USER", wixUserId: "u1" },
  });

  assert.deepEqual(data, { appId: keys.client_id });
  assert.equal(metadata.instanceId, keys.instance_id);
  assert.equal(metadata.identity.wixUserId, "u1");
});

check("a forged event, an ended one and an unexpected one are refused", async () => {
  const client = newListener();
  client.orders.onOrderApproved(() => assert.fail("a handler ran"));
  const type = "wix.ecom.v1.order_approved";
  const ended = { issued_at: Math.floor(Date.now() / 1000) - 7200 };

  const refuse = async (event, error) =>
    assert.rejects(client.webhooks.process(await signEvent(event)), error);

  await refuse({ type, forged: true }, /signature verification failed/);
  await refuse({ type, ...ended }, /"exp" claim timestamp check failed/);
  await refuse({ type: "wix.ecom.v1.order_canceled" }, /Unexpected event type/);
});

check("a call for shipping rates is answered", async () => {
  const client = newListener();
  client.shippingRates.provideHandlers({
    getShippingRates: async ({ request, metadata }) => {
      assert.equal(request.lineItems[0].name, "Harbour Bowl");
      assert.equal(metadata.instanceId, keys.instance_id);
      assert.equal(metadata.identity.identityType, "MEMBER");
      const cost = { price: "12.50", currency: metadata.currency };
      return { shippingRates: [{ code: "drone", title: "By drone", cost }] };
    },
  });
  const lineItems = [{ name: "Harbour Bowl", quantity: 1 }];
  const body = await signRates({ request: { lineItems }, member: "ada@example.com" });

  const answer = await client.servicePlugins.process({ url: URL_OF_RATES, body });

  const [rate] = answer.shippingRates;
  assert.deepEqual([rate.code, rate.cost.price, rate.cost.currency], ["drone", "12.50", "USD"]);
});

check("a plugin's own error is answered with its status and code", async () => {
  const client = newListener();
  client.shippingRates.provideHandlers({
    getShippingRates: async () => {
      throw new shippingRates.MissingPostalCodeWixError({});
    },
  });
  const request = new Request(URL_OF_RATES, { method: "POST", body: await signRates() });

  const answer = await client.servicePlugins.processRequest(request);

  assert.equal(answer.status, 400);
  assert.equal((await answer.json()).applicationError.code, "MISSING_POSTAL_CODE");
});

check("a forged call, and one for another app, are refused", async () => {
  const client = newListener();
  client.shippingRates.provideHandlers({ getShippingRates: () => assert.fail("it was called") });
  const url = URL_OF_RATES;

  const forged = await signRates({ forged: true });
  await assert.rejects(client.servicePlugins.process({ url, body: forged }), /verification failed/);

  const event = await signEvent({ type: "wix.ecom.v1.order_approved" });
  await assert.rejects(client.servicePlugins.process({ url, body: event }), /"iss"|"aud"/);
});
