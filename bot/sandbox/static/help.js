// The help panel: example questions that are sent, commands that are put into the composer.

import { byId, el } from "./dom.js";

export function startHelp(model, { onSend, onWrite }) {
  const commands = byId("help-commands");
  commands.addEventListener("click", ({ target }) => {
    const command = target.closest(".command");
    if (command) onWrite(command.firstElementChild.textContent);
  });
  let drawn;
  model.on("people pulse", () => {
    for (const note of commands.querySelectorAll("[data-only]")) {
      note.hidden = ["admin", note.dataset.only].includes(model.person.role);
    }
    const wanted = model.examples.join("\n");
    if (wanted === drawn) return;
    drawn = wanted;
    byId("help-examples").replaceChildren(
      ...model.examples.map((text) =>
        el("button", { type: "button", class: "chip", onclick: () => onSend(text) }, text)),
    );
  });
}
