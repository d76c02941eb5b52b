// What a form cannot do; every page works without it. It writes text, never HTML.

const $ = (selector, root = document) => [...root.querySelectorAll(selector)];

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

const days = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

function relative(moment) {
  const seconds = Math.round((moment - Date.now()) / 1000);
  const size = Math.abs(seconds);
  const said = (count, unit) => (seconds < 0 ? `${count} ${unit} ago` : `in ${count} ${unit}`);
  if (size < 45) return "just now";
  if (size < 3570) return said(Math.max(1, Math.round(size / 60)), "min");
  if (size < 84600) return said(Math.round(size / 3600), "h");
  return size < 30 * 86400 ? days.format(Math.round(seconds / 86400), "day") : null;
}

function tellTimes(root) {
  for (const time of $("time[data-relative]", root)) {
    const said = relative(Date.parse(time.dateTime));
    if (said && said !== time.textContent) time.textContent = said;
  }
}

const counted = new WeakMap();

// From what the server measured.
function tellClocks() {
  for (const clock of $("[data-seconds]")) {
    const from = +clock.dataset.seconds;
    if (counted.get(clock)?.from !== from) counted.set(clock, { from, at: Date.now() });
    const gone = new Date(from * 1000 + Date.now() - counted.get(clock).at);
    if (gone < 864e5) clock.textContent = gone.toISOString().slice(11, 19).replace(/^0(0:0?)?/, "");
  }
}

// Live regions: the page is asked for again; what differs is carried over

const identity = ["id", "href", "action", "name"];

const alike = (a, b) =>
  a.nodeName === b.nodeName && (a.nodeType !== 1 || identity.every((n) => a.getAttribute(n) === b.getAttribute(n)));

/** Makes `old` equal to `next`, touching only what differs: focus, scrolling and open details stay. */
function carryOver(old, next) {
  if (old.isEqualNode(next)) return;
  if (old.nodeType !== 1) {
    old.nodeValue = next.nodeValue;
  } else if (old.hasAttribute("data-last")) {
    for (const line of $(":scope > [data-id]", next)) putLine(old, line);
  } else {
    for (const name of new Set([...old.getAttributeNames(), ...next.getAttributeNames()])) {
      const value = next.getAttribute(name);
      if (name === "open" || old.getAttribute(name) === value) continue;
      if (value === null) old.removeAttribute(name);
      else old.setAttribute(name, value);
    }
    carryChildren(old, next);
  }
}

function carryChildren(old, next) {
  let here = old.firstChild;
  const drop = () => ([here] = [here.nextSibling, here.remove()]);
  for (const child of [...next.childNodes]) {
    let match = here;
    while (match && !alike(match, child)) match = match.nextSibling;
    if (match) {
      while (here !== match) drop();
      here = match.nextSibling;
      carryOver(match, child);
    } else old.insertBefore(child, here);
  }
  while (here) drop();
}

/** Where a person writes or decides, nothing moves until they are done. */
function inUse(region) {
  const focused = document.activeElement;
  return (
    (region.contains(focused) && focused.matches("input, textarea, select")) ||
    $("dialog[open]", region).length > 0 ||
    $("input, textarea", region).some((f) => f.value !== f.defaultValue || f.checked !== f.defaultChecked)
  );
}

let timer;
let turn = Promise.resolve();
let owed = false;

function refreshSoon() {
  timer ??= setTimeout(() => {
    timer = null;
    turn = turn.then(refresh, refresh);
  }, 150);
}

async function refresh() {
  const answer = await fetch(page, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer) return; // The stream asks again when the network is back.
  if (!answer.ok || answer.redirected) return stop();
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  tellTimes(next);
  document.title = next.title;
  owed = false;
  for (const region of $("[data-live][id]")) {
    const fresh = next.getElementById(region.id);
    if (!region.isConnected || !fresh) continue;
    if (inUse(region)) owed = true;
    else carryOver(region, fresh);
  }
  tellClocks();
  showEnds();
  early.splice(0).forEach(showLines);
}

