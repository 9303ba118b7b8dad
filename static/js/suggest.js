// A text box that offers what begins as typed; the terms go by POST, never in an address.

const WAIT = 200;
let serial = 0;

function enhance(input) {
  if (input.list) return;
  const list = document.createElement("datalist");
  list.id = `suggest-${(serial += 1)}`;
  input.setAttribute("list", list.id);
  input.after(list);
  let timer = 0;
  let asked = "";

  async function ask() {
    const text = input.value.trim();
    if (!text || text === asked || [...list.children].some((option) => option.value === text)) return;
    asked = text;
    const body = new URLSearchParams({ q: text });
    const headers = { "X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"] };
    const answer = await fetch(input.dataset.suggest, { method: "POST", body, headers }).catch(() => null);
    if (!answer?.ok || input.value.trim() !== text) return;
    const { found } = await answer.json();
    list.replaceChildren(...found.map((value) => Object.assign(document.createElement("option"), { value })));
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
}

function prepare(root) {
  for (const input of root.querySelectorAll("input[data-suggest]")) enhance(input);
}
prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.target.parentElement ?? document));
