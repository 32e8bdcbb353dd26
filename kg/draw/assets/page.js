"use strict";
(() => {
  const canvas = document.querySelector(".canvas"), form = document.querySelector("form.filters");
  if (!canvas || !form) return;
  const view = kgView(canvas);
  const [search, status, reader] = [form.querySelector("input"), form.querySelector("[role=status]"), document.querySelector(".reader")];
  const [reading, hint, told] = [reader.querySelector("h2"), reader.querySelector(".hint"), reader.querySelector(".told")];
  const close = reader.querySelector("button");
  const selects = [...form.querySelectorAll("select")];
  const tags = (part) => new Set((part.dataset.tags || "").split(" "));
  const entries = [...document.querySelectorAll("tbody[id]")].map((body) => ({
    body, id: body.id, ends: body.dataset.ends.split(" "), tags: tags(body), text: body.textContent.toLowerCase(),
    accounts: [...body.querySelectorAll(".account")].map((part) => ({
      part, tags: tags(part), quotes: [...part.querySelectorAll("blockquote")].map((quote) => ({ quote, tags: tags(quote) })),
    })),
  }));
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const nodes = [...canvas.querySelectorAll("a.node")];
  const marks = new Map(nodes.map((mark) => [mark.getAttribute("href").slice(1), mark]));
  const tied = new Map([...marks.keys()].map((id) => [id, new Set()]));
  for (const { ends: [one, other] } of entries) {
    tied.get(one)?.add(other);
    tied.get(other)?.add(one);
  }
  let chosen = "", pointed = "", came = null, shown = entries, out = new Set();

  const known = (id) => marks.has(id) || byId.has(id);
  const name = (id) => {
    if (marks.has(id)) return marks.get(id).getAttribute("aria-label");
    const { from, to } = byId.get(id).body.dataset;
    return `${from} – ${to}`;
  };
  const around = (id) => {
    if (byId.has(id)) return new Set([id, ...byId.get(id).ends]);
    const touching = shown.filter(({ ends }) => ends.includes(id));
    return new Set([id, ...touching.flatMap((entry) => [entry.id, ...entry.ends])]);
  };

  // A passage stays if every choice is told of its row, of its report's account, or of itself.
  const fits = (entry, wanted, words) => {
    const asked = wanted.filter((tag) => !entry.tags.has(tag));
    let any = !entry.accounts.length && !asked.length;
    for (const { part, tags, quotes } of entry.accounts) {
      const left = asked.filter((tag) => !tags.has(tag));
      for (const { quote, tags } of quotes) quote.hidden = !left.every((tag) => tags.has(tag));
      part.hidden = quotes.every(({ quote }) => quote.hidden);
      any ||= !part.hidden;
    }
    return any && words.every((word) => entry.text.includes(word));
  };
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = selects.map((select) => select.value).filter(Boolean);
    for (const entry of entries) entry.body.hidden = !fits(entry, wanted, words);
    shown = entries.filter(({ body }) => !body.hidden);
    const kept = new Set(shown.flatMap(({ id, ends }) => [id, ...ends]));
    out = new Set(words.length || wanted.length ? [...marks.keys(), ...byId.keys()].filter((id) => !kept.has(id)) : []);
    form.classList.toggle("active", out.size > 0 || words.length > 0 || wanted.length > 0);
    status.textContent = `${shown.length} of ${entries.length} shown`;
    show();
    read();
  };
  const show = () => view.show({ lit: pointed || chosen ? around(pointed || chosen) : new Set(), out, chosen });

  // The sentences of what was chosen, beside the picture.
  const made = (tag, words, more = {}) => Object.assign(document.createElement(tag), { textContent: words }, more);
  const accounts = (entry) => entry.accounts.filter(({ part }) => !part.hidden).map(({ part }) => part.cloneNode(true));
  const folded = (entry, open) => {
    const { from, to } = entry.body.dataset;
    const other = entry.ends[0] === chosen ? to : from;
    const words = made("details", "", { open });
    words.append(made("summary", other), ...accounts(entry));
    if (!entry.accounts.length) words.append(made("p", "Member of the unit; no passage tells of it."));
    return words;
  };
  const read = () => {
    document.body.classList.toggle("chosen", Boolean(chosen));
    close.hidden = !chosen;
    hint.hidden = Boolean(chosen);
    reading.textContent = chosen ? name(chosen) : "Sentences";
    for (const { body, id } of entries) body.classList.toggle("selected", id === chosen);
    if (!chosen) told.replaceChildren();
    else if (byId.has(chosen)) told.replaceChildren(...accounts(byId.get(chosen)));
    else {
      const touching = shown.filter(({ ends }) => ends.includes(chosen));
      told.replaceChildren(...touching.map((entry) => folded(entry, touching.length < 4)));
    }
    if (chosen && !told.childElementCount) told.append(made("p", "No passage of what is shown tells of it."));
  };

  const choose = (id) => {
    chosen = known(id) ? id : "";
    try {
      history.replaceState(null, "", location.href.split("#")[0] + (chosen && `#${chosen}`));
    } catch {
      // A frame without an address of its own, as in a notebook.
    }
    show();
    read();
    reader.scrollTop = 0;
    // Both layouts have their middle at 0: over a wide picture the sentences come on the other side.
    const ends = byId.has(chosen) ? byId.get(chosen).ends : [chosen];
    const across = ends.reduce((sum, end) => sum + Number(marks.get(end)?.dataset.x || 0), 0);
    document.body.classList.toggle("rightmost", across > 0);
  };
  const leave = () => {
    choose("");
    if (came?.isConnected) came.focus();
    came = null;
  };
  document.addEventListener("click", (event) => {
    const id = event.target.closest("a[href^='#']")?.getAttribute("href").slice(1);
    if (!id || !known(id)) return;
    event.preventDefault();
    came = event.target.closest("a");
    choose(id);
    // By keyboard, reading goes on at the sentences; Esc returns to the mark.
    if (event.detail === 0) reading.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
  });
  close.addEventListener("click", leave);
  window.addEventListener("hashchange", () => choose(location.hash.slice(1)));
  for (const [type, id] of [["pointerover", true], ["pointerout", false], ["focusin", true], ["focusout", false]]) {
    canvas.addEventListener(type, (event) => {
      const link = event.target.closest?.("a");
      pointed = id && link ? link.getAttribute("href").slice(1) : "";
      show();
    });
  }

  canvas.addEventListener("kg-point", ({ detail }) => {
    pointed = detail;
    show();
  });

  // One mark is in the order of Tab; arrows lead to its neighbours and theirs.
  const place = (mark) => [Number(mark.dataset.x), Number(mark.dataset.y)];
  const stand = (mark) => {
    for (const one of nodes) one.tabIndex = one === mark ? 0 : -1;
  };
  const step = (from, across, down) => {
    const here = from.getAttribute("href").slice(1), [x, y] = place(from);
    const near = new Set([...tied.get(here)].flatMap((id) => [id, ...(tied.get(id) || [])]));
    // Who goes up must not land far aside.
    const best = (ids, slope) => {
      let found = null, least = Infinity;
      for (const id of ids) {
        if (id === here || out.has(id) || !marks.has(id)) continue;
        const [dx, dy] = place(marks.get(id)).map((at, axis) => at - [x, y][axis]);
        const along = dx * across + dy * down, aside = Math.abs(dx * down) + Math.abs(dy * across);
        if (along > 0 && aside <= slope * along && along + 2.5 * aside < least) [found, least] = [marks.get(id), along + 2.5 * aside];
      }
      return found;
    };
    return best(near, 4) || best(marks.keys(), 2);
  };
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const first = nodes.reduce((best, mark) => (Number(mark.dataset.ties) > Number(best.dataset.ties) ? mark : best), nodes[0]);
  canvas.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const at = event.target.closest("a.node");
    const next = event.key === "Home" ? first : ways[event.key] && at && step(at, ...ways[event.key]);
    if (next) {
      stand(next);
      next.focus({ preventScroll: true });
      view.reveal(next);
    }
    if (event.key === "+" || event.key === "=") view.zoom(1.25);
    if (event.key === "-") view.zoom(0.8);
    if (event.key === "0") view.fit();
    if (next || ways[event.key]) event.preventDefault();
  });
  for (const line of canvas.querySelectorAll("a.edge")) line.tabIndex = -1;
  stand(first);

  // Sorting, and what the buttons do.
  document.querySelectorAll("thead th").forEach((head, column) => {
    const button = made("button", head.textContent, { type: "button" });
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      document.querySelectorAll("thead th").forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = ({ body }) => body.rows[0].cells[column].textContent;
      entries.sort((a, b) => (down ? -1 : 1) * key(a).localeCompare(key(b), "en", { numeric: true }));
      shown = entries.filter(({ body }) => !body.hidden);
      head.closest("table").append(...entries.map(({ body }) => body));
    });
  });
  const about = () => {
    const picked = selects.filter(({ value }) => value).map((select) => select.selectedOptions[0].textContent);
    const sought = search.value.trim() ? [`“${search.value.trim()}”`] : [];
    const lines = [...document.querySelectorAll("header p")].map((line) => line.textContent);
    const only = [...picked, ...sought].join("; ");
    return {
      title: document.querySelector("h1").textContent, source: document.querySelector("body > footer p").textContent,
      lines: only ? [`${status.textContent}: ${only}.`] : lines,
    };
  };
  const does = {
    in: () => view.zoom(1.25), out: () => view.zoom(0.8), fit: () => view.fit(),
    svg: async () => kgRows.save("network.svg", await view.svg(about())),
    png: async () => kgRows.save("network.png", await view.png(about())),
    csv: () => kgRows.exact(shown), excel: () => kgRows.excel(shown),
  };
  for (const button of document.querySelectorAll("button[data-does]")) {
    const act = does[button.dataset.does];
    if (act) button.addEventListener("click", act);
    if (button.dataset.does === "svg") button.hidden = !view.svg;
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", filter);
  form.querySelector("[type=reset]").addEventListener("click", (event) => {
    event.preventDefault();
    form.reset();
    filter();
  });
  for (const part of document.querySelectorAll(".tools")) part.hidden = false;
  canvas.querySelector("svg, ul")?.setAttribute("aria-describedby", "how");
  filter();
  choose(location.hash.slice(1));
})();
