/** From a cart to an order, over Wix's hosted page. */

import assert from "node:assert/strict";

import { Browser } from "../browser.js";
import { flow } from "../checks.js";
import { app, impostor, member, someone, visitor } from "../clients.js";
import { CALLBACK, control } from "../sandbox.js";
import { buy } from "../shopping.js";

const { check, denied, step, refused } = flow("checkout");

const SITE = new URL("/", CALLBACK).href;
const callbacks = { postFlowUrl: `${SITE}done/`, thankYouPageUrl: `${SITE}thank-you/` };
const FORM = {
  email: "grace@example.com",
  first_name: "Grace",
  last_name: "Hopper",
  line: "1 Harbour Street",
  city: "Portland",
  postal_code: "04101",
};

async function fillCart(client) {
  const catalogItems = [await buy(client, "harbour-bowl", 1)];
  return (await client.currentCartV2.addLineItemsToCurrentCart({ catalogItems })).cart;
}

function openCheckout(client, cart) {
  const ecomCheckout = { checkoutId: cart._id };
  return client.redirects.createRedirectSession({ ecomCheckout, callbacks });
}

async function order(redirectSession, browser = new Browser()) {
  const page = await browser.open(redirectSession.fullUrl);
  return new URL((await browser.submit(page, FORM)).url);
}

check("a visitor orders on the hosted page", async () => {
  const client = await visitor();
  const cart = await fillCart(client);

  const { redirectSession } = await step("to the checkout", () => openCheckout(client, cart));
  const url = await order(redirectSession);

  assert.ok(url.href.startsWith(callbacks.thankYouPageUrl), url.href);
  assert.equal(url.searchParams.get("wixMemberLoggedIn"), "false");
  const placed = await (await app()).orders.getOrder(url.searchParams.get("orderId"));
  assert.equal(placed.buyerInfo.email, FORM.email);
  assert.equal(placed.checkoutId, cart._id);
  await denied(() => client.currentCartV2.getCurrentCart(), 404);
});

check("a member orders, and finds the order", async () => {
  const client = await member();
  const cart = await fillCart(client);

  const { redirectSession } = await step("a member's", () => openCheckout(client, cart));
  const url = await order(redirectSession);

  assert.equal(url.searchParams.get("wixMemberLoggedIn"), "true");
  const found = await client.orders.searchOrders({ cursorPaging: { limit: 1 } });
  assert.equal(found.orders[0]._id, url.searchParams.get("orderId"));
});

check("what a visitor put into the cart is there after login", async () => {
  const client = someone();
  const cart = await fillCart(client);
  const data = client.auth.generateOAuthData(CALLBACK);
  const options = { prompt: "login", responseMode: "query" };
  const { authUrl } = await client.auth.getAuthUrl(data, options);

  const { code, state } = client.auth.parseFromUrl(await new Browser().logIn(authUrl), "query");
  client.auth.setTokens(await client.auth.getMemberTokens(code, state, data));

  const found = await client.currentCartV2.getCurrentCart();
  assert.deepEqual(
    found.cart.lineItems.map((line) => line.source.catalogReference),
    cart.lineItems.map((line) => line.source.catalogReference),
  );
});

check("a checkout can be linked to", async () => {
  const client = await visitor();
  const cart = await fillCart(client);

  const { checkoutUrl } = await step("link", () => client.cartV2.getCheckoutUrl(cart._id));

  assert.match((await new Browser().open(checkoutUrl)).text, /Checkout/);
});

check("nobody checks out another's cart", async () => {
  const cart = await fillCart(await visitor());
  const [other, elevated, stranger] = [await visitor(), await app(), impostor()];

  await refused("another visitor's", () => openCheckout(other, cart), 404);
  await refused("as the app", () => openCheckout(elevated, cart), 403);
  await refused("as a stranger", () => openCheckout(stranger, cart), 401);
});

check("the ways back must be on allowed domains", async () => {
  const client = await visitor();
  const cart = await fillCart(client);
  const ecomCheckout = { checkoutId: cart._id };
  const evil = { postFlowUrl: "http://evil.example/" };
  const ask = () => client.redirects.createRedirectSession({ ecomCheckout, callbacks: evil });

  await refused("foreign domain", ask, 400, "postFlowUrl");
});

check("an order is placed once", async () => {
  const client = await visitor();
  const cart = await fillCart(client);
  const { redirectSession } = await openCheckout(client, cart);
  await order(redirectSession);

  assert.notEqual((await new Browser().open(redirectSession.fullUrl)).status, 200);
  await refused("ordered already", () => openCheckout(client, cart), 428, "CART_ALREADY_ORDERED");
});

check("no checkout while the site is not published", async () => {
  const client = await visitor();
  const cart = await fillCart(client);
  await control("settings", { site_published: false });

  await refused("unpublished", () => openCheckout(client, cart), 428, "SITE_NOT_PUBLISHED");
});
