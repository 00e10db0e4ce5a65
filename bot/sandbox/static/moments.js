// Times as a Chinese chat shows them, in the sandbox's zone and by the sandbox's clock.

let zone = "Asia/Shanghai";
let ahead = 0; // milliseconds between the sandbox's clock and this machine's

export function setZone(name) {
  zone = name;
}

export function setNow(iso) {
  ahead = new Date(iso).getTime() - Date.now();
}

export function now() {
  return new Date(Date.now() + ahead);
}

const WEEK = ["日", "一", "二", "三", "四", "五", "六"];

function parts(date) {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit",
    hour: "2-digit", minute: "2-digit", second: "2-digit",
  });
  const found = Object.fromEntries(format.formatToParts(date).map((p) => [p.type, p.value]));
  const days = Date.UTC(+found.year, +found.month - 1, +found.day) / 86400000;
  return { ...found, days, clock: `${found.hour}:${found.minute}` };
}

function dayName(date) {
  const then = parts(date);
  const today = parts(now());
  const gone = today.days - then.days;
  if (gone === 0) return "";
  if (gone === 1) return "昨天";
  if (gone === -1) return "明天";
  const short = `${+then.month}月${+then.day}日`;
  return then.year === today.year ? short : `${then.year}年${short}`;
}

export function momentText(date) {
  return `${dayName(date)} ${parts(date).clock}`.trim();
}

export function shortText(date) {
  return dayName(date) || parts(date).clock;
}

export function clockText(date, { seconds = false, year = false } = {}) {
  const p = parts(date);
  const week = WEEK[new Date(p.days * 86400000).getUTCDay()];
  const head = `${year ? `${p.year}年` : ""}${+p.month}月${+p.day}日 周${week}`;
  return `${head} ${p.clock}${seconds ? `:${p.second}` : ""}`;
}

export function timeText(date) {
  const p = parts(date);
  return `${p.clock}:${p.second}`;
}

// The value of an <input type="datetime-local">.
export function inputText(date) {
  const p = parts(date);
  return `${p.year}-${p.month}-${p.day}T${p.clock}`;
}

const UNITS = [[86400, "天"], [3600, "小时"], [60, "分钟"], [1, "秒"]];

export function spanText(seconds) {
  let left = Math.abs(seconds);
  const words = [];
  for (const [size, unit] of UNITS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0 && words.length < 2) words.push(`${count} ${unit}`);
  }
  return words.join(" ") || "0 秒";
}
