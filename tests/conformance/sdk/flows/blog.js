/** The journal: posts, by query, in a list and one by one. */

import assert from "node:assert/strict";

import { flow } from "../checks.js";
import { impostor, visitor } from "../clients.js";

const { check, step, refused } = flow("blog");

check("posts are walked through page by page", async () => {
  const client = await visitor();
  const ask = () => client.posts.queryPosts().descending("title").limit(2).find();

  const first = await step("posts", ask);
  const second = await step("more posts", () => first.next());

  const titles = [...first.items, ...second.items].map((one) => one.title);
  assert.equal(new Set(titles).size, 4);
  assert.deepEqual(titles, [...titles].sort().reverse());
});

check("a post's text comes when it is asked for", async () => {
  const client = await visitor();
  const { posts } = await step("list", () => client.posts.listPosts({ paging: { limit: 3 } }));
  const options = { fieldsets: ["RICH_CONTENT", "URL"] };

  const { post } = await step("by slug", () => client.posts.getPostBySlug(posts[0].slug, options));
  const same = await step("by id", () => client.posts.getPost(posts[0]._id));

  assert.equal(posts.length, 3);
  assert.ok(post.richContent.nodes.length > 0);
  assert.ok((same.post ?? same).title);
});

check("what is no post is a 404, and a stranger reads nothing", async () => {
  const client = await visitor();

  await refused("no post", () => client.posts.getPostBySlug("no-such-post"), 404);
  await refused("a stranger reads", () => impostor().posts.listPosts(), 401);
});
