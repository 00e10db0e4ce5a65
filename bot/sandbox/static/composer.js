// Where one writes: Enter sends (not while an input method composes), @ toggle, quote, kind.

import { byId, el } from "./dom.js";

const GROUP_KINDS = [["text", "文字"], ["richText", "图文"]];
const SINGLE_KINDS = [...GROUP_KINDS, ["audio", "语音"], ["picture", "图片"], ["video", "视频"], ["file", "文件"]];
const PROMPTS = {
  audio: "写下语音识别出来的文字",
  picture: "图片没有文字，直接发送即可",
  video: "视频没有文字，直接发送即可",
  file: "写文件名，如 报告.pdf",
};

export class Composer {
  // `send` gets { text, mention, kind, quote } and returns a promise.
  constructor(model, send) {
    this.model = model;
    this.send = send;
    this.mention = true;
    this.drafts = new Map(); // per person and chat
    this.text = byId("text");
    this.kind = byId("kind");
    this.listen();
    model.on("people open", () => this.turn());
    model.on("pulse", () => this.draw());
  }

  listen() {
    this.text.addEventListener("input", () => this.draw());
    this.text.addEventListener("keydown", (event) => this.key(event));
    this.kind.addEventListener("change", () => this.draw());
    byId("at").addEventListener("click", () => { this.mention = !this.mention; this.draw(); this.text.focus(); });
    byId("unquote").addEventListener("click", () => { this.quoteLine(null); this.text.focus(); });
    byId("composer").addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
  }

  key(event) {
    // 229: older browsers end a composition with an Enter that is not one.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    }
    if (event.key === "Escape" && this.quoted) this.quoteLine(null);
  }

  // Another person or chat: keep what was being written here, take up what was there.
  turn() {
    if (this.place) this.drafts.set(this.place, { text: this.text.value, quoted: this.quoted });
    const place = `${this.model.me} ${this.model.open}`;
    if (place === this.place) return;
    this.place = place;
    const draft = this.drafts.get(place) ?? { text: "", quoted: null };
    this.text.value = draft.text;
    this.quoteLine(draft.quoted);
    const kinds = this.model.chat.isGroup ? GROUP_KINDS : SINGLE_KINDS;
    this.kind.replaceChildren(...kinds.map(([value, label]) => el("option", { value }, label)));
    this.draw();
  }

  quoteLine(line) {
    this.quoted = line;
    byId("quote").hidden = !line;
    byId("quote-text").textContent = line ? `引用 ${line.name}：${line.preview}` : "";
  }

  write(text) {
    this.text.value = text;
    this.draw();
    this.text.focus();
    this.text.setSelectionRange(text.length, text.length);
  }

  draw() {
    const { isGroup } = this.model.chat;
    const kind = this.kind.value;
    const at = byId("at");
    at.hidden = !isGroup;
    at.setAttribute("aria-pressed", String(this.mention));
    this.text.placeholder = PROMPTS[kind] ?? this.prompt(isGroup);
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight}px`;
    byId("send").disabled = !this.isSendable(isGroup, kind);
  }

  prompt(isGroup) {
    if (!isGroup) return `问${this.model.botName}点什么`;
    return this.mention ? `@${this.model.botName} 问点什么` : "群里闲聊，机器人收不到";
  }

  // A bare @ is a greeting, and pictures need no words.
  isSendable(isGroup, kind) {
    const needsText = kind === "text" || kind === "audio" || kind === "file";
    return !needsText || this.text.value.trim() !== "" || (kind === "text" && isGroup && this.mention);
  }

  async submit() {
    if (byId("send").disabled) return;
    const said = { text: this.text.value, mention: this.mention, kind: this.kind.value, quote: this.quoted?.id };
    const before = { text: this.text.value, quoted: this.quoted };
    this.text.value = "";
    this.quoteLine(null);
    this.kind.value = "text";
    this.draw();
    if (!(await this.send(said)) && this.text.value === "") {
      this.text.value = before.text; // nothing typed is ever lost
      this.quoteLine(before.quoted);
      this.draw();
    }
  }
}
