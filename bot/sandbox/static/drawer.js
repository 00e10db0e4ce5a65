// The drawer with its tabs. A toolbar button opens its panel, a second press closes it.

import { byId } from "./dom.js";

const PANELS = ["help", "clock", "requests", "faults"];

export function startDrawer(onShow) {
  const drawer = byId("drawer");
  let shown = null;
  let opener = null;

  function show(name) {
    shown = name;
    drawer.hidden = name === null;
    document.body.classList.toggle("with-drawer", name !== null);
    for (const panel of PANELS) {
      const tab = byId(`tab-${panel}`);
      tab.setAttribute("aria-selected", String(panel === name));
      tab.tabIndex = panel === name ? 0 : -1;
      byId(`panel-${panel}`).hidden = panel !== name;
    }
    for (const tool of document.querySelectorAll(".tool[data-panel]")) {
      const group = tool.dataset.panel === "requests" ? ["requests", "faults"] : [tool.dataset.panel];
      tool.setAttribute("aria-expanded", String(group.includes(name)));
    }
    onShow(name);
  }

  function close() {
    show(null);
    opener?.focus();
  }

  for (const tool of document.querySelectorAll(".tool[data-panel]")) {
    tool.addEventListener("click", () => {
      opener = tool;
      if (tool.getAttribute("aria-expanded") === "true") show(null);
      else {
        show(tool.dataset.panel);
        byId(`tab-${shown}`).focus(); // on a phone it lies over everything else
      }
    });
  }
  for (const name of PANELS) byId(`tab-${name}`).addEventListener("click", () => show(name));
  byId("close-drawer").addEventListener("click", close);
  drawer.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.target.getAttribute("role") !== "tab") return;
    const next = PANELS[(PANELS.indexOf(shown) + step + PANELS.length) % PANELS.length];
    show(next);
    byId(`tab-${next}`).focus();
  });
  return { show, close };
}
