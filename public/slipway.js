// What a form cannot do: relative times, live regions, streaming logs, a question before a dangerous click.
// Every page works without this file. It writes text, never HTML, and only onto its own page.

const $ = (selector, root = document) => [...root.querySelectorAll(selector)];

/** An element with properties and children; strings become text. */
function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

// Relative times ------------------------------------------------------------------------------------------------

const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** "12 min ago", "in 3 h", "yesterday"; null beyond a month, where the date says more. */
function relative(moment) {
  const seconds = Math.round((moment - Date.now()) / 1000);
  const size = Math.abs(seconds);
  const said = (count, unit) => (seconds < 0 ? `${count} ${unit} ago` : `in ${count} ${unit}`);
  if (size < 45) return "just now";
  if (size < 3600) return said(Math.max(1, Math.round(size / 60)), "min");
  if (size < 86400) return said(Math.round(size / 3600), "h");
  if (size < 30 * 86400) return words.format(Math.round(seconds / 86400), "day");
  return null;
}

function tellTimes(root) {
  for (const time of $("time[data-relative]", root)) {
    const said = relative(Date.parse(time.dateTime));
    if (said && said !== time.textContent) time.textContent = said;
  }
}

// Live regions: the page is asked for again, and what differs is carried over -----------------------------------

const names = ["id", "href", "action", "name"];

/** Whether two nodes stand for the same thing, so that one may become the other under the reader's eyes. */
const alike = (a, b) =>
  a.nodeName === b.nodeName && (a.nodeType !== 1 || names.every((n) => a.getAttribute(n) === b.getAttribute(n)));

/** Makes `old` equal to `next`, touching only what differs: focus, scrolling and open details stay. */
function carryOver(old, next) {
  if (old.isEqualNode(next)) return;
  if (old.nodeType !== 1) {
    old.nodeValue = next.nodeValue;
    return;
  }
  if (old.hasAttribute("data-last")) {
    $(":scope > [data-id]", next).forEach((line) => putLine(old, line));
    return;
  }
  for (const { name, value } of next.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const name of old.getAttributeNames()) if (name !== "open" && !next.hasAttribute(name)) old.removeAttribute(name);
  carryChildren(old, next);
}

function carryChildren(old, next) {
  let here = old.firstChild;
  for (const child of [...next.childNodes]) {
    let match = here;
    while (match && !alike(match, child)) match = match.nextSibling;
    if (!match) {
      old.insertBefore(child, here);
      continue;
    }
    while (here !== match) here = drop(here);
    here = match.nextSibling;
    carryOver(match, child);
  }
  while (here) here = drop(here);
}

function drop(node) {
  const after = node.nextSibling;
  node.remove();
  return after;
}

/** A region in which a person is writing or deciding is left alone until they are done. */
function inUse(region) {
  const focused = document.activeElement;
  return (
    (region.contains(focused) && focused.matches("input, textarea, select")) ||
    $("dialog[open]", region).length > 0 ||
    $("input, textarea", region).some((f) => f.value !== f.defaultValue || f.checked !== f.defaultChecked)
  );
}

let waiting;
let owed = false;

function refreshSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, 150);
}

async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer) return; // The network is away; the stream comes back with it and asks again.
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
}

// Logs ----------------------------------------------------------------------------------------------------------

/** Puts a line where its number belongs, once; keeps the end in sight for who looks at the end. */
function putLine(log, line) {
  const id = Number(line.dataset.id);
  const last = Number(log.dataset.last);
  const after = id > last ? null : [...log.children].find((other) => Number(other.dataset.id) >= id);
  if (after && Number(after.dataset.id) === id) return;
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 24;
  log.insertBefore(line, after ?? null);
  log.dataset.last = Math.max(id, last);
  if (atEnd) log.scrollTop = log.scrollHeight;
}

function logLine({ id, at, stream, target, text, parts }) {
  const line = make("div", { className: stream === "out" ? "" : stream });
  line.dataset.id = id;
  line.append(make("time", {}, at));
  if (target) line.append(make("span", { className: "target" }, target));
  for (const [className, piece] of parts ?? [["", text]])
    line.append(className ? make("span", { className }, piece) : piece);
  return line;
}

function showLog(event) {
  const { step, lines } = JSON.parse(event.data);
  const log = document.getElementById(`log-${step}`);
  if (!log) return refreshSoon(); // The step began after this page was drawn.
  lines.forEach((line) => putLine(log, logLine(line)));
}

// The stream ----------------------------------------------------------------------------------------------------

const address = $("[data-events]")[0]?.dataset.events;
let stream;
let opened = false;

function listen() {
  stream = new EventSource(address);
  stream.addEventListener("changed", refreshSoon);
  stream.addEventListener("log", showLog);
  stream.onopen = () => {
    if (opened) refreshSoon(); // Something may have changed while nobody listened.
    opened = true;
  };
  // While it is connecting the browser tries again by itself; closed means that it was refused.
  stream.onerror = () => stream.readyState === EventSource.CLOSED && stop();
}

function stop() {
  stream?.close();
  stream = null;
  const status = document.getElementById("stopped");
  status?.replaceChildren("Live updates stopped. ", make("a", { href: location.href }, "Reload the page"));
}

// A browser keeps few connections to one server: a page that nobody looks at gives its own back.
function listenWhileSeen() {
  if (document.hidden) {
    stream?.close();
  } else if (stream?.readyState === EventSource.CLOSED) {
    listen();
  }
}

// Questions before a dangerous click, and forms that are sent once ----------------------------------------------

function ask(button) {
  const yes = make("button", { className: button.className, value: "yes" }, button.textContent);
  const no = make("button", { className: "button", autofocus: true }, "Cancel");
  const form = make("form", { method: "dialog" }, make("p", {}, button.dataset.confirm));
  form.append(make("div", { className: "actions" }, no, yes));
  const dialog = make("dialog", {}, form);
  dialog.setAttribute("aria-label", button.textContent);
  dialog.onclose = () => {
    dialog.remove();
    if (dialog.returnValue === "yes") button.form.requestSubmit(button);
    else button.focus();
  };
  document.body.append(dialog);
  dialog.showModal();
}

let asked;

document.addEventListener("click", (event) => {
  const confirming = event.target.closest("button[data-confirm]");
  const opening = event.target.closest("a[data-dialog]");
  const closing = event.target.closest("[data-close]");
  const dialog = opening && document.getElementById(opening.dataset.dialog);
  if (confirming && confirming !== asked && confirming.form.checkValidity()) {
    event.preventDefault();
    ask(confirming);
  } else if (dialog && !event.metaKey && !event.ctrlKey) {
    event.preventDefault();
    dialog.showModal();
  } else if (closing) {
    event.preventDefault();
    closing.closest("dialog")?.close();
  }
});

const sent = new WeakMap();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (Date.now() - (sent.get(form) ?? 0) < 2000) event.preventDefault();
  else sent.set(form, Date.now());
});

tellTimes(document);
setInterval(() => tellTimes(document), 30_000);
$(".log").forEach((log) => (log.scrollTop = log.scrollHeight));
document.addEventListener("focusout", () => owed && refreshSoon());
if (address) {
  listen();
  document.addEventListener("visibilitychange", listenWhileSeen);
}
