// The fault panel: switch troubles of the platform on and off while everything runs.

import { post } from "./api.js";
import { byId, el, icon } from "./dom.js";

export function startFaults(model, attempt) {
  const point = byId("fault-point");
  const name = byId("fault-name");

  async function change(path, body) {
    const answer = await attempt(post(path, body));
    if (answer) model.beat({ ...model.pulse, faults: answer.faults });
  }

  const names = [...name.options];

  function drawNames() {
    name.replaceChildren(...names.filter((one) => one.dataset.point === point.value));
    name.selectedIndex = 0;
  }

  point.addEventListener("change", drawNames);
  byId("fault-form").addEventListener("submit", (event) => {
    event.preventDefault();
    change("faults", { point: point.value, name: name.value, times: Number(byId("fault-times").value) });
  });
  byId("clear-faults").addEventListener("click", () => change("faults/clear", {}));

  byId("fault-presets").addEventListener("click", ({ target: { dataset } }) => {
    if (dataset.do) change("platform", { do: dataset.do });
    else if (dataset.point) change("faults", { point: dataset.point, name: dataset.name, times: 1 });
  });
  drawNames();
  model.on("pulse", () => drawActive(model, change));
}

function drawActive(model, change) {
  const { faults } = model.pulse;
  byId("no-faults").hidden = faults.length > 0;
  byId("clear-faults").hidden = faults.length === 0;
  byId("active-faults").replaceChildren(...faults.map((fault) =>
    el("li", {},
      el("span", {}, `${fault.label}（${fault.times < 0 ? "一直" : `还有 ${fault.times} 次`}）`),
      el("button", {
        type: "button", class: "quiet", "aria-label": `取消：${fault.label}`,
        onclick: () => change("faults/remove", { point: fault.point, name: fault.name }),
      }, icon("close")))));
}
