"use strict";
/* A page without a browser: as much of the DOM as the scripts of a report use, and hands to use
   them with. There is no layout: the map's window is where `box` says. Markup is never parsed: a
   script that writes any fails. */
const box = { left: 30, top: 40, width: 800, height: 600 };
const later = { frames: [], timers: [], sizes: [] };

class Target {
  constructor() {
    this.heard = {};
    this.parentElement = null;
  }
  remove() {
    const beside = this.parentElement?.childNodes;
    if (beside) beside.splice(beside.indexOf(this), 1);
    this.parentElement = null;
  }
  addEventListener(type, listener) {
    (this.heard[type] ??= []).push(listener);
  }
  dispatchEvent(event) {
    event.target ??= this;
    event.defaultPrevented = false;
    event.preventDefault = () => (event.defaultPrevented = true);
    for (let at = this; at; at = at.parentElement) {
      for (const listener of at.heard[event.type] ?? []) listener.call(at, event);
    }
    return event;
  }
}

class Text extends Target {
  constructor(words) {
    super();
    this.textContent = String(words);
  }
}

class Element extends Target {
  constructor(name, space = "html") {
    super();
    Object.assign(this, { tagName: name, space, attributes: {}, childNodes: [], style: {} });
    Object.assign(this, { offsetWidth: 120, offsetHeight: 30 });
    this.classList = {
      all: () => (this.attributes.class ?? "").split(/\s+/).filter(Boolean),
      contains: (one) => this.classList.all().includes(one),
      add: (one) => this.classList.toggle(one, true),
      remove: (one) => this.classList.toggle(one, false),
      toggle: (one, on) => {
        const others = this.classList.all().filter((each) => each !== one);
        this.attributes.class = (on ? [...others, one] : others).join(" ");
      },
    };
    this.dataset = new Proxy({}, { get: (_, key) => this.attributes[`data-${key}`] });
  }
  getAttribute(name) {
    return this.attributes[name] ?? null;
  }
  setAttribute(name, value) {
    this.attributes[name] = String(value);
  }
  removeAttribute(name) {
    delete this.attributes[name];
  }
  get children() {
    return this.childNodes.filter((node) => node instanceof Element);
  }
  get textContent() {
    return this.childNodes.map((node) => node.textContent).join("");
  }
  set textContent(words) {
    this.replaceChildren(...(words === "" ? [] : [words]));
  }
  get className() {
    return this.attributes.class ?? "";
  }
  set className(names) {
    this.attributes.class = names;
  }
  set innerHTML(_) {
    throw new Error("markup is not to be written");
  }
  append(...nodes) {
    for (const node of nodes) {
      const child = node instanceof Target ? node : new Text(node);
      child.remove();
      child.parentElement = this;
      this.childNodes.push(child);
    }
  }
  after(node) {
    node.remove();
    node.parentElement = this.parentElement;
    const beside = this.parentElement.childNodes;
    beside.splice(beside.indexOf(this) + 1, 0, node);
  }
  replaceChildren(...nodes) {
    for (const child of this.childNodes) child.parentElement = null;
    this.childNodes = [];
    this.append(...nodes);
  }
  all() {
    return this.children.flatMap((child) => [child, ...child.all()]);
  }
  matches(selector) {
    return selector.match(/:not\([^)]*\)|\[[^\]]*\]|[#.]?[\w-]+/g).every((part) => {
      if (part.startsWith(":not(")) return !this.matches(part.slice(5, -1));
      if (part[0] === "#") return this.attributes.id === part.slice(1);
      if (part[0] === ".") return this.classList.contains(part.slice(1));
      if (part[0] !== "[") return this.tagName === part;
      const [, name, value] = part.match(/^\[([\w-]+)(?:="(.*)")?\]$/);
      return value === undefined ? name in this.attributes : this.attributes[name] === value;
    });
  }
  querySelectorAll(selector) {
    const found = (tops, [first, ...rest]) => {
      const here = [...new Set(tops.flatMap((top) => top.all()))].filter((e) => e.matches(first));
      return rest.length ? found(here, rest) : here;
    };
    return found([this], selector.split(" "));
  }
  querySelector(selector) {
    return this.querySelectorAll(selector)[0] ?? null;
  }
  getBoundingClientRect() {
    return { ...box };
  }
  setPointerCapture(id) {
    this.captured = id;
  }
  focus() {
    document.activeElement = this;
  }
  select() {
    document.selection = this.value;
  }
  get options() {
    return this.querySelectorAll("option");
  }
  get value() {
    if (this.tagName !== "select") return this.written ?? "";
    return (this.chosen ?? this.options[0])?.attributes.value ?? "";
  }
  set value(text) {
    this.written = String(text);
    this.chosen = this.options.find((option) => option.attributes.value === String(text));
  }
  get rows() {
    return this.querySelectorAll("tr");
  }
  get cells() {
    return this.children;
  }
  get tHead() {
    return this.querySelector("thead");
  }
  get tBodies() {
    return this.querySelectorAll("tbody");
  }
}
for (const name of ["hidden", "open", "checked"]) {
  Object.defineProperty(Element.prototype, name, {
    get() {
      return name in this.attributes;
    },
    set(on) {
      if (on) this.attributes[name] = "";
      else delete this.attributes[name];
    },
  });
}

