/** That nothing leaves this machine. */

import assert from "node:assert/strict";

import { flow } from "../checks.js";

const { check } = flow("wire");

check("a host that is not Wix's is not reached", async () => {
  const elsewhere = ["https://example.com/", "https://wixapis.com.example/"];
  for (const url of [...elsewhere, "http://www.wixapis.com/"]) {
    await assert.rejects(() => fetch(url), /The SDK wanted to speak to/);
  }
});
