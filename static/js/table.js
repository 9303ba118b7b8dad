// Tables: the whole row is clickable, ↑↓ walk, Enter opens; cells learn their labels for the phone;
// ticked rows bring up the bar of bulk actions.

const ROWS = "tr[data-href]";

function prepare(root) {
  for (const table of root.querySelectorAll("table.cards")) {
    const labels = [...table.querySelectorAll("thead th")].map((head) => head.textContent.replace(/[▲▼]/g, "").trim());
    for (const row of table.tBodies[0]?.rows ?? []) {
      [...row.cells].forEach((cell, index) => {
        if (cell.tagName === "TD" && cell.textContent.trim().length <= 10) cell.classList.add("nowrap"); // a date, a number, a word
        if (!("label" in cell.dataset) && labels[index] && cell.colSpan === 1) cell.dataset.label = labels[index];
      });
    }
    if (table.scrollWidth > table.parentElement.clientWidth) table.classList.add("tight");
    const rows = table.querySelectorAll(ROWS);
    rows.forEach((row, index) => row.setAttribute("tabindex", index ? "-1" : "0"));
  }
  for (const table of root.querySelectorAll(".table:not(.cards)")) contain(table);
  for (const table of root.querySelectorAll("table[data-columns]")) chooseColumns(table);
  for (const form of root.querySelectorAll("[data-bulk]")) showBulk(form);
}

// A table of figures wider than the screen scrolls in a box of its own, also by the keyboard.
function contain(table) {
  const around = table.parentElement;
  if (around.matches(".table-wrap, .panel-body") || table.scrollWidth <= around.clientWidth) return;
  const box = document.createElement("div");
  box.className = "table-wrap";
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", table.caption?.textContent || "表格，可左右滚动");
  table.before(box);
  box.append(table);
}

function open(row, newTab) {
  if (newTab) window.open(row.dataset.href, "_blank", "noopener");
  else location.assign(row.dataset.href);
}

document.addEventListener("click", (event) => {
  const row = event.target.closest(ROWS);
  if (!row || event.defaultPrevented || event.target.closest("a, button, input, label, select, summary, textarea")) return;
  if (String(getSelection())) return; // somebody marks text to copy it
  open(row, event.ctrlKey || event.metaKey);
});

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.(ROWS);
  if (!row || event.target !== row) return;
  if (event.key === "Enter") {
    event.preventDefault();
    open(row, event.ctrlKey || event.metaKey);
  } else if (event.key === " ") {
    const tick = row.querySelector("input[type=checkbox]");
    if (!tick) return;
    event.preventDefault();
    tick.click();
  } else if (["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) {
    const rows = [...row.parentElement.querySelectorAll(ROWS)];
    const at = rows.indexOf(row);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (!rows[to]) return;
    event.preventDefault();
    row.setAttribute("tabindex", "-1");
    rows[to].setAttribute("tabindex", "0");
    rows[to].focus();
  }
});

// Bulk: <form id="f" data-bulk> with rows' <input type="checkbox" name="…" form="f" data-tick>.
function showBulk(form) {
  const ticks = [...document.querySelectorAll(`[data-tick][form="${form.id}"]`)];
  const ticked = ticks.filter((tick) => tick.checked);
  form.hidden = ticked.length === 0;
  const count = form.querySelector("[data-ticked]");
  if (count) count.textContent = String(ticked.length);
  for (const tick of ticks) tick.closest("tr")?.classList.toggle("selected", tick.checked);
  const all = document.querySelector(`[data-tick-all="${form.id}"]`);
  if (all) {
    all.checked = ticks.length > 0 && ticked.length === ticks.length;
    all.indeterminate = ticked.length > 0 && ticked.length < ticks.length;
  }
}

document.addEventListener("change", (event) => {
  const all = event.target.dataset.tickAll;
  if (all) {
    for (const tick of document.querySelectorAll(`[data-tick][form="${all}"]`)) tick.checked = event.target.checked;
  }
  const id = all || (event.target.matches("[data-tick]") && event.target.getAttribute("form"));
  const form = id && document.getElementById(id);
  if (form) showBulk(form);
});

// Columns can be chosen: <table data-columns="households">, <th data-column="income">. The choice is
// kept in this browser; the form that exports asks for the same columns.
function chooseColumns(table) {
  const place = table.closest("section, main")?.querySelector("[data-tools]") ?? makeTools(table);
  const heads = [...table.querySelectorAll("thead th[data-column]")];
  if (!place || !heads.length || place.querySelector("[data-chooser]")) return;
  const key = `columns:${table.dataset.columns}`;
  const hidden = new Set(JSON.parse(localStorage.getItem(key) ?? "[]"));
  const menu = document.createElement("details");
  menu.className = "menu";
  menu.dataset.menu = "";
  menu.dataset.chooser = "";
  const summary = document.createElement("summary");
  summary.className = "button small";
  summary.textContent = "选择列";
  const body = document.createElement("div");
  body.className = "menu-body";
  for (const head of heads) {
    const label = document.createElement("label");
    label.className = "check";
    const tick = Object.assign(document.createElement("input"), { type: "checkbox", checked: !hidden.has(head.dataset.column) });
    tick.addEventListener("change", () => {
      if (tick.checked) hidden.delete(head.dataset.column);
      else hidden.add(head.dataset.column);
      localStorage.setItem(key, JSON.stringify([...hidden]));
      show();
    });
    label.append(tick, head.textContent.replace(/[▲▼]/g, "").trim());
    body.append(label);
  }
  menu.append(summary, body);
  place.prepend(menu);

  function show() {
    for (const head of heads) {
      const off = hidden.has(head.dataset.column);
      for (const row of table.rows) row.cells[head.cellIndex]?.classList.toggle("col-off", off);
    }
    for (const form of place.querySelectorAll("form[data-export]")) {
      const url = new URL(form.action);
      url.searchParams.set("columns", heads.map((head) => head.dataset.column).filter((name) => !hidden.has(name)).join(","));
      form.action = url;
    }
  }
  show();
}

function makeTools(table) {
  const head = table.closest("section, main")?.querySelector("[data-list-head]");
  if (!head) return null;
  const tools = document.createElement("div");
  tools.className = "tools";
  tools.dataset.tools = "";
  head.append(tools);
  return tools;
}

prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.target.parentElement ?? document));
