/* Tables that sort by a column when its head is clicked and can be copied as CSV. */
(() => {
  const words = (cell) => cell.textContent.trim();
  const NUMBER = /^[+−-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?%?$/;
  const number = (text) =>
    NUMBER.test(text) ? Number(text.replace("−", "-").replace(/[,%]/g, "")) : null;
  const compare = (x, y) =>
    x.number !== null && y.number !== null
      ? x.number - y.number
      : (x.number === null) - (y.number === null) ||
        x.text.localeCompare(y.text, "en", { numeric: true });
  const blank = (text) => text === "" || text === "–";
  const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  /* Spreadsheets know no minus but the hyphen. */
  const plain = (text) => quoted(number(text) === null ? text : text.replace("−", "-"));

  /* Equal rows keep their order, rows without a value come last, both up and down. */
  const sort = (table, head, column) => {
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = [...table.tBodies[0].rows].map((row) => {
      const text = words(row.cells[column]);
      return { row, text, number: number(text), blank: blank(text) };
    });
    rows.sort((x, y) => x.blank - y.blank || (down ? compare(y, x) : compare(x, y)));
    table.tBodies[0].append(...rows.map(({ row }) => row));
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
  const COPY = "Copy as CSV";
  const copy = async (table, button) => {
    const text = [...table.rows]
      .map((row) => [...row.cells].map((cell) => plain(words(cell))).join(",") + "\n")
      .join("");
    const copied = await written(text);
    button.textContent = copied ? "Copied" : "The browser does not let this page copy";
    setTimeout(() => (button.textContent = COPY), 2000);
  };
  const makeButton = (kind, action, ...content) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = kind;
    button.append(...content);
    button.addEventListener("click", () => action(button));
    return button;
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
        if (words(head)) {
          head.append(makeButton("sort", () => sort(table, head, column), ...head.childNodes));
        }
      });
    }
    if (table.rows.length < 5) continue;
    table.parentElement.after(makeButton("copy", (button) => copy(table, button), COPY));
  }
})();
