// The list of conversations: last line, time, unread count.

import { avatar, byId, el } from "./dom.js";
import { shortText } from "./moments.js";

export function startChats(model, openChat) {
  const list = byId("chats");

  function draw() {
    const focused = list.contains(document.activeElement) && document.activeElement.dataset.chat;
    list.replaceChildren(...model.myChats().map((chat) => item(model, chat, openChat)));
    const unread = model.myChats().reduce((sum, chat) => sum + model.unread(chat.id), 0);
    document.title = `${unread ? `(${unread}) ` : ""}${model.botName} · 钉钉沙箱`;
    if (focused) list.querySelector(`[data-chat="${CSS.escape(focused)}"]`)?.focus();
  }

  model.on("people chats open pulse", draw);
}

function item(model, chat, openChat) {
  const line = model.lastLine(chat.id);
  const unread = model.unread(chat.id);
  const button = el(
    "button",
    {
      type: "button",
      "aria-current": chat.id === model.open ? "true" : "false",
      data: { chat: chat.id },
      onclick: () => openChat(chat.id),
    },
    avatar(chat.title, { bot: !chat.isGroup, group: true }),
    el("span", { class: "title" }, chat.title, chat.isGroup ? null : el("span", { class: "tag" }, "机器人")),
    el("span", { class: "last" }, line ? lastText(model, chat, line) : "还没有消息"),
  );
  if (line) button.append(el("time", { datetime: line.at }, shortText(new Date(line.at))));
  if (unread) {
    button.append(
      el("span", { class: "badge" }, unread > 99 ? "99+" : String(unread),
        el("span", { class: "sr" }, " 条未读")),
    );
  }
  return el("li", {}, button);
}

function lastText(model, chat, line) {
  if (line.recalled) return `${line.name}撤回了一条消息`;
  if (!chat.isGroup || line.author === model.me) return line.preview;
  return `${line.name}：${line.preview}`;
}
