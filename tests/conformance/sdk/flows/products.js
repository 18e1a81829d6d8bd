/** The catalog: queries with paging, searches, one product. */

import assert from "node:assert/strict";

import { flow } from "../checks.js";
import { app, impostor, member, visitor } from "../clients.js";

const { check, step, refused } = flow("products");

check("a query is walked through page by page, forth and back", async () => {
  const client = await visitor();
  const ask = () => client.productsV3.queryProducts().ascending("name").limit(20).find();

  const first = await step("first page", ask);
  const second = await step("second page", () => first.next());
  const third = await step("third page", () => second.next());

  assert.equal(first.hasPrev(), false);
  assert.equal(third.hasNext(), false);
  const names = [first, second, third].flatMap((page) => page.items.map((one) => one.name));
  assert.equal(new Set(names).size, names.length);
  assert.deepEqual(names, [...names].sort((a, b) => a.localeCompare(b)));
  const back = await step("back", () => third.prev());
  assert.deepEqual(back.items.map((one) => one._id), second.items.map((one) => one._id));
});

check("a query filters, sorts, and shows the fields it asks for", async () => {
  const client = await visitor();
  const options = { fields: ["CURRENCY", "PLAIN_DESCRIPTION"] };

  const found = await step("filter", () =>
    client.productsV3
      .queryProducts(options)
      .startsWith("name", "H")
      .descending("name")
      .limit(5)
      .find(),
  );

  assert.ok(found.items.length > 0);
  assert.ok(found.items.every((one) => one.name.startsWith("H") && one.currency === "USD"));
  assert.ok(found.items[0]._createdDate instanceof Date);
});

check("a long query travels as a POST", async () => {
  const client = await visitor();
  const slugs = Array.from({ length: 99 }, (_, index) => `no-such-${index}-${"x".repeat(40)}`);
  const ask = () => client.productsV3.queryProducts().in("slug", slugs).find();

  const found = await step("long query", ask);
  assert.equal(found.items.length, 0);
});

check("a field that cannot be filtered is a 400 that names it", async () => {
  const client = await visitor();
  const ask = () => client.productsV3.queryProducts().eq("noSuchField", 1).find();

  await refused("unknown field", ask, 400, "noSuchField");
});

check("a product is found by its slug", async () => {
  const client = await visitor();
  const options = { fields: ["CURRENCY", "VARIANT_OPTION_CHOICE_NAMES"] };

  const { product } = await step("by slug", () =>
    client.productsV3.getProductBySlug("everyday-mug", options),
  );

  assert.equal(product.slug, "everyday-mug");
  assert.ok(product.variantsInfo.variants.length > 1);
  const same = await step("by id", () => client.productsV3.getProduct(product._id));
  assert.equal(same._id, product._id);
});

check("what is no product is a 404", async () => {
  const client = await visitor();

  await refused("unknown slug", () => client.productsV3.getProductBySlug("no-such-thing"), 404);
  await refused("odd slug", () => client.productsV3.getProductBySlug("ça & là?"), 404);
});

check("a search finds words", async () => {
  const client = await visitor();
  const search = { search: { expression: "bowl" }, cursorPaging: { limit: 3 } };

  const found = await step("search", () => client.productsV3.searchProducts(search));
  const { count } = await step("count", () => client.productsV3.countProducts());

  assert.ok(found.products.length > 0);
  assert.ok(found.products.every((one) => one.name.toLowerCase().includes("bowl")));
  assert.ok(count > found.products.length);
});

check("the catalog is the same for members and for the app", async () => {
  for (const [who, client] of [["a member", await member()], ["the app", await app()]]) {
    const ask = () => client.productsV3.queryProducts().limit(1).find();

    assert.equal((await step(`as ${who}`, ask)).items.length, 1);
  }
});

check("a stranger is shown nothing", async () => {
  const client = impostor();

  await refused("a stranger asks", () => client.productsV3.queryProducts().find(), 401);
});

check("the old catalog answers that the site has the new one", async () => {
  const client = await app();
  const create = () => client.products.createProduct({ name: "Jug", productType: "physical" });

  await refused("old catalog", create, 428, "CATALOG_V3_CALLING_CATALOG_V1_API");
});
