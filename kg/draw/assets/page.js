"use strict";
(() => {
  const drawing = document.querySelector("svg.drawing");
  const rows = [...document.querySelectorAll("tbody[id]")];
  const tools = document.querySelector(".tools");
  if (!drawing || !tools) return;
  const [search, status, all, heading] = [
    tools.querySelector("input"), tools.querySelector("[role=status]"), tools.querySelector("button"),
    document.querySelector("h2"),
  ];
  const marks = [...drawing.querySelectorAll("a")].map((mark) => ({ mark, id: mark.getAttribute("href").slice(1) }));
  const names = new Map(marks.map(({ mark, id }) => [id, mark.getAttribute("aria-label")]));
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const ends = (row) => row.dataset.ends.split(" ");
  let chosen = "", came = null;

  // One state, the chosen mark and the words sought, decides all that is shown.
  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (row) => !chosen || row.id === chosen || ends(row).includes(chosen);
    const shown = rows.filter((row) => fits(row) && words.every((word) => texts.get(row).includes(word)));
    const lit = new Set([chosen, ...shown.flatMap((row) => [row.id, ...ends(row)])]);
    const active = Boolean(chosen || words.length);
    document.body.classList.toggle("chosen", Boolean(chosen));
    drawing.classList.toggle("dimmed", active);
    for (const row of rows) {
      row.hidden = !shown.includes(row);
      row.classList.toggle("selected", row.id === chosen);
      const passages = row.querySelector("details");
      if (passages) passages.open = Boolean(chosen) && !row.hidden;
    }
    for (const { mark, id } of marks) {
      mark.classList.toggle("lit", lit.has(id));
      if (id !== chosen) {
        mark.removeAttribute("aria-current");
        continue;
      }
      mark.setAttribute("aria-current", "true");
      // The sentences must not come to lie over the mark they belong to.
      const { left, right } = mark.getBoundingClientRect();
      document.body.classList.toggle("rightmost", left + right > window.innerWidth);
    }
    const count = `${shown.length} of ${rows.length} shown`;
    status.textContent = chosen ? names.get(chosen) : active ? count : "Choose a mark or a line to read its sentences.";
    all.hidden = !active;
  };

  const choose = (id) => {
    chosen = names.has(id) ? id : "";
    try {
      history.replaceState(null, "", location.href.split("#")[0] + (chosen && `#${chosen}`));
    } catch {
      // A frame without an address of its own, as in a notebook.
    }
    show();
  };

  const clear = () => {
    search.value = "";
    choose("");
    if (came) came.focus();
    came = null;
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link || !names.has(link.getAttribute("href").slice(1))) return;
    event.preventDefault();
    search.value = "";
    choose(link.getAttribute("href").slice(1));
    came = link;
    // By keyboard, reading goes on at the sentences; Esc returns to the mark.
    if (event.detail === 0) heading.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") clear();
  });
  all.addEventListener("click", clear);
  search.addEventListener("input", show);
  window.addEventListener("hashchange", () => choose(location.hash.slice(1)));

  document.querySelectorAll("thead th").forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      document.querySelectorAll("thead th").forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = (row) => row.rows[0].cells[column].textContent;
      rows.sort((a, b) => (down ? -1 : 1) * key(a).localeCompare(key(b), "en", { numeric: true }));
      head.closest("table").append(...rows);
    });
  });

  tools.hidden = false;
  choose(location.hash.slice(1));
  // What the address chose is before the reader's eyes already, beside the picture.
  window.addEventListener("load", () => chosen && setTimeout(() => window.scrollTo(0, 0)));
})();
