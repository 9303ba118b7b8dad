// A visit written where there is no connection is held on this device and sent once when the connection
// is back: the form's own key makes that it is recorded once, however often it is sent.

const PREFIX = "held:";
const who = document.body.dataset.user;

const names = () => Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)).sort();
const mine = () => names().map((name) => [name, JSON.parse(localStorage.getItem(name))]).filter(([, held]) => held.who === who);

function line(level, text, buttons = []) {
  document.querySelector("#held")?.remove();
  const box = Object.assign(document.createElement("div"), { id: "held", className: `message ${level}` });
  box.setAttribute("role", "status");
  box.append(Object.assign(document.createElement("p"), { className: "message-text", textContent: text }));
  for (const [label, act] of buttons) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button small", textContent: label });
    button.addEventListener("click", act);
    box.append(button);
  }
  document.querySelector("main [data-page-head]")?.after(box);
}

function hold(form) {
  const fields = [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
  const title = form.dataset.hold;
  localStorage.setItem(`${PREFIX}${Date.now()}`, JSON.stringify({ who, url: location.pathname + location.search, title, fields }));
  form.dispatchEvent(new CustomEvent("held", { bubbles: true })); // neither a draft nor unsaved any more
  form.reset();
  form.elements.key.value = crypto.randomUUID();
  say();
  scrollTo(0, 0);
}

function say() {
  const waiting = mine();
  if (!waiting.length) return document.querySelector("#held")?.remove();
  const refused = waiting.filter(([, held]) => held.refused);
  if (refused.length) {
    const [name, held] = refused[0];
    return line("error", `${held.title}未能上传：${held.refused}`, [
      ["打开改正", () => { sessionStorage.setItem(`draft:${held.url}`, JSON.stringify({ who, at: Date.now(), values: held.fields, left: [] })); localStorage.removeItem(name); location.assign(held.url); }],
      ["不再上传", () => { localStorage.removeItem(name); say(); }],
    ]);
  }
  const text = navigator.onLine ? `本机有${waiting.length}条记录待上传` : `已保存在本机，联网后上传（共${waiting.length}条）`;
  return line("info", text, navigator.onLine ? [["立即上传", send]] : []);
}

let isSending = false;
async function send() {
  if (!who || isSending || !navigator.onLine) return;
  isSending = true;
  let sent = 0;
  try {
    for (const [name, held] of mine().filter(([, one]) => !one.refused)) {
      const headers = { "X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"] };
      const answer = await fetch(held.url, { method: "POST", body: new URLSearchParams(held.fields), headers });
      if (new URL(answer.url).pathname.startsWith("/login/") || answer.status >= 500) break;
      if (answer.ok && answer.redirected) {
        localStorage.removeItem(name);
        sent += 1;
        continue;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fault = page.querySelector("[data-fault], main p")?.textContent.trim();
      localStorage.setItem(name, JSON.stringify({ ...held, refused: fault || "请打开核对" }));
    }
  } catch { /* gone again: what is left waits */ } finally {
    isSending = false;
    say();
    if (sent && !mine().length) line("success", `已上传${sent}条本机保存的记录`);
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.hold === undefined || navigator.onLine) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (form.reportValidity()) hold(form); // the server cannot say now what is missing
}, true);
window.addEventListener("online", send);
window.addEventListener("offline", say);
if (who) {
  say();
  send();
}
