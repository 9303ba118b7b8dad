// Forms at the keyboard: Enter goes on to the next field, Ctrl+S saves, Ctrl+Enter saves and goes on,
// Alt+↑↓ jumps between groups; amounts take 1.2万; a page with unsaved input asks before it is left.

const FIELDS = "input:not([type=hidden]):not([type=checkbox]):not([type=radio]):not([type=file]), select, textarea";

function office(form) {
  return form && !form.matches("[data-filter], [role=search], [method=dialog]") && form.method === "post";
}

function currentForm() {
  const inDialog = document.querySelector("dialog[open] form[method=post]");
  return document.activeElement?.form || inDialog || document.querySelector("main form[data-main], main form[method=post]");
}

function save(form, andNext) {
  const next = form.querySelector("[data-save-next]");
  const usual = form.querySelector("button[type=submit]:not([name])") ?? form.querySelector("button[type=submit], button:not([type])"); // one with a name does something besides
  const button = (andNext && next) || usual;
  const field = document.activeElement;
  field?.blur(); // what is being typed is taken, as when one leaves the field: 1.3万 becomes 13000
  field?.focus();
  if (button) form.requestSubmit(button);
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return; // an input method is choosing characters
  const control = event.ctrlKey || event.metaKey;
  if (control && (event.key.toLowerCase() === "s" || event.key === "Enter")) {
    const form = currentForm();
    if (!office(form)) return;
    event.preventDefault();
    save(form, event.key === "Enter");
    return;
  }
  if (event.key === "Enter" && !control && !event.altKey && !event.shiftKey) enterGoesOn(event);
  if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) jump(event);
});

function enterGoesOn(event) {
  const field = event.target;
  if (event.defaultPrevented || !field.matches?.("input, select") || !office(field.form)) return;
  const isShort = field.form.querySelectorAll(FIELDS).length < 3 && field.role !== "combobox"; // there Enter has just chosen
  if (isShort || field.type === "submit" || field.type === "checkbox" || field.type === "radio") return;
  const fields = [...field.form.elements].filter((one) => one.matches(FIELDS + ", [type=checkbox], [type=radio], button[type=submit]") && !one.disabled && one.offsetParent);
  const next = fields[fields.indexOf(field) + 1];
  if (!next) return;
  event.preventDefault();
  next.focus();
  if (next.select) next.select();
}

function jump(event) {
  const groups = [...document.querySelectorAll("[data-jump]")].filter((one) => one.offsetParent);
  if (!groups.length) return;
  const at = groups.findIndex((group) => group.contains(document.activeElement));
  const to = groups[at + (event.key === "ArrowDown" ? 1 : -1)];
  const first = to?.querySelector(FIELDS);
  if (!first) return;
  event.preventDefault();
  first.focus();
  to.scrollIntoView({ block: "nearest" });
}

// 1.2万 → 12000, 3亿 → 300000000, full-width digits and commas → plain.
const UNITS = { 万: 4, 亿: 8 };

function plainAmount(text) {
  const half = text.replace(/[０-９．]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replace(/[,，\s元]/g, "");
  const parts = /^(-?)(\d*)(?:\.(\d*))?([万亿]?)$/.exec(half);
  if (!parts || !(parts[2] || parts[3])) return text;
  const [, minus, whole, fraction = "", unit] = parts;
  const shift = UNITS[unit] || 0;
  const digits = fraction.padEnd(shift, "0");
  const left = (whole + digits.slice(0, shift)).replace(/^0+(?=\d)/, "") || "0";
  const right = digits.slice(shift);
  return minus + left + (right ? `.${right}` : "");
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-money], [inputmode=decimal]")) event.target.value = plainAmount(event.target.value);
}, true);

// Dates: 20161108, 2016.11.8 or 2016年11月8日 are understood; a button opens the browser's calendar.
function plainDate(text) {
  const half = text.trim().replace(/[０-９]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));
  const parts = /^(\d{4})(?:[-/.年]?)(\d{1,2})(?:[-/.月]?)(\d{1,2})日?$/.exec(half);
  if (!parts) return text;
  const [, year, month, day] = parts;
  const date = new Date(Number(year), Number(month) - 1, Number(day));
  if (date.getMonth() !== Number(month) - 1 || date.getDate() !== Number(day)) return text;
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-date]")) event.target.value = plainDate(event.target.value);
}, true);

