/** Cart V2: whose it is, and what is in it. */

import assert from "node:assert/strict";

import { flow } from "../checks.js";
import { admin, app, impostor, member, visitor } from "../clients.js";
import { buy } from "../shopping.js";

const { check, step, refused } = flow("cart");

const NOBODY = "00000000-0000-0000-0000-000000000001";

check("a newcomer has no cart", async () => {
  const client = await visitor();

  await refused("no cart", () => client.currentCartV2.getCurrentCart(), 404, "CART_NOT_FOUND");
});

check("things are added, changed, and taken out again", async () => {
  const client = await visitor();
  const catalogItems = [await buy(client, "harbour-bowl", 2), await buy(client, "milk-pitcher", 1)];

  const added = await step("add", () =>
    client.currentCartV2.addLineItemsToCurrentCart({ catalogItems }),
  );
  const [bowl, pitcher] = added.cart.lineItems;
  const { catalogItemId } = catalogItems[0].catalogReference;
  assert.equal(bowl.quantityInfo.confirmedQuantity, 2);
  assert.equal(bowl.source.catalogReference.catalogItemId, catalogItemId);

  const quantity = { newQuantity: 3 };
  const changed = await step("update", () =>
    client.currentCartV2.updateLineItemsInCurrentCart({
      lineItems: [{ lineItemId: bowl._id, quantity }],
    }),
  );
  assert.equal(changed.cart.lineItems[0].quantityInfo.confirmedQuantity, 3);

  const removed = await step("remove", () =>
    client.currentCartV2.removeLineItemsFromCurrentCart([pitcher._id]),
  );
  assert.deepEqual(removed.cart.lineItems.map((line) => line._id), [bowl._id]);

  const { cart } = await step("get", () => client.currentCartV2.getCurrentCart());
  assert.equal(cart._id, added.cart._id);
  assert.ok(Number(cart.revision) > Number(added.cart.revision));
});

check("a cart is summed up", async () => {
  const client = await visitor();
  const catalogItems = [await buy(client, "harbour-bowl", 2)];
  await client.currentCartV2.addLineItemsToCurrentCart({ catalogItems });

  const { summary } = await step("calculate", () => client.currentCartV2.calculateCurrentCart());
  await step("estimate", () => client.currentCartV2.estimateCurrentCart({ calculateTax: true }));

  assert.ok(summary);
});

check("a coupon makes it cheaper, as long as it is there", async () => {
  const client = await visitor();
  const catalogItems = [await buy(client, "harbour-bowl", 2)];
  await client.currentCartV2.addLineItemsToCurrentCart({ catalogItems });
  const add = (code) => () => client.currentCartV2.addCouponToCurrentCart({ code });

  const { cart } = await step("add coupon", add("WELCOME10"));
  const couponId = cart.coupons[0]._id;
  await refused("unknown coupon", add("NO-SUCH-COUPON"), 400, "INVALID_COUPON_CODE");
  const left = await step("remove coupon", () =>
    client.currentCartV2.removeCouponFromCurrentCart(couponId),
  );

  assert.deepEqual(left.cart.coupons ?? [], []);
});

check("a line that is not in the cart cannot be changed", async () => {
  const client = await visitor();
  const catalogItems = [await buy(client, "harbour-bowl", 1)];
  await client.currentCartV2.addLineItemsToCurrentCart({ catalogItems });
  const remove = () => client.currentCartV2.removeLineItemsFromCurrentCart([NOBODY]);

  await refused("strange line", remove, 404);
});

check("a product that does not exist cannot be bought", async () => {
  const client = await visitor();
  const item = await buy(client, "harbour-bowl", 1);
  item.catalogReference.catalogItemId = NOBODY;
  const add = () => client.currentCartV2.addLineItemsToCurrentCart({ catalogItems: [item] });

  await refused("strange product", add, 404);
});

check("a cart is its owner's alone", async () => {
  const [client, other] = [await visitor(), await visitor()];
  const catalogItems = [await buy(client, "harbour-bowl", 1)];
  const { cart } = await client.currentCartV2.addLineItemsToCurrentCart({ catalogItems });

  await refused("another visitor's", () => other.currentCartV2.getCurrentCart(), 404);
  await refused("by id", () => other.cartV2.getCart(cart._id), 404);
  assert.equal((await step("my own by id", () => client.cartV2.getCart(cart._id)))._id, cart._id);
  const elevated = await app();
  assert.equal((await step("as the app", () => elevated.cartV2.getCart(cart._id)))._id, cart._id);
});

check("a member's cart is there on every device", async () => {
  const [here, there] = [await member(), await member()];
  const catalogItems = [await buy(here, "harbour-bowl", 1)];
  const { cart } = await here.currentCartV2.addLineItemsToCurrentCart({ catalogItems });

  const found = await step("as a member", () => there.currentCartV2.getCurrentCart());

  assert.equal(found.cart._id, cart._id);
});

check("who is nobody's customer has no current cart", async () => {
  const [elevated, owner, stranger] = [await app(), admin(), impostor()];

  await refused("the app's", () => elevated.currentCartV2.getCurrentCart(), 403);
  await refused("an administrator's", () => owner.currentCartV2.getCurrentCart(), 403);
  await refused("a stranger's", () => stranger.currentCartV2.getCurrentCart(), 401);
});
