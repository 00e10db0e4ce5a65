// On a phone the open chat lies over the list of chats, and the browser's way back leads there.

import { byId } from "./dom.js";

const client = byId("client");
const back = byId("back");
const isNarrow = () => getComputedStyle(back).display !== "none";

export function showChat() {
  if (client.dataset.view === "chat") return;
  client.dataset.view = "chat";
  if (isNarrow()) history.pushState({ view: "chat" }, "");
}

function showList() {
  client.dataset.view = "chats";
  byId("chats").querySelector("[aria-current='true']")?.focus();
}

export function startView() {
  if (history.state?.view === "chat") client.dataset.view = "chat"; // loaded anew in a chat
  back.addEventListener("click", () => {
    if (history.state?.view === "chat") history.back();
    else showList();
  });
  addEventListener("popstate", (event) => {
    if (event.state?.view === "chat") client.dataset.view = "chat";
    else showList();
  });
}
