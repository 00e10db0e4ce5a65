// The sandbox's JSON API. A refusal becomes an Error with the server's sentence.

async function answerOf(response) {
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error || `沙箱没有照办（${response.status}）。`);
  return answer;
}

export async function get(path) {
  return answerOf(await fetch(`/sandbox/${path}`, { cache: "no-store" }).catch(unreachable));
}

export async function post(path, body) {
  const request = {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  return answerOf(await fetch(`/sandbox/${path}`, request).catch(unreachable));
}

function unreachable() {
  throw new Error("连不上沙箱：它可能已经停了，正在重试。");
}
