// Messages can be dismissed; what a request was refused for is said as a toast, in Chinese.

const SENTENCES = {
  0: "连不上服务器，请检查网络后再试。刚才的操作没有写入。",
  400: "提交的内容无法识别，请刷新页面后再试。",
  401: "登录已失效，请重新登录。",
  403: "您没有办理此事项的权限，或页面停留过久。请刷新后再试。",
  404: "这条记录不存在，或不在您的工作范围内。",
  409: "这条记录已被他人办理，请刷新后再试。",
  413: "文件过大，请压缩或拆分后再上传。",
  429: "操作过于频繁，请稍后再试。",
  503: "系统正在维护，请几分钟后再试。",
};

/** Say a sentence in the corner; errors stay until dismissed. */
export function toast(text, level = "error") {
  const area = document.getElementById("toasts");
  if (!area) return;
  const box = document.createElement("div");
  box.className = `message ${level}`;
  box.dataset.message = "";
  const words = document.createElement("p");
  words.className = "message-text";
  words.textContent = text;
  const close = document.createElement("button");
  close.className = "button small";
  close.type = "button";
  close.dataset.dismiss = "";
  close.textContent = "知道了";
  box.append(words, close);
  area.replaceChildren(box);
  if (level !== "error") setTimeout(() => box.remove(), 6000);
}

function sentence(xhr) {
  const type = xhr.getResponseHeader("Content-Type") || "";
  if (type.startsWith("text/plain") && xhr.status < 500) return xhr.responseText;
  if (type.startsWith("text/html") && xhr.responseText) {
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    const said = page.querySelector("[data-error-text]");
    if (said) return said.textContent.trim();
  }
  const number = xhr.getResponseHeader("X-Request-ID");
  return SENTENCES[xhr.status] || `系统出错，这次操作没有写入。${number ? `错误编号 ${number}` : ""}`;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-dismiss]");
  if (button) button.closest("[data-message]").remove();
});
document.addEventListener("htmx:responseError", (event) => {
  if (!ownPlace(event)) toast(sentence(event.detail.xhr));
});
for (const failure of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    if (!ownPlace(event)) toast(SENTENCES[0]);
  });
}

function ownPlace(event) {
  return event.detail.elt.querySelector?.(":scope > [data-wait]");
}

// A panel that could not be fetched says so in its own place and offers to try again.
document.addEventListener("htmx:afterRequest", (event) => {
  const body = event.detail.elt;
  const wait = ownPlace(event);
  if (!wait || event.detail.successful) return;
  const again = document.createElement("button");
  again.type = "button";
  again.className = "link-button";
  again.textContent = "重新读取";
  again.addEventListener("click", () => {
    wait.textContent = "正在读取…";
    window.htmx.trigger(body, "again");
  });
  wait.replaceChildren("没有读到这部分内容，", again);
});

function reveal(root) {
  for (const button of root.querySelectorAll("[data-dismiss][hidden], [data-back][hidden], [data-reload][hidden]")) {
    button.hidden = false;
  }
}
reveal(document);
document.addEventListener("htmx:load", (event) => reveal(event.target));
document.addEventListener("htmx:oobAfterSwap", (event) => reveal(event.detail.target));
