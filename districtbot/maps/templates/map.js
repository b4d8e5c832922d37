"use strict";
/* The interactive map: pan, zoom, point at a district and read its figures. It draws the data of
   the element #map-data (districtbot/maps/interactive.py says what is in it) into #map-live; without
   it, the page shows the printed picture. Nothing is fetched. */
(() => {
  const source = document.getElementById("map-data");
  const root = document.getElementById("map-live");
  if (!source || !root) return;
  const data = JSON.parse(source.textContent);
  const MOST_ZOOM = 200, NO_VALUE = "#bdbdbd";
  const figures = data.groups.flatMap((group) => group.figures);
  const find = (name) => root.querySelector(`[data-part="${name}"]`);
  const svg = find("canvas"), panel = find("panel"), tip = find("tip"), legend = find("legend");
  const choose = find("district"), shade = find("shade");

  /* ---- Making elements; text is set as text, never as markup. ---- */
  const fill = (element, attributes, ...children) => {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const make = (name, attributes = {}, ...children) =>
    fill(document.createElement(name), attributes, ...children);
  const draw = (name, attributes = {}, ...children) =>
    fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, ...children);
  const swatch = (colour) => {
    const square = draw("rect", { width: 1, height: 1, fill: colour });
    return draw("svg", { class: "swatch", viewBox: "0 0 1 1", "aria-hidden": "true" }, square);
  };

  /* ---- Geometry: letters back to corners, arcs to paths. ---- */
  const decoded = (text) => {
    const points = [];
    let place = 0, x = 0, y = 0;
    const next = () => {
      let number = 0, shift = 0, bits;
      do {
        bits = text.charCodeAt(place++) - 63;
        number |= (bits & 31) << shift;
        shift += 5;
      } while (bits & 32);
      return number & 1 ? ~(number >> 1) : number >> 1;
    };
    while (place < text.length) points.push([(x += next()), (y += next())]);
    return points;
  };
  const arcs = data.arcs.map(decoded);
  const line = (points) => "M" + points.map((point) => point.join(" ")).join("L");
  const ringPath = (ring) => {
    const points = ring.flatMap((way, place) => {
      const arc = way >= 0 ? arcs[way] : arcs[~way].slice().reverse();
      return place ? arc.slice(1) : arc;
    });
    return line(points) + "Z";
  };

  /* ---- The drawing: areas, lines over them, names on top at their own size. ---- */
  const world = draw("g"), names = draw("g", { class: "names", "aria-hidden": "true" });
  const areas = data.districts.map((district, number) =>
    draw("path", {
      d: district.rings.map(ringPath).join(""),
      fill: district.colour,
      class: "area",
      id: `area-${number}`,
      role: "button",
      "aria-pressed": "false",
      "aria-label": spoken(number),
    }),
  );
  const outline = draw("path"), boxes = {};
  const addLines = (key, label, ways, on) => {
    const d = ways.map((way) => line(arcs[way])).join("");
    const casing = draw("path", { d, class: "casing" });
    const path = draw("g", { class: `line ${key}` }, casing, draw("path", { d }));
    const box = (boxes[key] = make("input", { type: "checkbox" }));
    const toggle = () => (path.style.display = box.checked ? "" : "none");
    box.checked = on;
    toggle();
    box.addEventListener("change", () => {
      toggle();
      render();
    });
    find("layers").append(make("label", {}, box, ` ${label}`));
    world.append(path);
  };
  world.append(...areas);
  if (data.regions) addLines("regions", data.regions.kind, data.regions.borders, true);
  addLines("districts", "District lines", data.borders, true);
  if (data.other) addLines("other", `Lines of ${data.other.name}`, data.other.borders, false);
  world.append(draw("g", { class: "line chosen" }, outline));
  svg.append(world, names);

  function spoken(number) {
    const first = data.groups[0].figures.slice(0, 3);
    const said = first.map((figure) => `${figure.name} ${figure.texts[number]}`).join(", ");
    return `District ${data.districts[number].name}: ${said}`;
  }

  /* ---- The view: screen = (x, y) + scale * cell. ---- */
  const view = { x: 0, y: 0, scale: 1 };
  let size = { width: 1, height: 1 }, whole = 1, waiting = false;
  const present = () => {
    waiting = false;
    world.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.scale})`);
    const near = view.scale / whole;
    svg.classList.toggle("near", near > 2.5);
    svg.classList.toggle("whole", near < 1.01);
    writeNames(near);
  };
  const render = () => {
    if (!waiting) requestAnimationFrame(present);
    waiting = true;
  };
  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
  const hold = () => {
    /* The middle of the window always shows some of the map. */
    const wide = data.width * view.scale, high = data.height * view.scale;
    view.x = clamp(view.x, size.width * 0.5 - wide, size.width * 0.5);
    view.y = clamp(view.y, size.height * 0.5 - high, size.height * 0.5);
    render();
  };
  const fit = () => {
    view.scale = whole;
    view.x = (size.width - data.width * whole) / 2;
    view.y = (size.height - data.height * whole) / 2;
    render();
  };
  const zoom = (factor, x = size.width / 2, y = size.height / 2) => {
    const scale = clamp(view.scale * factor, whole, whole * MOST_ZOOM);
    const ratio = scale / view.scale;
    view.x = x - (x - view.x) * ratio;
    view.y = y - (y - view.y) * ratio;
    view.scale = scale;
    if (scale === whole) fit();
    else hold();
  };
  const pan = (dx, dy) => {
    view.x += dx;
    view.y += dy;
    hold();
  };
  const measure = () => {
    const box = svg.getBoundingClientRect();
    if (!box.width || !box.height) return; /* Not shown, as while the page is printed. */
    const followed = view.scale === whole;
    view.x *= box.width / size.width;
    size = { width: box.width, height: box.height };
    whole = 0.96 * Math.min(size.width / data.width, size.height / data.height);
    view.scale = Math.max(view.scale, whole);
    if (followed) fit();
    else hold();
  };

  /* ---- Names: numbers where they fit, counties once there is room; none over another. ---- */
  function writeNames(near) {
    const wanted = [];
    const add = (text, spot, kind, most, least, rank) => {
      const x = view.x + spot[0] * view.scale, y = view.y + spot[1] * view.scale;
      const room = spot[2] * view.scale;
      if (x < -50 || y < -50 || x > size.width + 50 || y > size.height + 50) return;
      const letter = kind === "number" ? 0.62 : 0.55;
      const fits = (1.9 * room) / Math.hypot(letter * text.length, 1);
      if (fits < least) return;
      wanted.push({ text, x, y, kind, font: Math.min(most, fits), rank: rank + room, letter });
    };
    data.districts.forEach((district) => {
      district.spots.forEach((spot) => add(district.label, spot, "number", 22, 9, 1e6));
    });
    if (data.regions && boxes.regions.checked && near > 1.3) {
      data.regions.spots.forEach(([text, first, ...spot]) => {
        add(text, spot, "county", 13, first ? 9.5 : 24, 0);
      });
    }
    wanted.sort((a, b) => b.rank - a.rank);
    const taken = [], written = [];
    for (const each of wanted) {
      const half = (each.letter * each.font * each.text.length) / 2;
      const spots = each.kind === "county" ? [0, 1.7, -1.7] : [0];
      for (const shift of spots) {
        const y = each.y + shift * each.font;
        const box = [each.x - half, y - each.font * 0.6, each.x + half, y + each.font * 0.6];
        const clear = taken.every(
          (other) =>
            box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3],
        );
        if (!clear) continue;
        taken.push(box);
        const place = { x: each.x, y, "font-size": each.font.toFixed(1), class: each.kind };
        written.push(draw("text", place, each.text));
        break;
      }
    }
    names.replaceChildren(...written);
  }

  /* ---- Which district is meant: pinned by a click, else the one pointed at. ---- */
  let pinned = -1, hovered = -1, shown = -2, active = -1;
  const activate = (number) => {
    active = number;
    svg.setAttribute("aria-activedescendant", `area-${number}`);
  };
  const show = () => {
    const number = hovered >= 0 ? hovered : pinned;
    if (number === shown) return;
    shown = number;
    outline.setAttribute("d", number >= 0 ? areas[number].getAttribute("d") : "");
    const told = pinned >= 0 ? pinned : number;
    if (told >= 0) writePanel(told);
    else panel.replaceChildren(make("p", { class: "note" }, panel.dataset.hint));
  };
  const pin = (number) => {
    if (pinned >= 0) areas[pinned].setAttribute("aria-pressed", "false");
    pinned = number;
    if (number >= 0) {
      areas[number].setAttribute("aria-pressed", "true");
      activate(number);
    }
    choose.value = String(number);
    find("spoken").textContent = number >= 0 ? spoken(number) : "";
    shown = -2;
    show();
  };
  const writePanel = (number) => {
    const district = data.districts[number];
    const title = make("h3", {}, swatch(district.colour), `District ${district.name}`);
    if (number === pinned) {
      const loose = make("button", { type: "button", class: "loose" }, "Unpin");
      loose.addEventListener("click", () => {
        pin(-1);
        svg.focus({ preventScroll: true });
      });
      title.append(loose);
    }
    const tables = data.groups.map((group) => {
      const rows = group.figures.map((figure) =>
        make(
          "tr",
          {},
          make("th", { scope: "row" }, figure.name),
          make("td", { class: "number" }, figure.texts[number]),
        ),
      );
      const caption = make("caption", {}, group.title);
      return make("table", {}, caption, make("tbody", {}, ...rows));
    });
    panel.replaceChildren(title, ...tables);
  };
  const point = (number, x, y) => {
    hovered = number;
    tip.hidden = number < 0 || x === undefined;
    if (!tip.hidden) {
      const [people, , deviation] = data.groups[0].figures;
      const said = [`${people.texts[number]} people`, deviation.texts[number]];
      const figure = figures[Number(shade.value)];
      if (figure && figure !== people && figure !== deviation) {
        said.push(`${figure.name} ${figure.texts[number]}`);
      }
      const name = make("b", {}, `District ${data.districts[number].name}`);
      tip.replaceChildren(name, ` · ${said.join(" · ")}`);
      const wide = tip.offsetWidth;
      tip.style.left = `${clamp(x + 14, 0, Math.max(0, size.width - wide))}px`;
      tip.style.top = `${y + 18 + tip.offsetHeight > size.height ? y - 14 - tip.offsetHeight : y + 18}px`;
    }
    show();
  };

  /* ---- Colours and their legend. ---- */
  const paint = () => {
    const figure = figures[Number(shade.value)];
    const scale = figure && figure.scale;
    areas.forEach((area, number) => {
      const colour = scale ? scale.colours[scale.classes[number]] : data.districts[number].colour;
      area.setAttribute("fill", colour || NO_VALUE);
    });
    legend.replaceChildren();
    legend.hidden = !scale;
    if (!scale) return;
    const key = (colour, label) => legend.append(make("li", {}, swatch(colour), label));
    scale.colours.forEach((colour, number) => key(colour, scale.labels[number]));
    if (scale.classes.includes(-1)) key(NO_VALUE, "no value");
  };
  data.groups.forEach((group) => {
    const options = group.figures
      .filter((figure) => figure.scale)
      .map((figure) => make("option", { value: figures.indexOf(figure) }, figure.name));
    if (options.length) shade.append(make("optgroup", { label: group.title }, ...options));
  });
  shade.addEventListener("change", paint);
  data.districts.forEach((district, number) => {
    choose.append(make("option", { value: number }, district.name));
  });
  choose.addEventListener("change", () => {
    pin(Number(choose.value));
    if (pinned >= 0) reveal(pinned);
  });

  /* ---- Pointers: one drags, two pinch; a press that does not move is a click. ---- */
  const pointers = new Map();
  let moved = 0;
  const at = (event) => {
    const box = svg.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const middle = () => {
    const [a, b] = [...pointers.values()];
    const apart = Math.max(Math.hypot(a[0] - b[0], a[1] - b[1]), 1);
    return { x: (a[0] + b[0]) / 2, y: (a[1] + b[1]) / 2, apart };
  };
  svg.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    if (!pointers.size) moved = 0;
    pointers.set(event.pointerId, at(event));
  });
  svg.addEventListener("pointermove", (event) => {
    const here = at(event), before = pointers.get(event.pointerId);
    if (!before) {
      if (event.pointerType === "mouse") point(areas.indexOf(event.target), ...here);
      return;
    }
    const was = pointers.size === 2 ? middle() : null;
    pointers.set(event.pointerId, here);
    moved += Math.hypot(here[0] - before[0], here[1] - before[1]);
    if (moved < 4) return;
    svg.setPointerCapture(event.pointerId);
    svg.classList.add("dragging");
    tip.hidden = true;
    if (was) {
      const now = middle();
      view.x += now.x - was.x;
      view.y += now.y - was.y;
      zoom(now.apart / was.apart, now.x, now.y);
    } else pan(here[0] - before[0], here[1] - before[1]);
  });
  const lift = (event) => {
    pointers.delete(event.pointerId);
    if (!pointers.size) svg.classList.remove("dragging");
  };
  svg.addEventListener("pointerup", lift);
  svg.addEventListener("pointercancel", lift);
  svg.addEventListener("pointerleave", (event) => {
    lift(event);
    point(-1);
  });
  svg.addEventListener("click", (event) => {
    const number = areas.indexOf(event.target);
    if (moved < 4) pin(number === pinned ? -1 : number);
  });
  svg.addEventListener("dblclick", (event) => {
    event.preventDefault();
    zoom(event.shiftKey ? 1 / 2 : 2, ...at(event));
  });
  svg.addEventListener(
    "wheel",
    (event) => {
      /* Out of the whole map the wheel scrolls the page again. */
      if (!event.deltaY || (event.deltaY > 0 && view.scale === whole)) return;
      event.preventDefault();
      /* Lines count more than pixels; a pinch on a touch pad comes as small steps with Ctrl. */
      const step = event.deltaMode === 1 ? 16 : event.ctrlKey ? 8 : 1;
      zoom(Math.exp(-clamp(event.deltaY * step, -240, 240) / 360), ...at(event));
    },
    { passive: false },
  );

  /* ---- Keys: arrows pan, + and - zoom, page keys go from district to district.
     The window has the focus and names one district at a time as its active part. */
  const reveal = (number) => {
    const [[x, y, radius]] = data.districts[number].spots;
    const across = view.x + x * view.scale, down = view.y + y * view.scale;
    const inside = across > 20 && down > 20 && across < size.width - 20 && down < size.height - 20;
    if (inside || !radius) return;
    view.x += size.width / 2 - across;
    view.y += size.height / 2 - down;
    hold();
  };
  const go = (number) => {
    activate((number + areas.length) % areas.length);
    reveal(active);
    point(active);
  };
  const keep = () => pin(active === pinned ? -1 : active);
  svg.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      ArrowLeft: () => pan(60, 0),
      ArrowRight: () => pan(-60, 0),
      ArrowUp: () => pan(0, 60),
      ArrowDown: () => pan(0, -60),
      "+": () => zoom(1.5),
      "=": () => zoom(1.5),
      "-": () => zoom(1 / 1.5),
      0: fit,
      PageDown: () => go(active + 1),
      PageUp: () => go(Math.max(active, 0) - 1),
      Home: () => go(0),
      End: () => go(areas.length - 1),
      Enter: keep,
      " ": keep,
      Escape: () => pin(-1),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  svg.addEventListener("blur", () => point(-1));
  find("in").addEventListener("click", () => zoom(1.6));
  find("out").addEventListener("click", () => zoom(1 / 1.6));
  find("fit").addEventListener("click", fit);

  svg.style.aspectRatio = `${data.width} / ${data.height}`;
  root.hidden = false;
  document.documentElement.classList.add("live");
  pin(-1);
  paint();
  measure();
  present();
  new ResizeObserver(measure).observe(svg);
})();
