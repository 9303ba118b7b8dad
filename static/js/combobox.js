// Long choice lists become a text box that narrows by characters or by pinyin letters (zgz → 张沟镇).
// The native select stays in the form and keeps the value; without this script it is used as it is.

const LONG = 9;
let serial = 0;

function enhance(select) {
  if (select.multiple || select.size > 1 || select.options.length < LONG || select.closest("[data-combo]") || select.dataset.plain !== undefined) return;
  const id = `combo-${(serial += 1)}`;
  const box = document.createElement("div");
  box.className = "combo";
  box.dataset.combo = "";
  const input = document.createElement("input");
  const list = document.createElement("ul");
  Object.assign(input, { type: "text", autocomplete: "off", id: select.id, className: "combo-box" });
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", id);
  for (const name of ["aria-describedby", "aria-invalid", "aria-label", "autofocus"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  input.disabled = select.disabled;
  Object.assign(list, { id, className: "combo-list", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", document.querySelector(`label[for="${select.id}"]`)?.textContent ?? "选项");
  select.id = `${select.id}-value`;
  select.hidden = true;
  select.required && (input.required = true);
  select.required = false;
  select.after(box);
  box.append(input, list, select);

  const empty = [...select.options].find((option) => !option.value);
  input.placeholder = empty && !/^-+$/.test(empty.text) ? empty.text : "输入名称或拼音首字母";
  const label = () => (select.value ? select.selectedOptions[0]?.text ?? "" : "");
  input.value = label();
  let at = -1;

  function matches() {
    const term = input.value.trim().toLowerCase();
    const real = [...select.options].filter((option) => option.value);
    if (!term || input.value === label()) return real;
    const letters = term.replace(/\s/g, "");
    const rank = (option) => {
      const name = option.text.toLowerCase();
      const initials = option.dataset.letters ?? "";
      if (name.startsWith(term)) return 0;
      if (initials.startsWith(letters)) return 1;
      if (name.includes(term)) return 2;
      return initials.includes(letters) ? 3 : -1;
    };
    return real.map((option) => [rank(option), option]).filter(([place]) => place >= 0)
      .sort((a, b) => a[0] - b[0] || a[1].index - b[1].index).map(([, option]) => option);
  }

  function draw() {
    const found = matches().slice(0, 60);
    list.replaceChildren(...found.map((option, index) => {
      const item = document.createElement("li");
      item.id = `${id}-${index}`;
      item.setAttribute("role", "option");
      item.dataset.index = option.index;
      item.textContent = option.text;
      return item;
    }));
    if (!found.length) {
      const none = document.createElement("li");
      none.className = "none";
      none.textContent = "没有匹配的选项";
      list.append(none);
    }
    const chosen = found.findIndex((option) => option.selected);
    mark(input.value === label() ? chosen : found.length ? 0 : -1);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  function mark(index) {
    at = index;
    for (const [place, item] of [...list.children].entries()) {
      item.setAttribute("aria-selected", String(place === index));
      if (place === index) item.scrollIntoView({ block: "nearest" });
    }
    if (index >= 0) input.setAttribute("aria-activedescendant", `${id}-${index}`);
    else input.removeAttribute("aria-activedescendant");
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(option) {
    select.selectedIndex = option ? option.index : empty ? empty.index : -1;
    input.value = label();
    close();
    select.dispatchEvent(new Event("input", { bubbles: true }));
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  const marked = () => select.options[list.children[at]?.dataset.index];
  input.addEventListener("input", (event) => {
    event.stopPropagation();
    draw();
  });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", () => list.hidden && draw());
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !event.altKey) {
      event.preventDefault();
      if (list.hidden) return draw();
      const last = list.querySelectorAll("[role=option]").length - 1;
      mark(event.key === "ArrowDown" ? Math.min(at + 1, last) : Math.max(at - 1, 0));
    } else if (event.key === "Enter" && !list.hidden && marked()) {
      choose(marked()); // and on to the next field, as everywhere
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      input.value = label();
      close();
    }
    return undefined;
  });
  input.addEventListener("change", (event) => event.stopPropagation());
  input.addEventListener("blur", () => {
    if (!input.value.trim() && select.value) choose(null);
    else if (!list.hidden && input.value !== label() && marked()) choose(marked());
    else input.value = label();
    close();
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); // keep the focus in the box
    const item = event.target.closest("[role=option]");
    if (item) choose(select.options[item.dataset.index]);
  });
  // A choice set from outside (form reset, htmx) shows in the box.
  select.addEventListener("refilled", () => (input.value = label()));
  select.form?.addEventListener("reset", () => setTimeout(() => (input.value = label())));
}

function prepare(root) {
  for (const select of root.querySelectorAll("form select")) enhance(select);
}
prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.target.parentElement ?? document));
