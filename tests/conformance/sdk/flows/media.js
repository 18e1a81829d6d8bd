/** That the addresses of media which our tests hold ours against are those of the SDK. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { media } from "@wix/sdk";

import { flow } from "../checks.js";

const { check } = flow("media");
const seen = JSON.parse(await readFile(new URL("../../../client/sdk_media.json", import.meta.url)));

check(`${seen.length} addresses are those of its media functions`, () => {
  for (const { call, media: what, size = [], crop = [], resolution, url } of seen) {
    const more = call === "getVideoUrl" ? [resolution] : [...crop, ...size];
    const made = media[call](size.length ? turned(what) : what, ...more);
    assert.equal(made.url ?? made, url, `${call} of ${what}`);
  }
});

/**
 * Exchange the original's width and height.
 *
 * The SDK hands them to its sizes in the wrong order; we do not, so that a picture keeps its shape.
 */
function turned(identifier) {
  return identifier.replace(
    /originWidth=(\d+)&originHeight=(\d+)/,
    "originWidth=$2&originHeight=$1",
  );
}
