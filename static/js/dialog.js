// Buttons with data-dialog="id" open the dialog of that id; data-close closes the one around it.
// An answer from the server that carries HX-Trigger: close-dialog closes it too.

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (!dialog) return;
    event.preventDefault();
    dialog.showModal();
    (dialog.querySelector("[autofocus]") || dialog.querySelector("[data-dialog-body] :is(input:not([type=hidden]), select, textarea)"))?.focus();
    return;
  }
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog")?.close();
  // A click on the dark ground closes, unless something was typed.
  if (event.target.matches("dialog[open]") && !event.target.querySelector("form[method=post]")) event.target.close();
});
document.addEventListener("close-dialog", () => document.querySelector("dialog[open]")?.close());

// A dialog whose form was refused comes open from the server; with scripts it is a window as before.
function reopen(root) {
  for (const dialog of root.querySelectorAll("dialog[data-refused]")) {
    dialog.removeAttribute("open");
    dialog.removeAttribute("data-refused");
    dialog.showModal();
    dialog.querySelector("[data-errors]")?.focus();
  }
}
reopen(document);
document.addEventListener("htmx:load", (event) => reopen(event.target.parentElement ?? document));
