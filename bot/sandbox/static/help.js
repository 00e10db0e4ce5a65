// The help panel: example questions that are sent, commands that are put into the composer.

import { byId, el } from "./dom.js";

const FOR = { member: "所有人", organizer: "组织者", admin: "管理员" };

export function startHelp(model, { onSend, onWrite }) {
  let drawn;
  model.on("people pulse", () => {
    const wanted = `${model.me}\n${model.examples.join("\n")}`;
    if (wanted === drawn) return;
    drawn = wanted;
    byId("help-examples").replaceChildren(
      ...model.examples.map((text) =>
        el("button", { type: "button", class: "chip", onclick: () => onSend(text) }, text)),
    );
    const groups = Object.keys(FOR).flatMap((role) => commandsOf(model, role, onWrite));
    byId("help-commands").replaceChildren(...groups);
  });
}

function commandsOf(model, role, onWrite) {
  const hints = model.hints.filter((hint) => hint.role === role);
  if (!hints.length) return [];
  const stranger = role !== "member" && model.person.role !== role && model.person.role !== "admin";
  const buttons = hints.map((hint) =>
    el("button", { type: "button", class: "command", onclick: () => onWrite(hint.text) },
      el("b", {}, hint.text), el("span", {}, hint.about)));
  const caption = stranger ? `${FOR[role]}（要先换人）` : FOR[role];
  return [el("h4", {}, caption), el("div", { class: "commands" }, ...buttons)];
}
