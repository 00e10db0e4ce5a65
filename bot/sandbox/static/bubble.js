// One line of a chat as an element.

import { avatar, el, icon } from "./dom.js";

const ROUTES = {
  session: { text: "回复", about: "用会话 webhook 回复这条提问", push: false },
  openapi: { text: "主动发送", about: "机器人自己用 OpenAPI 发出，可以撤回", push: true },
  webhook: { text: "主动发送", about: "用群里的自定义机器人发出，不能撤回", push: true },
};

export function bubble(model, line, { onQuote, fresh }) {
  const mine = line.author === model.me;
  const item = el("li", {
    class: `line${mine ? " mine" : ""}${line.recalled ? " recalled" : ""}${fresh ? " fresh" : ""}`,
    data: { line: line.id },
  });
  item.append(
    avatar(line.name, { bot: line.isBot }),
    el("div", { class: "body" }, who(model, line, mine), box(model, line), marks(line)),
    el("div", { class: "actions" },
      el("button", { type: "button", "aria-label": `引用${line.name}的消息`, onclick: () => onQuote(line) },
        icon("quote"), "引用")),
  );
  return item;
}

function who(model, line, mine) {
  if (mine) return el("p", { class: "who sr" }, "我说：");
  const role = model.people.get(line.author)?.role;
  const tag = line.isBot ? "机器人" : role === "outsider" ? "外部" : "";
  return el("p", { class: "who" }, line.name, tag ? el("span", { class: `tag ${role}` }, tag) : null);
}

function box(model, line) {
  const content = el("div", { class: "content" });
  content.innerHTML = line.html; // safe markup of the server's renderer, never a person's
  const names = [model.person?.name, "所有人"];
  for (const mention of content.querySelectorAll(".mention")) {
    const hit = line.mentions.includes(model.me) && names.includes(mention.textContent.slice(1));
    mention.classList.toggle("me", hit);
  }
  for (const pre of content.querySelectorAll("pre")) addCopy(pre);
  const children = line.quote ? [quote(line.quote), content] : [content];
  return el("div", { class: "bubble" }, ...children);
}

function quote({ name, text }) {
  return el("div", { class: "bubble-quote" }, el("p", {}, name ? `${name}：${text}` : text));
}

function addCopy(pre) {
  const button = el("button", { type: "button", class: "copy" }, "复制");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(pre.textContent.trimEnd()).then(
      () => { button.textContent = "已复制"; },
      () => { button.textContent = "复制不了，请手动选中"; },
    );
    setTimeout(() => { button.textContent = "复制"; }, 1500);
  });
  const frame = el("div", { class: "code-box" });
  pre.replaceWith(frame);
  frame.append(pre, button);
}

function marks(line) {
  const found = [];
  const route = ROUTES[line.route];
  if (route) {
    found.push(el("span", { class: `route${route.push ? " push" : ""}`, title: route.about }, route.text));
  }
  if (line.recalled) found.push(el("span", { class: "warn" }, "已撤回，群里看不到了"));
  if (line.unheard) found.push(el("span", {}, `没有 @，机器人收不到`));
  if (line.rawHtml) found.push(el("span", { class: "warn" }, "含 HTML 标签：手机钉钉可能整条空白"));
  return found.length ? el("p", { class: "marks" }, ...found) : null;
}
