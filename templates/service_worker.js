{% load static %}// Keeps the offline page and its files. Pages and data are never kept.
const STORE = "offline-{% static 'css/tokens.css' %}-1";
const PAGE = "{% url 'offline' %}";
const FILES = [
  PAGE,
  "{% static 'img/icons.svg' %}",
  "{% static 'img/favicon.svg' %}",
  "{% static 'css/tokens.css' %}",
  "{% static 'css/base.css' %}",
  "{% static 'css/layout.css' %}",
  "{% static 'css/buttons.css' %}",
  "{% static 'css/form.css' %}",
  "{% static 'css/panel.css' %}",
  "{% static 'css/messages.css' %}",
  "{% static 'js/frame.js' %}",
  "{% static 'js/messages.js' %}",
];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(STORE).then((store) => store.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter((name) => name !== STORE).map((name) => caches.delete(name)))).then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(PAGE)));
  } else if (FILES.includes(new URL(request.url).pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(request)));
  }
});
