// The sandbox page: loads the state, starts the views, keeps the live wire.

import { get, post } from "./api.js";
import { startChats } from "./chats.js";
import { startClock } from "./clock.js";
import { Composer } from "./composer.js";
import { byId } from "./dom.js";
import { startDrawer } from "./drawer.js";
import { startFaults } from "./faults.js";
import { startHelp } from "./help.js";
import { startMessages } from "./messages.js";
import { Model } from "./model.js";
import { setNow, setZone } from "./moments.js";
import { startRequests } from "./requests.js";
import { Stream } from "./stream.js";
import { startToolbar } from "./toolbar.js";
import { showChat, startView } from "./view.js";

const model = new Model();
let lost = false;

// -- telling what went wrong --------------------------------------------------------------

let bannerTimer;

function banner(text, { bad = false, seconds = 0 } = {}) {
  const box = byId("banner");
  clearTimeout(bannerTimer);
  box.textContent = text;
  box.hidden = !text;
  box.classList.toggle("bad", bad);
  if (seconds) bannerTimer = setTimeout(() => { box.hidden = true; }, seconds * 1000);
}

// Resolves to the answer, or to undefined after the reason was shown.
async function attempt(promise) {
  try {
    return await promise;
  } catch (error) {
    banner(error.message, { bad: true, seconds: 6 });
    return undefined;
  }
}

// -- what one does ------------------------------------------------------------------------

async function say({ text, mention = true, kind = "text", quote }) {
  const body = { chat: model.open, person: model.me, text, mention, kind };
  const answer = await attempt(post("say", quote ? { ...body, quote } : body));
  if (answer?.early) banner("机器人还在启动，启动好了就会收到这条。", { seconds: 6 });
  if (answer?.lost) banner("机器人这会儿没有连着，这条它没收到，等它在线了再发一次。", { seconds: 6 });
  return answer;
}

function openChat(id) {
  showChat();
  model.show(id);
  if (matchMedia("(hover: hover)").matches) byId("text").focus();
}

function sendTapped(text) {
  showChat();
  return say({ text });
}

// -- views --------------------------------------------------------------------------------

startView();
startToolbar(model);
startChats(model, openChat);
const composer = new Composer(model, say);
const quoteLine = (line) => { composer.quoteLine(line); byId("text").focus(); };
startMessages(model, { onQuote: quoteLine, onSend: sendTapped });
const write = (text) => { showChat(); narrowDrawer(); composer.write(text); };
startHelp(model, { onSend: (text) => { narrowDrawer(); sendTapped(text); }, onWrite: write });
const requests = startRequests();
startFaults(model, attempt);
const clock = startClock(model, attempt);
const drawer = startDrawer((name) => {
  requests.shown(name === "requests");
  if (name === "clock") clock.shown();
});

// Where the drawer covers the chat, it goes away when the chat is wanted.
function narrowDrawer() {
  if (matchMedia("(max-width: 980px)").matches) drawer.show(null);
}

// -- the wire -----------------------------------------------------------------------------

async function load() {
  const state = await get("state");
  setZone(state.zone);
  setNow(state.pulse.now);
  model.load(state);
}

// One message after the other: nothing may overtake a reload.
let turn = Promise.resolve();

function hear(message) {
  turn = turn.then(() => take(message)).catch(() => location.reload());
}

async function take(message) {
  if (message.type === "hello" && message.epoch !== model.epoch) {
    await load(); // the sandbox was started anew: nothing of before is left
  } else if (message.type === "line") {
    model.arrive(message.line);
  } else if (message.type === "pulse") {
    setNow(message.now);
    model.beat(message);
  }
}

function wire(isLost) {
  if (isLost === lost) return;
  lost = isLost;
  banner(lost ? "和沙箱断开了，正在重新连接…" : "");
}

async function begin() {
  try {
    await load();
  } catch (error) {
    banner(error.message, { bad: true });
    setTimeout(begin, 1000);
    return;
  }
  banner("");
  new Stream({ after: () => model.lastSeq, on: hear, lost: wire });
  document.body.classList.add("ready");
}

begin();
