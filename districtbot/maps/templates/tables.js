/* Tables that sort by a column when its head is clicked and can be copied as CSV. */
(() => {
  const words = (cell) => cell.textContent.trim();
  const number = (text) => {
    const plain = text.replaceAll("−", "-").replace(/[,%+\s]/g, "");
    return plain === "" || Number.isNaN(Number(plain)) ? null : Number(plain);
  };
  const compare = (a, b) => {
    const [x, y] = [number(a), number(b)];
    if (x !== null && y !== null) return x - y;
    if ((x === null) !== (y === null)) return x === null ? 1 : -1;
    return a.localeCompare(b, "en", { numeric: true });
  };
  const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

  const sort = (table, head, column) => {
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = [...table.tBodies[0].rows];
    rows.sort((a, b) => compare(words(a.cells[column]), words(b.cells[column])));
    table.tBodies[0].append(...(down ? rows.reverse() : rows));
  };
  const written = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      /* Older browsers, and pages opened from a file in some, copy what is selected. */
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      const copied = document.execCommand("copy");
      area.remove();
      return copied;
    }
  };
  const copy = async (table, button) => {
    const text = [...table.rows]
      .map((row) => [...row.cells].map((cell) => quoted(words(cell))).join(","))
      .join("\n");
    const label = button.textContent;
    const copied = await written(text + "\n");
    button.textContent = copied ? "Copied" : "The browser does not let this page copy";
    setTimeout(() => (button.textContent = label), 2000);
  };

  /* What is folded on the screen is printed. */
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const one of opened) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
  });

  for (const table of document.querySelectorAll("main table")) {
    if (!table.tHead) continue;
    if (!table.classList.contains("measures") && table.tBodies[0].rows.length > 2) {
      [...table.tHead.rows[0].cells].forEach((head, column) => {
        if (!words(head)) return;
        const button = document.createElement("button");
        button.type = "button";
        button.className = "sort";
        button.append(...head.childNodes);
        head.append(button);
        button.addEventListener("click", () => sort(table, head, column));
      });
    }
    if (table.rows.length < 5) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy as CSV";
    button.addEventListener("click", () => copy(table, button));
    table.parentElement.after(button);
  }
})();
