"use strict";
// A network too large for elements of its own, drawn by WebGL; its nodes are links out of sight, which the keyboard walks.
const kgView = (canvas) => {
  const { Graph, Sigma, ShapeProgram } = kgWebGL;
  const sky = canvas.querySelector(".sky");
  const KINDS = ["force", "joint-unit", "national-body", "local-body", "threat"];
  const NAMES = { "force": "--force", "joint-unit": "--joint", "national-body": "--national", "local-body": "--local", "threat": "--threat" };
  const kindOf = (mark) => KINDS.find((kind) => mark.classList.contains(kind));
  const marks = new Map([...canvas.querySelectorAll("a.node")].map((mark) => [mark.getAttribute("href").slice(1), mark]));
  const graph = new Graph();
  for (const [id, { dataset }] of marks) {
    const kind = kindOf(marks.get(id)), ties = Number(dataset.ties);
    graph.addNode(id, {
      x: Number(dataset.x), y: -Number(dataset.y), label: dataset.short, kind, shape: KINDS.indexOf(kind),
      size: kind === "force" ? 27 : Math.min(26, 9.5 + Math.sqrt(ties) * 2),
    });
  }
  for (const { id, dataset } of document.querySelectorAll("tbody[id]")) {
    const [one, other] = dataset.ends.split(" ");
    const size = dataset.line === "member" ? 2 : Math.min(16, 2.5 + 1.5 * Math.sqrt(Number(dataset.weight)));
    graph.addEdgeWithKey(id, one, other, { size });
  }
  let now = { lit: new Set(), out: new Set(), chosen: "" }, colours = {};
  // Colours of the style sheet have six digits or three.
  const hex = (colour) => (colour.length === 4 ? `#${[...colour.slice(1)].map((sign) => sign + sign).join("")}` : colour);
  const learn = () => {
    const style = getComputedStyle(document.documentElement);
    const of = (name) => hex(style.getPropertyValue(name).trim());
    colours = { ...Object.fromEntries(KINDS.map((kind) => [kind, of(NAMES[kind])])), ink: of("--ink"), paper: of("--paper"), focus: of("--focus") };
  };
  learn();
  // A colour that lets the paper shine through, mixed here, since sigma takes colours with alpha for premultiplied.
  const parts = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const mixed = (colour, share) => {
    const paper = parts(colours.paper);
    return `#${parts(colour).map((part, at) => Math.round(part * share + paper[at] * (1 - share)).toString(16).padStart(2, "0")).join("")}`;
  };

  let sigma = null;
  try {
    sigma = new Sigma(graph, sky, {
      allowInvalidContainer: true, enableEdgeEvents: true, zIndex: true, minEdgeThickness: 0.6, labelRenderedSizeThreshold: 7, labelDensity: 0.5,
      // Sizes are of the layout, which leaves room for them.
      itemSizesReference: "positions", autoRescale: true,
      labelFont: "system-ui, sans-serif", labelSize: 12, defaultNodeType: "shape", nodeProgramClasses: { shape: ShapeProgram },
      // With a rim of paper, so that it can be read over lines.
      defaultDrawNodeLabel: (context, data, settings) => {
        if (!data.label || !sigma) return;  // it draws once while it is made, and again at once
        context.font = `${data.kind === "force" ? 600 : 400} ${settings.labelSize}px ${settings.labelFont}`;
        // Forces stand on a ring: their names lie along its spokes, so that none lies on another.
        const { x, y } = sigma.graphToViewport({ x: 0, y: 0 });
        const radial = data.kind === "force", right = data.x > x;
        context.save();
        context.translate(data.x, data.y);
        if (radial) context.rotate(Math.atan2(data.y - y, data.x - x) + (right ? 0 : Math.PI));
        context.textAlign = radial && right ? "right" : "left";
        context.lineWidth = 4;
        context.lineJoin = "round";
        context.strokeStyle = colours.paper;
        context.fillStyle = colours.ink;
        const at = (radial && right ? -1 : 1) * (data.size + 4);
        context.strokeText(data.label, at, 4);
        context.fillText(data.label, at, 4);
        context.restore();
      },
      defaultDrawNodeHover: (context, data, settings) => {
        context.font = `600 13px ${settings.labelFont}`;
        const wide = context.measureText(data.label).width;
        context.fillStyle = colours.paper;
        context.fillRect(data.x + data.size + 2, data.y - 11, wide + 10, 22);
        context.strokeStyle = colours.focus;
        context.lineWidth = 2.5;
        context.strokeRect(data.x + data.size + 2, data.y - 11, wide + 10, 22);
        context.beginPath();
        context.arc(data.x, data.y, data.size + 3, 0, 2 * Math.PI);
        context.stroke();
        context.fillStyle = colours.ink;
        context.fillText(data.label, data.x + data.size + 7, data.y + 4.5);
      },
      nodeReducer: (id, data) => {
        const { lit, out, chosen } = now, aside = out.has(id) || (lit.size > 0 && !lit.has(id));
        return {
          ...data, color: aside ? mixed(colours[data.kind], 0.15) : colours[data.kind], label: aside ? "" : data.label, zIndex: aside ? 0 : 1, highlighted: id === chosen || marks.get(id) === document.activeElement,
          forceLabel: (data.kind === "force" && sky.clientWidth > 600) || (lit.size > 0 && lit.size < 60 && lit.has(id)),
        };
      },
      edgeReducer: (id, data) => {
        const { lit, out, chosen } = now;
        const colour = colours[graph.getNodeAttribute(graph.target(id), "kind")];
        const faint = lit.size > 0 && !lit.has(id);
        return {
          ...data, hidden: out.has(id), zIndex: lit.has(id) ? 1 : 0,
          color: id === chosen ? colours.focus : mixed(colour, faint ? 0.06 : lit.has(id) ? 1 : 0.35),
        };
      },
    });
  } catch {
    canvas.classList.add("broken");
  }
  if (sigma) {
    canvas.classList.add("alive");
    const press = (id) => {
      const link = marks.get(id) || document.querySelector(`tbody th a[href="#${id}"]`);
      link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1 }));
    };
    const point = (id) => canvas.dispatchEvent(new CustomEvent("kg-point", { detail: id }));
    sigma.on("clickNode", ({ node }) => press(node));
    sigma.on("clickEdge", ({ edge }) => press(edge));
    sigma.on("enterNode", ({ node }) => point(node));
    sigma.on("leaveNode", () => point(""));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      learn();
      sigma.refresh();
    });
  }
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const move = (state) => (calm ? sigma?.getCamera().setState(state) : sigma?.getCamera().animate(state, { duration: 200 }));

  // A copy of what is drawn, on the colour of the page, with title, legend and source.
  const png = async ({ title, lines, source }) => {
    const { width, height } = sigma.getDimensions(), sharp = 2, head = 64 + 20 * lines.length;
    const paper = document.createElement("canvas");
    [paper.width, paper.height] = [width * sharp, (height + head + 60) * sharp];
    const pen = paper.getContext("2d");
    pen.scale(sharp, sharp);
    pen.fillStyle = colours.paper;
    pen.fillRect(0, 0, width, height + head + 60);
    // What WebGL has drawn is gone once the browser has shown it, so it is drawn again and copied at once.
    sigma.refresh();
    sigma.render();
    for (const layer of sky.querySelectorAll("canvas")) pen.drawImage(layer, 0, head, width, height);
    pen.fillStyle = colours.ink;
    pen.font = "600 20px system-ui, sans-serif";
    pen.fillText(title, 20, 34);
    pen.font = "13px system-ui, sans-serif";
    lines.forEach((line, at) => pen.fillText(line, 20, 58 + 20 * at));
    const legend = [...document.querySelectorAll(".legend li")].filter((item) => KINDS.includes(item.className));
    legend.forEach((item, at) => {
      pen.fillStyle = colours[item.className];
      pen.fillText("■⬢◆●▲"[KINDS.indexOf(item.className)], 20 + 130 * at, head + height + 22);
      pen.fillStyle = colours.ink;
      pen.fillText(item.textContent.trim(), 40 + 130 * at, head + height + 22);
    });
    pen.font = "11px system-ui, sans-serif";
    pen.fillText(source, 20, head + height + 46);
    return new Promise((done) => paper.toBlob(done, "image/png"));
  };

  return {
    show: (state) => {
      now = state;
      for (const [id, mark] of marks) {
        if (id === state.chosen) mark.setAttribute("aria-current", "true");
        else mark.removeAttribute("aria-current");
      }
      sigma?.refresh({ skipIndexation: true });
    },
    zoom: (factor) => move({ ratio: sigma.getCamera().ratio / factor }),
    fit: () => move({ x: 0.5, y: 0.5, ratio: 1, angle: 0 }),
    reveal: (mark) => {
      const at = sigma?.getNodeDisplayData(mark.getAttribute("href").slice(1));
      if (at && sigma.getCamera().ratio < 0.9) move({ x: at.x, y: at.y });
    },
    png,
    svg: null,
  };
};
