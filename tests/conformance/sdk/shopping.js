/** What goes into a cart. */

/** Wix Stores, as catalog references name it. */
const STORES = "215238eb-22a5-4c36-9e7b-e7c08025e04e";

/** Return what puts a product into a cart. */
export async function buy(client, slug, quantity) {
  const { product } = await client.productsV3.getProductBySlug(slug);
  return { catalogReference: { appId: STORES, catalogItemId: product._id }, quantity };
}
