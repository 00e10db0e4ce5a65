// Who one is, and whether the client is shown as wide as a phone.

import { byId, dress, el } from "./dom.js";
import { recall, remember } from "./memory.js";
import { showChat } from "./view.js";

export function startToolbar(model) {
  const me = byId("me");
  me.addEventListener("change", () => model.become(me.value));
  model.on("people", () => drawPeople(model, me));

  const phone = byId("phone");
  const setPhone = (on) => {
    document.body.classList.toggle("phone", on);
    phone.setAttribute("aria-pressed", String(on));
    remember("phone", on);
  };
  phone.addEventListener("click", () => {
    setPhone(!document.body.classList.contains("phone"));
    showChat(); // one came from a chat, so one stays in it
  });
  setPhone(recall("phone", false));
}

function drawPeople(model, me) {
  const options = [...model.people.values()].map((person) =>
    el("option", { value: person.id }, `${person.name}（${person.roleLabel}）`));
  me.replaceChildren(...options);
  me.value = model.me;
  dress(byId("me-avatar"), model.person.name, { small: true });
}
