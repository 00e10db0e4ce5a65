// The inspector: what the bot asked of the platform, and what was refused.

import { get } from "./api.js";
import { byId, el } from "./dom.js";
import { timeText } from "./moments.js";

const EVERY = 1500;

export function startRequests() {
  const list = byId("requests");
  let timer;
  let drawn = "";

  async function refresh() {
    const { requests } = await get("requests").catch(() => ({ requests: null }));
    if (!requests) return;
    const onlyBad = byId("only-refused").checked;
    const wanted = onlyBad ? requests.filter(isBad) : requests;
    const mark = JSON.stringify([onlyBad, wanted.length, wanted[0]]);
    if (mark === drawn) return; // keeps what is unfolded unfolded
    drawn = mark;
    list.replaceChildren(...wanted.map(item));
    byId("no-requests").hidden = wanted.length > 0;
  }

  byId("only-refused").addEventListener("change", refresh);
  return {
    shown(visible) {
      clearInterval(timer);
      if (!visible) return;
      refresh();
      timer = setInterval(refresh, EVERY);
    },
  };
}

const isBad = (request) => Boolean(request.refused || request.fault);

function item(request) {
  const status = request.status || "无应答";
  return el("li", { class: isBad(request) ? "bad" : "" },
    el("details", {},
      el("summary", {},
        el("time", { datetime: request.at }, timeText(new Date(request.at))),
        el("span", {}, request.label),
        el("span", { class: "status" }, String(status))),
      el("p", { class: "path" }, `POST ${request.path}`),
      request.body ? el("pre", {}, request.body) : null,
      request.answer ? el("pre", {}, request.answer) : null),
    isBad(request) ? el("p", { class: "why" }, why(request)) : null);
}

function why(request) {
  const words = [];
  if (request.refused) words.push(request.refused);
  if (request.fault) words.push(`故障：${request.fault}`);
  return words.join(" · ");
}
