// What is typed into a page's main form outlives a session that ends, a page that fails, a tab that is
// reloaded: it is kept in this tab alone and offered when the form is opened again by the same person.
// Numbers of people (ID, telephone, bank account) and files are never kept; they are named instead.

const KEEP_AFTER = 400;
const PREFIX = "draft:";
const SECRET = "[type=password], [type=file], [inputmode=tel], [data-secret]";
const key = (form) => PREFIX + (form.getAttribute("action") || location.pathname + location.search);
const who = document.body.dataset.user;

function read(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
}

function write(name, draft) {
  try {
    sessionStorage.setItem(name, JSON.stringify(draft));
  } catch { /* a full or forbidden store: nothing is kept, nothing breaks */ }
}

const names = () => Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX));
// What the form showed belongs to what was typed upon it: else it would pass for typed upon today's.
const SEEN = /(^|[-_])(seen|version)(_\d+)?$/;
const isKept = (field) => field.name && (field.type !== "hidden" || SEEN.test(field.name)) && field.type !== "submit" && !field.matches(SECRET);
const labelOf = (field) => field.labels?.[0]?.firstChild?.textContent.trim() || "";

function keep(form) {
  const values = [];
  for (const field of form.elements) {
    if (!isKept(field) || (field.matches("[type=checkbox], [type=radio]") && !field.checked)) continue;
    const chosen = field.multiple ? [...field.selectedOptions].map((option) => option.value) : [field.value];
    for (const value of chosen) values.push([field.name, value]);
  }
  const left = [...form.elements].filter((field) => field.name && field.matches(SECRET) && field.value).map(labelOf).filter(Boolean);
  write(key(form), { who, at: Date.now(), values, left });
}

function fill(form, draft) {
  const kept = new Map();
  for (const [name, value] of draft.values) kept.set(name, [...(kept.get(name) ?? []), value]);
  let lost = 0;
  for (const [name, values] of kept) {
    const fields = [...form.elements].filter((field) => field.name === name && isKept(field));
    if (!fields.length) lost += 1;
    for (const field of fields) {
      if (field.matches("[type=checkbox], [type=radio]")) field.checked = values.includes(field.value);
      else if (field.multiple) for (const option of field.options) option.selected = values.includes(option.value);
      else [field.value] = values;
      field.dispatchEvent(new CustomEvent("refilled"));
    }
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
  return lost;
}

function say(form, text, buttons) {
  const line = Object.assign(document.createElement("div"), { className: "message info" });
  line.setAttribute("role", "status");
  line.append(Object.assign(document.createElement("p"), { className: "message-text", textContent: text }));
  for (const [label, act] of buttons) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button small", textContent: label });
    button.addEventListener("click", () => { line.remove(); act(); });
    line.append(button);
  }
  form.before(line);
}

function offer(form) {
  const draft = read(key(form));
  if (!draft || draft.who !== who) return;
  const at = new Date(draft.at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
  say(form, `您${at}填写的内容尚未保存`, [
    ["恢复", () => {
      const lost = fill(form, draft);
      const again = draft.left.length ? `；${draft.left.join("、")}请重新填写` : "";
      say(form, `已恢复您${at}填写的内容${lost ? `，${lost}项在本页找不到` : ""}${again}`, []);
    }],
    ["放弃", () => sessionStorage.removeItem(key(form))],
  ]);
}

if (who) {
  for (const name of names()) {
    const draft = read(name);
    // What was sent has arrived once a page of the frame answers; another person's is nobody's business.
    if (!draft || draft.sent || draft.who !== who) sessionStorage.removeItem(name);
  }
  for (const form of document.querySelectorAll("main form[data-main]")) offer(form);
} else {
  // The door or an error: what was sent has not been taken.
  for (const name of names()) write(name, { ...read(name), sent: false });
}

let timer = 0;
document.addEventListener("input", (event) => {
  const form = event.target.form ?? event.target;
  if (!who || !form.matches?.("main form[data-main][method=post]")) return;
  clearTimeout(timer);
  timer = setTimeout(() => keep(form), KEEP_AFTER);
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.getAttribute("action")?.endsWith("/logout/")) names().forEach((name) => sessionStorage.removeItem(name));
  if (!who || !form.matches("main form[data-main][method=post]")) return;
  clearTimeout(timer);
  keep(form);
  write(key(form), { ...read(key(form)), sent: true });
});
document.addEventListener("held", (event) => {
  clearTimeout(timer);
  sessionStorage.removeItem(key(event.target));
});
