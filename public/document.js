// Beside a document in a form: from what is open to its line in the text. The form works without it.

addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  const text = link && document.getElementById(link.hash.slice(1));
  if (!text) return;
  event.preventDefault();
  const lines = text.value.split("\n");
  const at = Math.min(link.dataset.line, lines.length) - 1;
  const start = lines.slice(0, at).reduce((length, line) => length + line.length + 1, 0);
  text.focus();
  text.setSelectionRange(start, start + lines[at].length);
  text.scrollTop = (text.scrollHeight / lines.length) * (at - 3);
  text.scrollIntoView({ block: "nearest" });
});
