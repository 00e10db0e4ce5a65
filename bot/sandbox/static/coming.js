// What the bot will post unasked in the coming weeks, exactly as it would be.

import { get } from "./api.js";
import { byId, el } from "./dom.js";
import { clockText } from "./moments.js";

export async function showComing() {
  const { coming } = await get("coming").catch(() => ({ coming: null }));
  if (!coming) return;
  byId("coming").replaceChildren(...coming.map(item));
  byId("no-coming").hidden = coming.length > 0;
}

function item(post) {
  const body = el("div", { class: "content" });
  body.innerHTML = post.html; // made by the server's renderer, which escapes
  const where = post.everyone ? `${post.to}，@所有人` : post.to;
  return el("li", {},
    el("details", {},
      el("summary", {},
        el("time", { datetime: post.at }, clockText(new Date(post.at))),
        el("span", {}, `${where}：${post.title}`)),
      body));
}
