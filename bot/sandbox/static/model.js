// What the page knows: people, chats and their lines; who one is and which chat is open.
// Views listen for "people", "chats", "lines" (detail: chat, line), "open" and "pulse".

import { recall, remember } from "./memory.js";

export class Model extends EventTarget {
  load(state) {
    this.epoch = state.epoch;
    this.botName = state.botName;
    this.people = new Map(state.people.map((person) => [person.id, person]));
    this.chats = new Map(state.chats.map((chat) => [chat.id, chat]));
    this.lines = new Map(state.chats.map((chat) => [chat.id, []]));
    this.known = new Map();
    this.lastSeq = 0;
    for (const line of state.lines) this.put(line);
    this.seenBefore = this.lastSeq;
    this.seen = new Map();
    this.pulse = state.pulse;
    const me = recall("me");
    this.me = this.people.has(me) ? me : state.people[0].id;
    this.open = this.firstChat(recall("chat"));
    this.tell("people");
    this.tell("chats");
    this.tell("open");
    this.tell("pulse");
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  on(names, listener) {
    for (const name of names.split(" ")) this.addEventListener(name, listener);
  }

  // -- people and chats ---------------------------------------------------------------

  get examples() {
    return this.pulse.examples;
  }

  get person() {
    return this.people.get(this.me);
  }

  get chat() {
    return this.chats.get(this.open);
  }

  become(id) {
    const single = this.chat && !this.chat.isGroup;
    this.me = id;
    remember("me", id);
    // Whoever reads the 1:1 chat reads the new person's own.
    if (single) this.open = this.firstChat(this.myChats().find((chat) => !chat.isGroup)?.id);
    this.markSeen();
    this.tell("people");
    this.tell("chats");
    this.tell("open");
  }

  myChats() {
    const mine = [...this.chats.values()].filter((chat) => chat.members.includes(this.me));
    return mine.sort((a, b) => this.lastAt(b) - this.lastAt(a));
  }

  firstChat(wanted) {
    const mine = [...this.chats.values()].filter((chat) => chat.members.includes(this.me));
    return (mine.find((chat) => chat.id === wanted) ?? mine[0])?.id;
  }

  show(chatId) {
    this.open = chatId;
    remember("chat", chatId);
    this.markSeen();
    this.tell("open");
    this.tell("chats");
  }

  // -- lines --------------------------------------------------------------------------

  // Puts a new or changed line in its place. Returns true when it was not known before.
  put(line) {
    const lines = this.lines.get(line.chat);
    if (!lines) return false;
    const known = this.known.get(line.id);
    this.known.set(line.id, line);
    this.lastSeq = Math.max(this.lastSeq, line.seq);
    if (known) {
      lines[lines.indexOf(known)] = line;
      return false;
    }
    lines.push(line);
    lines.sort((a, b) => a.seq - b.seq);
    return true;
  }

  arrive(line) {
    const fresh = this.put(line);
    if (line.chat === this.open) this.markSeen();
    this.tell("lines", { line, fresh });
    this.tell("chats");
  }

  linesOf(chatId) {
    return this.lines.get(chatId) ?? [];
  }

  lastLine(chatId) {
    return this.linesOf(chatId).at(-1);
  }

  lastAt(chat) {
    return this.lastLine(chat.id)?.seq ?? 0;
  }

  beat(pulse) {
    this.pulse = pulse;
    for (const chat of pulse.chats) this.chats.set(chat.id, chat);
    this.tell("pulse");
  }

  // -- what each person has read --------------------------------------------------------

  markSeen() {
    this.seen.set(`${this.me} ${this.open}`, this.lastSeq);
  }

  unread(chatId) {
    const upTo = this.seen.get(`${this.me} ${chatId}`) ?? this.seenBefore;
    const news = (line) => line.seq > upTo && line.author !== this.me && !line.recalled;
    return this.linesOf(chatId).filter(news).length;
  }
}
