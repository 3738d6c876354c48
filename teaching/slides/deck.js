// The slides move, and a vote shows two counts as bars. Nothing is sent or kept: a reload forgets the counts.
const ROOM = 700; // of 720, with a little air below
const LARGEST_PICTURE = 1.5; // pictures, panels and reports are made for a page that is read from near
const SMALLEST_PICTURE = 0.9;
const SMALLEST_TEXT = 0.8; // letters of 28 px become 22 px, those of code 18 px

// Where a slide is too high, its pictures become smaller, then all of it, so that nothing is cut off.
function fit(slide) {
  const inside = slide.querySelector(":scope > .fitted");
  if (!inside) return;
  const tooHigh = () => inside.getBoundingClientRect().height / Reveal.getScale() > ROOM;
  const shrink = (from, to, set) => {
    for (let size = from; set(size), tooHigh() && size > to; size = Math.max(to, size - 0.02));
  };
  inside.style.zoom = 1;
  shrink(LARGEST_PICTURE, SMALLEST_PICTURE, (size) => inside.style.setProperty("--picture", size));
  shrink(1, SMALLEST_TEXT, (size) => { inside.style.zoom = size; });
}

function drawn(vote) {
  const rows = [...vote.querySelectorAll("li")];
  for (const which of [0, 1]) {
    const counts = rows.map((row) => Math.max(0, Number(row.querySelectorAll("input")[which].value) || 0));
    const all = counts.reduce((a, b) => a + b, 0);
    rows.forEach((row, n) => {
      const share = all ? Math.round((100 * counts[n]) / all) : 0;
      const bar = row.querySelectorAll(".bars i")[which];
      bar.style.width = `${1.5 * share}px`;
      bar.dataset.share = all ? `${share}%` : "";
    });
  }
}

for (const slide of document.querySelectorAll(".slides section")) {
  if (slide.querySelector("section")) continue;
  const inside = document.createElement("div");
  inside.className = "fitted";
  inside.append(...[...slide.childNodes].filter((node) => !(node.matches && node.matches("aside.notes"))));
  slide.prepend(inside);
}
for (const vote of document.querySelectorAll(".vote")) {
  vote.addEventListener("input", () => drawn(vote));
  vote.addEventListener("wheel", () => document.activeElement.blur()); // else the wheel counts up or down
}
Reveal.initialize({
  width: 1280,
  height: 720,
  margin: 0,
  center: false,
  hash: true,
  slideNumber: "c/t",
  transition: "none",
  plugins: [RevealNotes],
});
Reveal.on("ready", (event) => fit(event.currentSlide));
Reveal.on("slidechanged", (event) => fit(event.currentSlide));
