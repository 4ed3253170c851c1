// What tests ask of a page, as functions that look at all of it at once: asked element by element
// over the wire, a page of some thousand marks would take minutes. `chromium.opened` puts them into
// each page before its own script.
"use strict";
globalThis.checks = (() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const hidden = (one) => getComputedStyle(one).display === "none";
  const tokens = (one) => one.dataset.series.split(" ");
  const marked = () => all("section.chart [data-series]");
  const chartOf = (one) => one.closest("section.chart").id;
  const box = (token) => all("#controls input[data-series]").find((one) => one.dataset.series === token);
  const named = (one) => (one.getAttribute("aria-label") ?? one.textContent).trim() !== "";

  // Chart and tokens of what is hidden although none of its tokens is in `off`, or the other way.
  function wrong(off) {
    return marked()
      .filter((one) => hidden(one) !== tokens(one).some((token) => off.includes(token)))
      .map((one) => [chartOf(one), one.dataset.series]);
  }

  // Each series hidden by itself and shown again: what is wrong meanwhile, and afterwards.
  function eachHidden(series) {
    return series.flatMap((token) => {
      box(token).click();
      const meanwhile = wrong([token]);
      box(token).click();
      return [...meanwhile, ...wrong([])];
    });
  }

  // Pairs of chart and token that are in its pictures, and those that are in its data.
  function belonging() {
    const found = [new Set(), new Set()];
    for (const one of marked())
      for (const token of tokens(one))
        found[one.closest("svg") ? 0 : 1].add(JSON.stringify([chartOf(one), token]));
    return found.map((set) => [...set].map((pair) => JSON.parse(pair)));
  }

  const cells = (row) => [...row.cells].map((cell) => cell.textContent);
  const rows = (table) => [...table.tBodies[0].rows];

  // Clicks each header of each table twice. Gives, for each column, [words, values and aria-sorts
  // after either click], or a complaint where a row was lost or torn apart.
  function sorted() {
    return all("table.sortable").flatMap((table) => {
      const content = () => rows(table).map((row) => cells(row).join("\t")).sort().join("\n");
      const whole = content();
      return all("thead th", table).map((head, column) => [1, 2].map(() => {
        head.querySelector("button").click();
        if (content() !== whole) return `rows of ${table.caption?.textContent} are not what they were`;
        const own = rows(table).map((row) => row.cells[column]);
        return {
          words: own.map((cell) => cell.textContent),
          values: own.map((cell) => cell.dataset.value ?? null),
          sorts: all("thead th", table).map((one) => one.ariaSort),
          column,
        };
      }));
    });
  }

  // What a screen reader could not call by a name.
  function nameless() {
    const inputs = all("input, select, textarea").filter(
      (one) => !(one.labels && [...one.labels].some(named)) && !one.ariaLabel);
    const others = all("button, a[href], summary, legend, caption").filter((one) => !named(one));
    const pictures = all("svg[role=img]").filter(
      (one) => !one.querySelector(":scope > title")?.textContent.trim() && !one.ariaLabel);
    return [...inputs, ...others, ...pictures].map((one) => one.outerHTML.slice(0, 200));
  }

  // Of each piece of text that is seen, once for each look: the text, its colour, the colours
  // behind it from the nearest outwards, its size in pixels, whether it is bold. Behind a text of a
  // picture are the shapes that were drawn before it where its middle is. Nothing is said of a text
  // on an image, whose colours nobody knows here.
  function texts() {
    const found = new Map(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const filled = new Map();
    const shapes = (svg) => all("path, rect, use, image", svg)
      .map((one) => [one, getComputedStyle(one), one.getBoundingClientRect()])
      .filter(([one, style]) => (style.fill.startsWith("rgb") || one.tagName === "image") && !one.closest("clipPath, defs"));
    const under = (one) => {
      const svg = one.closest("svg"), at = one.getBoundingClientRect();
      if (!filled.has(svg)) filled.set(svg, shapes(svg));
      const x = at.x + at.width / 2, y = at.y + at.height / 2;
      return filled.get(svg)
        .filter(([shape, , on]) => on.left < x && x < on.right && on.top < y && y < on.bottom &&
          shape.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING)
        .reverse()
        .map(([shape, style]) => shape.tagName === "image" ? "image" : style.fill.replace(/^rgb\((.*)\)/,
          `rgba($1, ${style.fillOpacity * style.opacity})`));
    };
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const one = node.parentElement, text = node.textContent.trim();
      if (!text || ["STYLE", "SCRIPT", "title", "desc", "NOSCRIPT"].includes(one.tagName)) continue;
      if (!one.checkVisibility({visibilityProperty: true})) continue;
      const style = getComputedStyle(one), drawn = one.closest("svg") !== null;
      const behind = drawn ? under(one) : [];
      if (behind.includes("image")) continue;
      for (let at = one; at; at = at.parentElement) {
        const colour = getComputedStyle(at).backgroundColor;
        if (colour !== "rgba(0, 0, 0, 0)") behind.push(colour);
      }
      const look = [drawn ? style.fill : style.color, behind, parseFloat(style.fontSize),
        parseInt(style.fontWeight) >= 700];
      found.set(JSON.stringify(look), [text, ...look]);
    }
    return [...found.values()];
  }

  // Of each look of a shape of a series: chart, token, stroke, fill, and how opaque either is.
  function seriesColours() {
    const found = new Map();
    for (const one of all("section.chart svg [data-series] :is(path, use, line, rect, circle)")) {
      const style = getComputedStyle(one), group = one.closest("[data-series]");
      const look = [chartOf(one), group.dataset.series, style.stroke, style.fill,
        style.strokeOpacity * style.opacity, style.fillOpacity * style.opacity];
      found.set(JSON.stringify(look), look);
    }
    return [...found.values()];
  }

  // Of each chart that can be read, what the read-out says at its first and its last mark, and after
  // each of some keys; with all cells of the rows that it may have read.
  function readouts(keys) {
    return all("section.chart").filter((one) => one.querySelector(".readout")).map((section) => {
      const picture = section.querySelector(".picture:not([hidden])");
      const svg = picture.querySelector("svg"), marks = JSON.parse(picture.dataset.marks);
      const data = [...section.querySelector("details.data tbody").rows]
        .map((row) => cells(row).map((text) => text.trim()).filter((text) => text));
      const near = (mark) => marks.filter((one) => Math.hypot(one[0] - mark[0], one[1] - mark[1]) < 3);
      const told = () => section.querySelector(".readout").textContent;
      const pointed = [marks[0], marks[marks.length - 1]].map((mark) => {
        const at = new DOMPoint(mark[0] + 0.5, mark[1] + 0.5).matrixTransform(svg.getScreenCTM());
        svg.dispatchEvent(new PointerEvent("pointermove", {clientX: at.x, clientY: at.y, bubbles: true}));
        return [told(), near(mark).map((one) => data[one[2]])];
      });
      const figure = section.querySelector("figure");
      const typed = keys.map((key) => {
        figure.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
        return told();
      });
      return {chart: section.id, pointed, typed, data, marks: marks.length};
    });
  }

  const unfold = () => all("details").forEach((one) => { one.open = true; });
  return {wrong, eachHidden, belonging, sorted, nameless, texts, seriesColours, readouts, unfold};
})();
