// The open chat: its head, its lines in order, time marks, scrolling, the empty state.

import { avatar, byId, el } from "./dom.js";
import { bubble } from "./bubble.js";
import { momentText } from "./moments.js";

const PAUSE = 5 * 60 * 1000; // a longer silence gets a time mark
const NEAR = 80; // pixels from the end that still count as "at the end"

export function startMessages(model, { onQuote, onSend }) {
  const list = byId("lines");
  const scroller = byId("scroller");
  const newer = byId("newer");

  const atEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
  const toEnd = () => { scroller.scrollTop = scroller.scrollHeight; };

  function draw() {
    drawHead(model);
    const lines = model.linesOf(model.open);
    // Not read aloud: only what comes later is news.
    list.setAttribute("aria-live", "off");
    list.replaceChildren();
    lines.forEach((line, i) => append(line, lines[i - 1], false));
    drawWelcome(model, onSend, lines.length === 0);
    newer.hidden = true;
    toEnd();
    requestAnimationFrame(() => list.setAttribute("aria-live", "polite"));
  }

  function append(line, before, fresh) {
    const at = new Date(line.at);
    if (!before || Math.abs(at - new Date(before.at)) > PAUSE) {
      list.append(el("li", { class: "moment" }, el("time", { datetime: line.at }, momentText(at))));
    }
    list.append(bubble(model, line, { onQuote, fresh }));
  }

  function change({ line, fresh }) {
    if (line.chat !== model.open) return;
    const old = list.querySelector(`[data-line="${CSS.escape(line.id)}"]`);
    if (old) {
      old.replaceWith(bubble(model, line, { onQuote, fresh: false }));
      return;
    }
    const lines = model.linesOf(model.open);
    if (lines.at(-1) !== line) {
      draw(); // out of order, after a reconnect
      return;
    }
    const follow = atEnd() || line.author === model.me;
    drawWelcome(model, onSend, false);
    append(line, lines.at(-2), fresh);
    if (follow) toEnd();
    else newer.hidden = false;
  }

  model.on("open", draw);
  model.on("lines", (event) => change(event.detail));
  model.on("pulse", () => {
    drawHead(model);
    drawWelcome(model, onSend, model.linesOf(model.open).length === 0);
  });
  newer.addEventListener("click", () => { newer.hidden = true; toEnd(); });
  scroller.addEventListener("scroll", () => { if (atEnd()) newer.hidden = true; }, { passive: true });
  new ResizeObserver(() => { if (newer.hidden) toEnd(); }).observe(scroller);
  list.addEventListener("click", (event) => tapped(event, list, onSend));
}

function tapped(event, list, onSend) {
  const tap = event.target.closest(".tap");
  if (tap) {
    onSend(tap.dataset.send);
    return;
  }
  const line = event.target.closest(".line");
  for (const other of list.querySelectorAll(".touched")) {
    if (other !== line) other.classList.remove("touched");
  }
  if (!event.target.closest("a, button, summary")) line?.classList.toggle("touched");
}

function drawHead(model) {
  const chat = model.chat;
  if (!chat) return;
  byId("chat-title").textContent = chat.title;
  byId("chat-about").textContent = aboutChat(model, chat);
  const presence = byId("presence");
  const { online, starting } = model.pulse;
  const text = online ? "机器人在线" : starting ? "机器人正在启动" : "机器人没有连接";
  if (presence.textContent !== text) presence.textContent = text;
  presence.className = `presence ${online ? "online" : starting ? "" : "offline"}`;
}

function aboutChat(model, chat) {
  if (chat.disbanded) return "这个群已经解散";
  if (!chat.isGroup) return `${model.person.name} 和机器人的单聊，不用 @`;
  const people = `${chat.members.length} 人`;
  return chat.hasBot ? `${people} · 有机器人` : `${people} · 机器人不在群里`;
}

function drawWelcome(model, onSend, empty) {
  const box = byId("welcome");
  box.hidden = !empty;
  const examples = model.examples.join("\n");
  if (!empty || box.dataset.examples === examples) return;
  box.dataset.examples = examples; // what stands there may have the focus: redraw only news
  const chips = model.examples.map((text) =>
    el("button", { type: "button", class: "chip", onclick: () => onSend(text) }, text));
  box.replaceChildren(
    avatar(model.botName, { bot: true }),
    el("h3", {}, `我是${model.botName}`),
    el("p", {}, "技术问题、沙龙的事，都可以问我。点一个试试："),
    el("div", { class: "chips" }, ...chips),
    el("p", { class: "faint" }, "其他玩法在右上角的「帮助」里。"),
  );
}
