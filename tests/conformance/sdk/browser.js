/** A browser without a screen: cookies, forms, redirects. It visits the sandbox's pages only. */

import { keys, passwordOf } from "./sandbox.js";
import { plainFetch } from "./wire.js";

export class Browser {
  #cookies = new Map();

  /** Open a page of Wix's, and follow its redirects until one leaves Wix or none comes. */
  async open(url, form) {
    let answer = await this.#fetch(url, form);
    let here = url;
    while (answer.headers.has("location")) {
      here = new URL(answer.headers.get("location"), here).href;
      if (!here.startsWith(keys.origin)) return { url: here, status: answer.status, text: "" };
      answer = await this.#fetch(here);
    }
    return { url: here, status: answer.status, text: await answer.text() };
  }

  /** Fill in the form of a page, and send it. */
  async submit(page, values) {
    return this.open(page.url, { ...readInputs(page.text), ...values });
  }

  /** Log in on Wix's page; return the address that it sends the browser to. */
  async logIn(url, email = "ada@example.com") {
    const page = await this.open(url);
    const done = await this.submit(page, { email, password: passwordOf(email) });
    return done.url;
  }

  async #fetch(url, form) {
    const answer = await plainFetch(url, {
      method: form ? "POST" : "GET",
      body: form ? new URLSearchParams(form) : undefined,
      headers: { Cookie: [...this.#cookies].map((pair) => pair.join("=")).join("; ") },
      redirect: "manual",
    });
    // getSetCookie() is missing in Debian 12's Node.
    for (const cookie of answer.headers.get("set-cookie")?.split(/, (?=[\w-]+=)/) ?? []) {
      const [name, value] = cookie.split(";")[0].split("=", 2);
      this.#cookies.set(name, value);
    }
    return answer;
  }
}

function readInputs(text) {
  const values = {};
  for (const [input] of text.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    const isUnchecked = /type="(radio|checkbox)"/.test(input) && !/ checked/.test(input);
    if (name && !isUnchecked) values[name] = /value="([^"]*)"/.exec(input)?.[1] ?? "";
  }
  return values;
}
