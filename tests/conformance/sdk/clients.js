/** The SDK's clients: one for everybody who may speak to Wix. */

import { oAuthApps } from "@wix/auth-management";
import { posts } from "@wix/blog";
import { availabilityTimeSlots, bookings, eventTimeSlots, services } from "@wix/bookings";
import { siteProperties } from "@wix/business-tools";
import { items } from "@wix/data";
import { cartV2, currentCartV2, orders } from "@wix/ecom";
import { members } from "@wix/members";
import { redirects } from "@wix/redirects";
import { ApiKeyStrategy, AppStrategy, OAuthStrategy, createClient } from "@wix/sdk";
import { products, productsV3 } from "@wix/stores";

import { actAs, keys } from "./sandbox.js";

const modules = {
  availabilityTimeSlots,
  bookings,
  cartV2,
  currentCartV2,
  eventTimeSlots,
  items,
  members,
  oAuthApps,
  orders,
  posts,
  products,
  productsV3,
  redirects,
  services,
  siteProperties,
};

/** Somebody whose tokens are these; without any, a newcomer who gets some with the first call. */
export function someone(tokens, clientId = keys.client_id) {
  return createClient({ auth: OAuthStrategy({ clientId, tokens }), modules });
}

export async function visitor() {
  return someone(await actAs({ role: "visitor" }));
}

export async function member(email = "ada@example.com") {
  return someone(await actAs({ member: email }));
}

/** Somebody whose token Wix never gave. */
export function impostor() {
  return someone({
    accessToken: { value: "OauthNG.JWS.made.up.token", expiresAt: Number.MAX_SAFE_INTEGER },
    refreshToken: { value: "JWS.made.up.token", role: "visitor" },
  });
}

/** Somebody who sends exactly this as Authorization. */
export function speaker(authorization) {
  const getAuthHeaders = async () => ({ headers: { Authorization: authorization } });
  return createClient({ auth: { getAuthHeaders }, modules });
}

/** The app, which has no token yet; `changes` spoil its proof. */
export function newApp(changes = {}) {
  const auth = AppStrategy({
    appId: keys.client_id,
    appSecret: keys.client_secret,
    instanceId: keys.instance_id,
    ...changes,
  });
  return createClient({ auth, modules });
}

export async function app() {
  const client = newApp();
  await client.auth.getAuthHeaders();
  return client;
}

/** The holder of an API key; `changes` spoil it. */
export function admin(changes = {}) {
  const auth = ApiKeyStrategy({ apiKey: keys.api_key, siteId: keys.site_id, ...changes });
  return createClient({ auth, modules });
}

/** Ask token-info as the SDK does: with a strategy that was given the token. */
export function tokenInfo(token) {
  return AppStrategy({ appId: keys.client_id, accessToken: token }).getTokenInfo();
}
