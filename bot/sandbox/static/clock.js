// The sandbox's clock: shown everywhere, moved by the panel.

import { post } from "./api.js";
import { showComing } from "./coming.js";
import { byId } from "./dom.js";
import { clockText, inputText, now, spanText } from "./moments.js";

export function startClock(model, attempt) {
  const tick = () => {
    byId("now").textContent = clockText(now());
    byId("big-now").textContent = clockText(now(), { seconds: true, year: true });
  };

  async function move(wish) {
    // The answer is a pulse of its own: the page need not wait for the wire.
    const pulse = await attempt(post("clock", wish));
    if (pulse) model.beat(pulse);
    showComing();
  }

  for (const button of document.querySelectorAll("[data-forward]")) {
    button.addEventListener("click", () => move({ forward: Number(button.dataset.forward) }));
  }
  byId("clock-reset").addEventListener("click", () => move({ reset: true }));
  byId("jump").addEventListener("submit", (event) => {
    event.preventDefault();
    move({ to: byId("jump-to").value });
  });
  model.on("pulse", () => {
    const { shift } = model.pulse;
    const words = shift === 0 ? "" : `比现在${shift > 0 ? "快" : "慢"} ${spanText(shift)}`;
    byId("clock-shift").textContent = words || "和现在一致";
    document.querySelector(".clock-tool").classList.toggle("shifted", shift !== 0);
    document.querySelector(".clock-tool").title = words ? `沙箱时间，${words}` : "沙箱时间";
    byId("clock-reset").disabled = shift === 0;
    tick();
  });
  setInterval(tick, 1000);
  return {
    shown: () => {
      byId("jump-to").value = inputText(now());
      showComing();
    },
  };
}