const document = new Element("#document");
const clipboard = { text: null, refuses: false, old: true };
Object.assign(document, {
  createElement: (name) => new Element(name),
  createElementNS: (space, name) => new Element(name, space),
  getElementById: (id) => document.querySelector(`#${id}`),
  execCommand: () => {
    clipboard.text = document.selection;
    return clipboard.old;
  },
});
const navigator = {
  clipboard: {
    writeText: async (text) => {
      if (clipboard.refuses) throw new Error("not allowed");
      clipboard.text = text;
    },
  },
};
const window = new Target();
const addEventListener = window.addEventListener.bind(window);
const requestAnimationFrame = (callback) => later.frames.push(callback);
globalThis.setTimeout = (callback) => later.timers.push(callback);
class ResizeObserver {
  constructor(callback) {
    later.sizes.push(callback);
  }
  observe() {}
}

/* ---- For the tests ---- */
const load = (tree) => {
  const made = ([name, attributes, children], space) => {
    const here = name === "svg" ? "svg" : space;
    const element = new Element(name, here);
    Object.assign(element.attributes, attributes);
    for (const child of children) {
      element.append(typeof child === "string" ? child : made(child, here));
    }
    return element;
  };
  document.append(...tree.filter((node) => typeof node !== "string").map((node) => made(node)));
  document.documentElement = document.querySelector("html");
  document.body = document.querySelector("body");
};
const run = (callbacks) => {
  for (const callback of callbacks.splice(0)) callback();
};
const part = (name) => document.querySelector(`[data-part="${name}"]`);
const sent = (element, type, more = {}) => {
  const event = element.dispatchEvent({ type, ...more });
  run(later.frames);
  return event.defaultPrevented;
};
const inside = (path, x, y) => {
  let odd = false;
  for (const ring of path.split("M").slice(1)) {
    const points = ring.replace("Z", "").split("L").map((pair) => pair.split(" ").map(Number));
    points.forEach(([x1, y1], place) => {
      const [x2, y2] = points[(place + 1) % points.length];
      if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) odd = !odd;
    });
  }
  return odd;
};
/* What lies under a place of the map's window: a district's area, or the sea. */
const under = (x, y) => {
  const svg = part("canvas"), world = svg.querySelector("g");
  const [left, top, scale] = world.getAttribute("transform").match(/-?\d[\d.e-]*/g).map(Number);
  const areas = world.querySelectorAll(".area").reverse();
  const [column, row] = [(x - left) / scale, (y - top) / scale];
  return areas.find((area) => inside(area.getAttribute("d"), column, row)) ?? svg;
};
const mouse = (type, x, y, more = {}) => {
  const captured = part("canvas").captured !== undefined && type.startsWith("pointer");
  const target = captured ? part("canvas") : under(x, y);
  const place = { clientX: x + box.left, clientY: y + box.top, pointerType: "mouse" };
  if (type === "pointerup") part("canvas").captured = undefined;
  return sent(target, type, { button: 0, buttons: 0, pointerId: 1, ...place, ...more });
};
const resized = (size) => {
  Object.assign(box, size);
  run([...later.sizes]);
  run(later.frames);
};
