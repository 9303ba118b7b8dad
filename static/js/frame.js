// The frame: "/" goes to the search, menus close by themselves, a lost connection is said calmly.

const TYPING = "input, select, textarea, [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest(TYPING)) return;
  const search = document.querySelector("[data-search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  if (event.target.closest("[data-back]")) history.back();
  if (event.target.closest("[data-reload]")) location.reload();
  if (event.target.closest("[data-print]")) window.print();
});
document.addEventListener("toggle", (event) => {
  if (event.target.open) event.target.querySelector?.("[data-narrow]")?.focus();
}, true);
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.("[data-narrow]")) {
    event.target.closest("[data-menu]").querySelector("a:not([hidden])")?.click();
  }
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// Long lists in a menu are narrowed by typing a part of the name or its pinyin letters.
document.addEventListener("input", (event) => {
  const box = event.target.closest("[data-narrow]");
  if (!box) return;
  const term = box.value.trim().toLowerCase();
  for (const item of box.closest("[data-menu]").querySelectorAll("[data-letters]")) {
    const found = item.textContent.includes(term) || item.dataset.letters.includes(term);
    item.hidden = !found;
  }
});

// The tab in use is in view, however many there are.
for (const tab of document.querySelectorAll("[data-tabs] [aria-current]")) {
  tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 16;
}

// On the phone filters stand folded, so that the list is what one sees.
if (matchMedia("(max-width: 47.9375rem)").matches) {
  for (const fold of document.querySelectorAll("details[data-fold]")) fold.open = false;
}

function sayConnection() {
  document.querySelector("[data-offline]")?.remove();
  if (navigator.onLine) return;
  const bar = document.createElement("div");
  bar.className = "offline-bar";
  bar.dataset.offline = "";
  bar.setAttribute("role", "status");
  const isHeld = document.querySelector("form[data-hold]");
  bar.textContent = isHeld ? "网络已断开，可照常填写：提交后保存在本机，联网后上传" : "网络已断开，已填写的内容还在本页，恢复后再提交";
  document.body.prepend(bar);
}
window.addEventListener("offline", sayConnection);
window.addEventListener("online", sayConnection);

// Boxes with a key of their own refresh themselves: the wall view.
const wall = document.querySelector("[data-refresh]");
if (wall) {
  setInterval(() => navigator.onLine && location.reload(), Number(wall.dataset.refresh) * 1000);
}

// Without a connection the browser shows our page instead of its own.
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => {});
