// The switch between light and dark, the search, and a button at each cell to copy. Nothing is sent or fetched.
const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");
const up = document.body.dataset.up;

// Light and dark: as the system says, until somebody chooses.
const theme = document.getElementById("theme");
function showTheme() {
  const now = root.dataset.theme || (dark.matches ? "dark" : "light");
  theme.textContent = now === "dark" ? "Light" : "Dark";
  theme.setAttribute("aria-label", now === "dark" ? "Light colours" : "Dark colours");
  for (const source of document.querySelectorAll("source[media*=dark], source[data-dark]")) {
    source.dataset.dark = "";
    source.media = now === "dark" ? "all" : "not all";
  }
}
theme.addEventListener("click", () => {
  const now = root.dataset.theme || (dark.matches ? "dark" : "light");
  root.dataset.theme = now === "dark" ? "light" : "dark";
  try { localStorage.setItem("theme", root.dataset.theme); } catch { /* a browser may forbid to keep anything */ }
  showTheme();
});
dark.addEventListener("change", showTheme);
theme.hidden = false;
showTheme();

// Search: every word must begin a word of the section. A section whose heading has them all comes first.
const MOST = 20;
const form = document.querySelector("header form");
const field = document.getElementById("query");
const box = document.getElementById("found");
const [status, list] = box.children;

const folded = (words) => words.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
const wordsOf = (typed) => folded(typed).split(/\s+/).map((word) => word.replace(/^[^\p{L}\p{N}_]+|[^\p{L}\p{N}_]+$/gu, "")).filter(Boolean);
const beginning = (word) => new RegExp(`(?<![\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "u");

function matches(typed) {
  const words = wordsOf(typed).map(beginning);
  const found = words.length ? SECTIONS.filter(([, , , heading, text]) => words.every((word) => word.test(folded(`${heading} ${text}`)))) : [];
  const inHeading = ([, , , heading]) => words.every((word) => word.test(folded(heading)));
  return [...found.filter(inHeading), ...found.filter((one) => !inHeading(one))];
}

// The line around the first word that was found, with that word marked.
function contextOf(text, typed) {
  const places = wordsOf(typed).map((word) => [folded(text).search(beginning(word)), word.length]).filter(([at]) => at >= 0);
  if (!places.length) return [text.slice(0, 140)];
  const [at, length] = places[0];
  const marked = document.createElement("mark");
  marked.textContent = text.slice(at, at + length);
  const from = Math.max(0, text.lastIndexOf(" ", Math.max(0, at - 50)));
  return [(from ? "… " : "") + text.slice(from, at), marked, text.slice(at + length, at + length + 90).replace(/\s\S*$/, " …")];
}

function show() {
  const found = typeof SECTIONS === "undefined" ? [] : matches(field.value);
  list.replaceChildren(...found.slice(0, MOST).map(([path, page, anchor, heading, text]) => {
    const link = document.createElement("a");
    link.href = `${up}${path}#${encodeURIComponent(anchor)}`;
    const name = document.createElement("strong");
    name.textContent = heading === page ? page : `${heading} (${page})`;
    const line = document.createElement("span");
    line.append(...contextOf(text, field.value));
    link.append(name, line);
    const row = document.createElement("li");
    row.append(link);
    return row;
  }));
  const more = found.length > MOST ? `, the first ${MOST} are shown` : "";
  status.textContent = `${found.length === 1 ? "1 section" : `${found.length} sections`}${more}`;
  box.hidden = !wordsOf(field.value).length;
}

// The words of all pages are read when somebody goes to the field. A script, because a file cannot be fetched.
field.addEventListener("focus", () => {
  const words = document.createElement("script");
  words.src = `${up}search.js`;
  words.addEventListener("load", show);
  document.head.append(words);
}, { once: true });
field.addEventListener("input", show);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  list.querySelector("a")?.click();
});
form.addEventListener("keydown", (event) => {
  const stops = [field, ...list.querySelectorAll("a")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && !box.hidden) {
    event.preventDefault();
    stops[stops.indexOf(document.activeElement) + step]?.focus();
  } else if (event.key === "Escape") {
    box.hidden = true;
    field.focus();
  }
});
list.addEventListener("click", () => { box.hidden = true; });
document.addEventListener("pointerdown", (event) => { if (!form.contains(event.target)) box.hidden = true; });
form.hidden = false;

// Cells to copy.
for (const code of document.querySelectorAll(".copy-me .highlight pre, .copy-me.highlight pre")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
    } catch { // the browser forbids it: then the lines are marked
      getSelection().selectAllChildren(code);
      button.textContent = "Marked: now press Ctrl+C";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 3000);
  });
  code.before(button);
}

// What can be moved sideways can be moved with the keys, too.
for (const wide of document.querySelectorAll("pre, .wide")) {
  if (wide.scrollWidth > wide.clientWidth || wide.scrollHeight > wide.clientHeight) wide.tabIndex = 0;
}
