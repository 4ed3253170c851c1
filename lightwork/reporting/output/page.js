"use strict";
// What a static page can't do. Without this script the page is whole, and nothing is ever fetched.
(() => {
const all = (query, root = document) => [...root.querySelectorAll(query)];
const one = (query, root = document) => root.querySelector(query);

// ---- light and dark -------------------------------------------------------------------------
const theme = one("#theme");
if (theme) {
  theme.hidden = false;
  theme.onclick = () => {
    const root = document.documentElement;
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    root.dataset.theme = (root.dataset.theme || system) === "dark" ? "light" : "dark";
  };
}

// ---- which series, which scale, which unit: in all charts at once ---------------------------
const controls = one("#controls");
const boxes = controls ? all("input[data-series]", controls) : [];
const shown = all("main [data-series]").filter((part) => !boxes.includes(part));

function showSeries() {
  const off = new Set(boxes.filter((box) => !box.checked).map((box) => box.dataset.series));
  for (const part of shown) {
    part.classList.toggle("off", part.dataset.series.split(" ").some((token) => off.has(token)));
  }
}

function chosen(name) {
  const radio = controls && one(`input[name=${name}]:checked`, controls);
  return radio ? radio.value : "";
}

// A picture without such a choice fits every choice; where none fits, the first is shown.
function showPictures() {
  const want = { scale: chosen("scale"), unit: chosen("unit") };
  const fits = (picture) => ["scale", "unit"].every(
    (name) => !want[name] || !picture.dataset[name] || picture.dataset[name] === want[name]);
  for (const figure of all("section.chart figure")) {
    const pictures = all(".picture", figure);
    const fitting = pictures.find(fits) || pictures[0];
    for (const picture of pictures) picture.hidden = picture !== fitting;
  }
}

if (controls) {
  controls.hidden = false;
  controls.addEventListener("change", () => { showSeries(); showPictures(); });
  controls.addEventListener("click", (event) => {
    const button = event.target.closest("button.all, button.none");
    if (!button) return;
    for (const box of all("input", button.closest("fieldset"))) {
      box.checked = button.matches(".all");
    }
    controls.dispatchEvent(new Event("change"));
  });
  showSeries(); // a browser may keep what was checked before a reload
  showPictures();
}

// ---- tables that sort -----------------------------------------------------------------------
const UNITS = { ns: 1e-9, "µs": 1e-6, ms: 1e-3, kB: 1e3, MB: 1e6, GB: 1e9,
  KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

// A number in base units if the cell says one, by data-value or as in "17.9 ms [17.8 ms, 18 ms]".
function sortKey(row, column) {
  const cell = row.cells[column];
  const text = cell ? cell.textContent.trim() : "";
  const [, digits, unit] = /^(-?[\d.,]+)(?: ([a-zµ]+))?/i.exec(text) || [];
  const number = cell && cell.dataset.value ? Number(cell.dataset.value)
    : digits ? parseFloat(digits.replace(/,/g, "")) * (UNITS[unit] || 1) : NaN;
  return { text, number, missing: text === "" || text === "–" };
}

function compared(a, b) {
  if (a.missing || b.missing) return a.missing - b.missing;
  if (!isNaN(a.number) && !isNaN(b.number) && a.number !== b.number) return a.number - b.number;
  return a.text.localeCompare(b.text, "en", { numeric: true });
}

function sort(table, heading) {
  const down = heading.getAttribute("aria-sort") === "ascending";
  for (const other of all("th", table.tHead)) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", down ? "descending" : "ascending");
  const body = table.tBodies[0];
  const keyed = [...body.rows].map((row) => [sortKey(row, heading.cellIndex), row]);
  keyed.sort(([a], [b]) => (down && !a.missing && !b.missing ? compared(b, a) : compared(a, b)));
  body.append(...keyed.map(([, row]) => row));
}

for (const heading of all("table.sortable > thead th")) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...heading.childNodes);
  button.onclick = () => sort(heading.closest("table"), heading);
  heading.append(button);
}

// ---- what can be read in a picture, by pointer and by keyboard ------------------------------
const NEAR = 24; // points of the picture from the pointer to a mark that is still meant

for (const section of all("section.chart")) {
  const figure = one("figure", section);
  const readout = one("p.readout", section);
  const table = one("details.data table", section);
  if (!figure || !readout || !table) continue;
  const rows = [...table.tBodies[0].rows]; // as in the marks, however the table is sorted later
  const headings = all("thead th", table).map((heading) => heading.textContent.trim());
  const ring = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  ring.setAttribute("class", "ring");
  ring.setAttribute("r", "6");
  let current = null;

  const picture = () => one(".picture:not([hidden])", figure);
  const marks = () => JSON.parse(picture().dataset.marks)
    .filter(([, , row]) => !rows[row].classList.contains("off"));

  function read(mark) {
    current = mark;
    if (!mark) {
      ring.remove();
      readout.textContent = "";
      return;
    }
    const [x, y, row] = mark;
    ring.setAttribute("cx", x);
    ring.setAttribute("cy", y);
    one("svg", picture()).append(ring);
    readout.textContent = [...rows[row].cells].map((cell) => cell.textContent.trim())
      .map((text, i) => text && `${headings[i]} ${text}`).filter(Boolean).join(", ");
  }

  function point(event) {
    const svg = event.target.closest(".picture svg");
    const matrix = svg && svg.getScreenCTM();
    if (!matrix) return;
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    let best = null, least = NEAR;
    for (const mark of marks()) {
      const away = Math.hypot(mark[0] - x, mark[1] - y);
      if (away < least) [best, least] = [mark, away];
    }
    if (best && String(best) !== String(current)) read(best);
  }

  figure.addEventListener("pointermove", point);
  figure.addEventListener("pointerdown", point);
  figure.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };
    if (event.key === "Escape") return read(null);
    if (!(event.key in steps)) return;
    event.preventDefault();
    const there = marks();
    const at = there.findIndex((mark) => String(mark) === String(current));
    const next = at < 0 && steps[event.key] === 1 ? 0 : Math.max(at, 0) + steps[event.key];
    if (there.length) read(there[Math.min(Math.max(next, 0), there.length - 1)]);
  });
  // What is hidden or exchanged can't be read any more.
  if (controls) controls.addEventListener("change", () => read(null));
}

// ---- anchors into closed parts, and paper ---------------------------------------------------
function openAround(target) {
  for (let part = target; part; part = part.parentElement) {
    if (part.tagName === "DETAILS") part.open = true;
  }
}
function follow() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target) { openAround(target); target.scrollIntoView(); }
}
addEventListener("hashchange", follow);
if (location.hash) follow();

let closed = []; // tables of data are printed if they were unfolded: they fill dozens of sheets
addEventListener("beforeprint", () => {
  closed = all("details.part:not([open]), #trust:not([open])");
  for (const part of closed) part.open = true;
});
addEventListener("afterprint", () => { for (const part of closed) part.open = false; });
})();
