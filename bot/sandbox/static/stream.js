// The live wire to the sandbox: reconnects by itself and asks only for what it missed.

const FIRST_WAIT = 300;
const LONGEST_WAIT = 5000;

export class Stream {
  // `after` tells the last known line; `on` takes each message; `lost` hears true or false.
  constructor({ after, on, lost }) {
    this.after = after;
    this.on = on;
    this.lost = lost;
    this.wait = FIRST_WAIT;
    this.open();
    // A laptop that wakes up should not sit out the pause.
    window.addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
  }

  open() {
    clearTimeout(this.timer);
    this.timer = undefined;
    const address = new URL(`/sandbox/stream?after=${this.after()}`, location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    this.socket = socket;
    socket.addEventListener("message", (event) => {
      this.wait = FIRST_WAIT;
      this.on(JSON.parse(event.data));
    });
    socket.addEventListener("open", () => this.lost(false));
    socket.addEventListener("close", () => {
      if (this.socket !== socket) return;
      this.lost(true);
      this.timer = setTimeout(() => this.open(), this.wait * (0.75 + Math.random() / 2));
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    });
  }

  hurry() {
    if (this.timer !== undefined) this.open();
  }
}
