"use strict";
// The picture as elements: what is lit, how large it is, and a copy of it to take away.
const kgView = (canvas) => {
  const drawing = canvas.querySelector("svg.drawing");
  const [left, top, width, height] = drawing.getAttribute("viewBox").split(" ").map(Number);
  const links = [...drawing.querySelectorAll("a")].map((mark) => ({ mark, id: mark.getAttribute("href").slice(1) }));
  const signs = [...drawing.querySelectorAll("[data-of]")].map((sign) => ({ mark: sign, id: sign.dataset.of }));
  let scale = 0;  // pixels for each of the picture; 0 is as much as fits
  let dragged = false;

  const fitting = () => canvas.clientWidth / width;
  const zoom = (factor) => {
    const before = scale || fitting();
    const after = Math.min(6, Math.max(fitting() / 2, before * factor));
    const centre = [canvas.scrollLeft + canvas.clientWidth / 2, canvas.scrollTop + canvas.clientHeight / 2];
    scale = after;
    canvas.classList.add("zoomed");
    drawing.style.width = `${width * after}px`;
    canvas.scrollLeft = centre[0] * after / before - canvas.clientWidth / 2;
    canvas.scrollTop = centre[1] * after / before - canvas.clientHeight / 2;
  };
  const fit = () => {
    scale = 0;
    canvas.classList.remove("zoomed");
    drawing.style.width = "";
  };

  // With Ctrl, or once the picture has the focus, the wheel zooms; else it scrolls the page.
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !canvas.contains(document.activeElement)) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 400));
  }, { passive: false });
  canvas.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button) return;
    dragged = false;
    const [x, y, across, down] = [event.clientX, event.clientY, canvas.scrollLeft, canvas.scrollTop];
    const move = (now) => {
      if (Math.hypot(now.clientX - x, now.clientY - y) > 4) dragged = true;
      canvas.scrollLeft = across - (now.clientX - x);
      canvas.scrollTop = down - (now.clientY - y);
    };
    const stop = () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", stop);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", stop);
  });
  canvas.addEventListener("dragstart", (event) => event.preventDefault());
  canvas.addEventListener("click", (event) => {
    if (dragged) event.stopPropagation();
    if (dragged) event.preventDefault();
    dragged = false;
  }, true);

  const show = ({ lit, out, chosen }) => {
    drawing.classList.toggle("dimmed", lit.size > 0);
    for (const { mark, id } of [...links, ...signs]) {
      mark.classList.toggle("lit", lit.has(id));
      mark.classList.toggle("out", out.has(id));
      if (id === chosen && mark.tagName === "a") mark.setAttribute("aria-current", "true");
      else mark.removeAttribute("aria-current");
    }
  };

  const make = (tag, attributes, ...children) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };
  const unlinked = (copy) => {
    copy.querySelectorAll(".out, .reach").forEach((part) => part.remove());
    copy.querySelectorAll("a").forEach((link) => {
      const group = make("g", { class: link.getAttribute("class").replace(/\blit\b/, "") });
      group.append(...link.childNodes);
      link.replaceWith(group);
    });
    return copy;
  };

  // The picture as it is filtered, with title, legend and source, in the colours of print.
  const svg = ({ title, lines, source }) => {
    const legend = [...document.querySelectorAll(".legend li")];
    const wide = Math.max(width, 640), tall = height + 140 + 20 * lines.length + 24 * legend.length;
    const from = top - 60 - 20 * lines.length;
    const text = (words, y, style) => make("text", { class: style, x: left + 20, y }, words);
    const keys = legend.map((item, at) => {
      const y = top + height + 24 + 24 * at;
      const shape = make("g", { class: item.className, transform: `translate(${left + 20} ${y})` });
      shape.append(...item.querySelector("svg").cloneNode(true).childNodes, make("text", { class: "label", x: 34, y: 4.5 }, item.textContent.trim()));
      return shape;
    });
    const root = make("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `${left} ${from} ${wide} ${tall}`, width: wide, height: tall },
      make("title", {}, title),
      make("style", {}, document.querySelector("style").textContent),
      make("rect", { class: "paper", x: left, y: from, width: wide, height: tall }),
      text(title, from + 36, "title"),
      ...lines.map((line, at) => text(line, from + 60 + 20 * at, "note")),
      make("g", {}, ...unlinked(drawing.cloneNode(true)).childNodes),
      ...keys,
      text(source, from + tall - 18, "imprint"));
    return { words: `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(root)}\n`, wide, tall };
  };
  const png = async (about) => {
    const { words, wide, tall } = svg(about);
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([words], { type: "image/svg+xml" }));
    await image.decode();
    const paper = document.createElement("canvas");
    const sharp = Math.min(2, 8000 / Math.max(wide, tall));
    [paper.width, paper.height] = [wide * sharp, tall * sharp];
    paper.getContext("2d").drawImage(image, 0, 0, paper.width, paper.height);
    URL.revokeObjectURL(image.src);
    return new Promise((done) => paper.toBlob(done, "image/png"));
  };

  return {
    show, zoom, fit, png,
    svg: async (about) => new Blob([svg(about).words], { type: "image/svg+xml" }),
    reveal: (mark) => mark.scrollIntoView({ block: "nearest", inline: "nearest" }),
  };
};
