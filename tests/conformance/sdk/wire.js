/**
 * What the SDK fetches goes to the relay, which writes it down and hands it to the sandbox.
 *
 * Imported before the SDK. A host that is not Wix's is refused: nothing leaves this machine.
 */

const RELAY = process.env.CONFORMANCE_RELAY;
const WIX = new Set(["www.wixapis.com", "edge.wixapis.com", "manage.wix.com", "www.wix.com"]);

/** Fetches as Node does, for what plays the browser and for the control plane. */
export const plainFetch = globalThis.fetch;

const NOTHING = { status: 0, text: "nothing was sent" };

let currentStep = "";
let lastAnswer = NOTHING;

/** Name what the SDK sends while `action` runs; what it sends outside a step is not compared. */
export async function during(step, action) {
  currentStep = step;
  lastAnswer = NOTHING;
  try {
    return await action();
  } finally {
    currentStep = "";
  }
}

/** Return the status and text of what Wix answered last. */
export function whatWixSaid() {
  return lastAnswer;
}

globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  const url = new URL(request.url);
  if (!WIX.has(url.host) || url.protocol !== "https:") {
    throw new Error(`The SDK wanted to speak to ${url.origin}`);
  }
  const headers = new Headers(request.headers);
  headers.set("x-conformance-host", url.host);
  headers.set("x-conformance-step", currentStep);
  const answer = await plainFetch(RELAY + url.pathname + url.search, {
    method: request.method,
    headers,
    body: request.body === null ? undefined : await request.text(),
    redirect: "manual",
  });
  lastAnswer = { status: answer.status, text: await answer.clone().text() };
  return answer;
};