function offerCalendar(input) {
  if (!HTMLInputElement.prototype.showPicker || input.closest("[data-calendar]") || input.readOnly || input.disabled) return;
  const box = document.createElement("span");
  box.className = "date-box";
  box.dataset.calendar = "";
  input.replaceWith(box);
  const calendar = Object.assign(document.createElement("input"), { type: "date", tabIndex: -1 });
  calendar.setAttribute("aria-hidden", "true");
  const button = Object.assign(document.createElement("button"), { type: "button", tabIndex: -1, title: "选择日期" });
  button.setAttribute("aria-label", "选择日期");
  button.innerHTML = document.querySelector("template#calendar-icon")?.innerHTML ?? "▾";
  button.addEventListener("click", () => {
    calendar.value = plainDate(input.value);
    calendar.showPicker();
  });
  calendar.addEventListener("change", (event) => {
    event.stopPropagation();
    input.value = calendar.value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });
  box.append(input, calendar, button);
}

// The browser's own words on a file field are in the browser's language; ours are Chinese.
function sayFiles(input) {
  if (input.closest("[data-files]")) return;
  const box = document.createElement("span");
  box.className = "file-box";
  box.dataset.files = "";
  const button = Object.assign(document.createElement("span"), { className: "button small", textContent: input.multiple ? "选择文件（可多选）" : "选择文件" });
  const names = Object.assign(document.createElement("span"), { className: "file-names", textContent: "未选择文件" });
  button.setAttribute("aria-hidden", "true");
  input.replaceWith(box);
  box.append(button, names, input);
  input.addEventListener("change", () => {
    names.textContent = [...input.files].map((file) => file.name).join("、") || "未选择文件";
  });
}

// How complete a long form is, beside its index.
function complete(form) {
  const box = form.querySelector("[data-completeness]");
  if (!box) return;
  const fields = [...form.querySelectorAll(FIELDS)].filter((one) => one.name && !one.disabled && !one.matches("[role=combobox]"));
  const filled = fields.filter((one) => !["", "unknown"].includes(one.value.trim())).length; // unknown: 未填
  const bar = box.querySelector("progress");
  bar.max = fields.length || 1;
  bar.value = filled;
  box.querySelector("[data-completeness-text]").textContent = `已填 ${filled} / ${fields.length} 项`;
  box.hidden = false;
}

// What was typed is not lost by leaving the page unasked.
const touched = new WeakSet();
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!office(form)) return;
  touched.add(form);
  complete(form);
});
for (const done of ["submit", "held"]) document.addEventListener(done, (event) => touched.delete(event.target));
window.addEventListener("beforeunload", (event) => {
  const unsaved = [...document.querySelectorAll("main form")].some((form) => touched.has(form));
  if (unsaved) event.preventDefault();
});

// A double click submits once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!office(form) || form.matches("[hx-post], [data-many]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 4000);
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

function prepare(root) {
  for (const input of root.querySelectorAll("input[data-date]")) offerCalendar(input);
  for (const input of root.querySelectorAll("input[type=file]:not([data-plain])")) sayFiles(input);
  for (const form of root.querySelectorAll("form")) complete(form);
}
prepare(document);
document.querySelector("[data-focus]")?.focus({ preventScroll: true });
document.addEventListener("htmx:load", (event) => {
  prepare(event.target.parentElement ?? document);
  event.target.querySelector("[data-focus]")?.focus();
  if (event.target.matches("[data-focus-inside]")) setTimeout(() => focusFirst(event.target)); // lists are made ready first
});

function focusFirst(part) {
  const first = [...part.querySelectorAll(FIELDS)].find((one) => one.offsetParent);
  first?.focus({ preventScroll: true });
  part.scrollIntoView({ block: "start" });
}

// An ID number's answer puts sex and birth date into the fields beside it.
document.addEventListener("htmx:afterSettle", (event) => {
  const told = event.target.querySelector?.("[data-fill]");
  const number = event.detail.requestConfig?.elt;
  if (!told || !number?.name) return;
  for (const [name, value] of [["sex", told.dataset.sex], ["birth_date", told.dataset.birth_date]]) {
    const field = number.form.elements[number.name.replace(/id_no$/, name)];
    if (!field || field.value === value) continue;
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
});

// The server names everything that is wrong at once; the browser would stop at the first field.
for (const form of document.querySelectorAll("form[method=post]")) form.noValidate = true;

// More than a field takes is told while one types; the browser would cut it off in silence.
function tellTooLong(field) {
  const most = Number(field.dataset.most);
  const over = [...field.value].length - most;
  field.setCustomValidity(over > 0 ? `最多${most}个字，多出${over}个，请删减` : "");
  if (over > 0) field.reportValidity();
}

function letItOverflow(root) {
  for (const field of root.querySelectorAll("form[method=post] [maxlength]")) {
    field.dataset.most = field.getAttribute("maxlength");
    field.removeAttribute("maxlength");
  }
}
letItOverflow(document);
document.addEventListener("htmx:load", (event) => letItOverflow(event.target.parentElement ?? document));
document.addEventListener("input", (event) => event.target.dataset?.most && tellTooLong(event.target));
