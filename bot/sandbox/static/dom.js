// Building elements: text is always text; markup comes only from the server's renderer.

export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const byId = (id) => document.getElementById(id);

const SVG = "http://www.w3.org/2000/svg";
const ICONS = new URL("icons.svg", import.meta.url).href;

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${ICONS}#${name}`);
  svg.append(use);
  return svg;
}

const HUES = 7;

export function avatar(name, how = {}) {
  const face = el("span", { "aria-hidden": "true" });
  dress(face, name, how);
  return face;
}

export function dress(face, name, { bot = false, group = false, small = false } = {}) {
  let sum = 0;
  for (const char of name) sum = (sum * 31 + char.codePointAt(0)) % 9973;
  face.className = `avatar${small ? " small" : ""} ${bot ? "bot" : `hue-${sum % HUES}`}`;
  face.textContent = letters(name, { bot, group, small });
}

// Chinese clients show the last two characters of a person's name.
function letters(name, { bot, group, small }) {
  if (bot || /^[ -~]/.test(name)) return name.slice(0, 1);
  if (group) return name.slice(0, 2);
  return name.slice(small ? -1 : -2);
}