const ended = new WeakSet();
const early = [];

function showEnds() {
  for (const log of $(".log")) {
    if (!ended.has(log)) log.scrollTop = log.scrollHeight;
    ended.add(log);
  }
}

/** Puts a line where its number belongs, once; who sees the end keeps seeing it. */
function putLine(log, line) {
  const id = +line.dataset.id;
  const last = +log.dataset.last;
  if ($(`:scope > [data-id="${id}"]`, log).length) return;
  const after = id > last ? null : [...log.children].find((other) => other.dataset.id > id);
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 24;
  log.insertBefore(line, after ?? null);
  log.dataset.last = Math.max(id, last);
  if (atEnd) log.scrollTop = log.scrollHeight;
}

function drawLine({ id, at, stream, target, text, parts = [["", text]] }) {
  const line = make("div", { className: stream }, make("time", {}, at));
  line.dataset.id = id;
  if (target) line.append(make("span", { className: "target" }, target));
  line.append(...parts.map(([className, piece]) => (className ? make("span", { className }, piece) : piece)));
  return line;
}

function showLines({ step, lines }) {
  const log = document.getElementById(`log-${step}`);
  if (log) for (const line of lines) putLine(log, drawLine(line));
  return log;
}

function onLog({ data, lastEventId }) {
  lastLine = lastEventId;
  const news = JSON.parse(data);
  if (showLines(news)) return;
  early.push(news); // Its step is not drawn yet.
  refreshSoon();
}

// The stream

const { events, page = location.href } = $("[data-events]")[0]?.dataset ?? {};
let stream;
let lastLine;
let stopped = !events;
let missed = document.hidden;

/** Browsers keep few connections to a server: a page unseen gives its own back. */
function listen() {
  if (document.hidden) return stream?.close();
  if (stopped || (stream && stream.readyState !== EventSource.CLOSED)) return;
  const from = new URL(events, location);
  if (lastLine) from.searchParams.set("after", lastLine);
  stream = new EventSource(from);
  stream.addEventListener("changed", refreshSoon);
  stream.addEventListener("log", onLog);
  stream.onopen = () => {
    if (missed) refreshSoon();
    missed = true;
  };
  // The browser tries again by itself; closed means refused.
  stream.onerror = () => stream.readyState === EventSource.CLOSED && stop();
}

function stop() {
  stopped = true;
  stream?.close();
  const reload = make("a", { href: page }, "Reload the page");
  document.getElementById("stopped")?.replaceChildren("Live updates stopped. ", reload);
}

// Questions before a dangerous click, and forms that are sent once

function ask(button) {
  const { className, textContent, dataset } = button;
  const no = make("button", { className: "button" }, "Cancel");
  const yes = make("button", { className, value: "yes" }, textContent);
  const actions = make("div", { className: "actions" }, no, yes);
  const dialog = make("dialog", {}, make("form", { method: "dialog" }, make("p", {}, dataset.confirm), actions));
  dialog.ariaLabel = textContent;
  dialog.onclose = () => {
    dialog.remove();
    if (dialog.returnValue === "yes") button.form.requestSubmit(button);
  };
  document.body.append(dialog);
  dialog.showModal();
}

addEventListener("click", (event) => {
  const button = event.target.closest("button[data-confirm]");
  if (event.ctrlKey || event.metaKey || !button?.form.checkValidity()) return;
  event.preventDefault();
  ask(button);
});

const sent = new WeakMap();

addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (event.timeStamp - sent.get(event.target) < 2000) event.preventDefault();
  else sent.set(event.target, event.timeStamp);
});

tellTimes(document);
showEnds();
tellClocks();
setInterval(tellTimes, 30_000, document);
setInterval(tellClocks, 1000);
addEventListener("focusout", () => owed && refreshSoon());
addEventListener("visibilitychange", listen);
listen();
