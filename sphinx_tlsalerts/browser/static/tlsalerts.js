// Tables, entries and folded entries. Works without: all that it adds is convenience.
(() => {
  "use strict";

  const words = document.currentScript ? document.currentScript.dataset : {};
  const fill = (template, values) =>
    template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

  const element = (tag, className, attributes = {}) => {
    const made = document.createElement(tag);
    made.className = className;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };

  // What the address leads to. It may hold anything, such as a lone "%".
  const targeted = () => {
    try {
      return document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return null;
    }
  };

  // Tables

  const bodyOf = (table) => table.tBodies[0];

  // A page that becomes one of many has ids with a number; nobody looks for what we put before.
  const nameOf = (row) => row.id.replace(/^tlsalerts-\w+-row-/, "");

  const linkRows = (table) => {
    for (const row of bodyOf(table).rows) {
      const cell = row.cells[0];
      if (!row.id || !cell) continue;
      const link = element("a", "headerlink tlsalerts-permalink", {
        href: `#${row.id}`,
        title: words.permalink,
        "aria-label": `${words.permalink}: ${cell.textContent.trim()}`,
      });
      link.textContent = words.icon;
      (cell.querySelector("p") || cell).append(link);
    }
  };

  // Colours of every second row stay right when rows come and go.
  const stripe = (rows) => {
    rows.forEach((row, number) => {
      row.classList.toggle("row-even", number % 2 === 0);
      row.classList.toggle("row-odd", number % 2 === 1);
    });
  };

  const makeFilter = (table, controls) => {
    const field = controls.querySelector("input");
    const status = controls.querySelector("[role=status]");
    const said = status.dataset;
    const body = bodyOf(table);
    const original = [...body.rows];
    const texts = new Map(
      original.map((row) => [row, `${row.textContent} ${nameOf(row)}`.toLowerCase()]),
    );
    const headings = [...table.tHead.rows[0].cells];
    const shown = () => [...body.rows].filter((row) => !row.hidden);

    // Columns keep their widths while rows come and go.
    const holdWidths = (hold) => {
      const widths = headings.map((cell) => getComputedStyle(cell).width);
      headings.forEach((cell, number) => {
        cell.style.minWidth = hold ? cell.style.minWidth || widths[number] : "";
      });
    };

    const apply = () => {
      const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      holdWidths(wanted.length > 0);
      for (const [row, text] of texts) row.hidden = !wanted.every((word) => text.includes(word));
      const rows = shown();
      stripe(rows);
      const values = { shown: rows.length, total: original.length };
      const template = !rows.length ? said.none : original.length === 1 ? said.row : said.rows;
      return wanted.length ? fill(template, values) : "";
    };
    const applied = () => (status.textContent = apply());

    field.addEventListener("input", applied);
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !field.value) return;
      event.preventDefault();
      field.value = "";
      applied();
    });
    const revealTarget = () => {
      const row = targeted();
      if (!row || !texts.has(row) || !row.hidden) return;
      field.value = "";
      applied();
      row.scrollIntoView({ block: "nearest" });
    };
    window.addEventListener("hashchange", revealTarget);

    const sortBy = (heading) => {
      const column = heading.cellIndex;
      const before = heading.getAttribute("aria-sort");
      const order = { ascending: "descending", descending: null }[before];
      const now = order === undefined ? "ascending" : order;
      for (const cell of headings) cell.removeAttribute("aria-sort");
      if (now) heading.setAttribute("aria-sort", now);
      const rows = now ? sorted(original, column, now === "descending" ? -1 : 1) : original;
      body.append(...rows);
      const template = now ? said[now] : said.unsorted;
      const sorting = fill(template, { column: heading.textContent.trim() });
      status.textContent = [sorting, apply()].filter(Boolean).join("; ");
    };

    for (const heading of headings) {
      // A heading that an author has made a link stays one.
      if (!heading.querySelector("a, button")) {
        const button = element("button", "tlsalerts-sort", { type: "button" });
        const line = heading.querySelector("p") || heading;
        button.append(...line.childNodes);
        line.append(button);
        button.addEventListener("click", () => sortBy(heading));
      }
    }
    if (field.value) applied(); // what the browser has kept from before a reload
  };

  const sorted = (rows, column, sign) => {
    const texts = new Map(rows.map((row) => [row, cellText(row.cells[column])]));
    const filled = (row) => !/^[\s\u2013\u2014-]*$/.test(texts.get(row));
    const numeric = rows.filter(filled).every((row) => !Number.isNaN(Number(texts.get(row))));
    const compare = numeric
      ? (a, b) => Number(texts.get(a)) - Number(texts.get(b))
      : (a, b) => texts.get(a).localeCompare(texts.get(b), undefined, { numeric: true });
    // What a row does not have comes last in both orders.
    return [...rows].sort((a, b) =>
      filled(a) && filled(b) ? sign * compare(a, b) : filled(b) - filled(a),
    );
  };

  const cellText = (cell) => {
    if (!cell) return "";
    const link = cell.querySelector(".tlsalerts-permalink");
    const text = cell.textContent;
    return (link ? text.slice(0, text.lastIndexOf(link.textContent)) : text).trim();
  };

  // Entries

  const FOLLOWING = Node.DOCUMENT_POSITION_FOLLOWING;
  const BLOCK = "div[class*='highlight-'], pre.literal-block, div.doctest";

  // All that belongs to an entry, wherever its style and the theme have put its id.
  const partsOf = (place) => {
    if (place.matches("dt")) return [place.nextElementSibling];
    const level = /^H([1-6])$/.exec(place.tagName);
    if (!level && place.childElementCount && !place.matches("span, a")) return [place];
    // Without an element around it: what follows, up to the next heading that is as high.
    const parts = [];
    const first = level ? place : place.closest("p") || place;
    for (let next = first.nextElementSibling; next; next = next.nextElementSibling) {
      if (level && /^H[1-6]$/.test(next.tagName) && next.tagName[1] <= level[1]) break;
      parts.push(next);
    }
    return parts;
  };

  const blocksOf = (place) =>
    partsOf(place).flatMap((part) => [
      ...(part.matches(BLOCK) ? [part] : []),
      ...part.querySelectorAll(BLOCK),
    ]);

  // What a reader wants to paste: no line numbers, and of a session the commands alone.
  const codeOf = (block) => {
    const copy = (block.querySelector("td.code") || block).cloneNode(true);
    copy.querySelectorAll(".linenos, button").forEach((part) => part.remove());
    copy.querySelectorAll(".gp").forEach((prompt) => (prompt.textContent = "\0"));
    const pre = copy.querySelector("pre") || copy;
    const text = pre.textContent.replace(/(?<!\n)\n+$/, "");
    if (!text.includes("\0")) return text;
    return text
      .split("\n")
      .filter((line) => line.includes("\0"))
      .map((line) => line.slice(line.lastIndexOf("\0") + 1))
      .join("\n");
  };

  const copyBySelection = (text, button) => {
    const field = element("textarea", "tlsalerts-unseen", { readonly: "", tabindex: "-1" });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    button.focus({ preventScroll: true });
    if (!done) throw new Error("the browser does not let us copy");
  };

  const copy = async (text, button) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      copyBySelection(text, button); // no permission, or a page from a file or over http
    }
  };

  let announcer;
  const addButton = (block) => {
    if (block.querySelector("button")) return; // a theme was faster
    const button = element("button", "tlsalerts-copy", {
      type: "button",
      title: words.copy,
      "aria-label": words.copy,
    });
    button.addEventListener("click", async () => {
      announcer.textContent = "";
      await copy(codeOf(block), button);
      announcer.textContent = words.copied;
      button.title = words.copied;
      button.classList.add("tlsalerts-done");
      setTimeout(() => {
        button.title = words.copy;
        button.classList.remove("tlsalerts-done");
      }, 2000);
    });
    block.classList.add("tlsalerts-code");
    block.append(button);
  };

  const dressEntries = () => {
    const told = (words.entries || "").split(" ").map((item) => item.split(":"));
    const entries = told
      .map(([id, count]) => ({ place: document.getElementById(id), count: count || 0 }))
      .filter(({ place }) => place)
      .sort((a, b) => (a.place.compareDocumentPosition(b.place) & FOLLOWING ? -1 : 1));
    // Without an element around it, an entry reaches over those that follow: a block belongs to
    // the entry that begins last before it.
    const owners = new Map();
    for (const entry of entries) {
      for (const block of blocksOf(entry.place)) owners.set(block, entry);
    }
    for (const [block, entry] of owners) {
      if (entry.count-- > 0) block.classList.add("tlsalerts-message");
      if (words.copy) addButton(block);
    }
    // What scrolls can be scrolled with the keyboard: not every browser sees to it.
    for (const block of owners.keys()) {
      const code = block.querySelector("pre");
      if (code && code.scrollWidth > code.clientWidth) code.tabIndex = 0;
    }
    if (words.copy && owners.size) {
      announcer = element("div", "tlsalerts-unseen", { role: "status" });
      document.body.append(announcer);
    }
  };

  // Folded entries

  const FOLDED = "details.tlsalerts-dropdown";

  const openTarget = () => {
    const target = targeted();
    let folded = target && target.closest(FOLDED);
    let opened = false;
    while (folded) {
      opened = opened || !folded.open;
      folded.open = true;
      folded = folded.parentElement.closest(FOLDED);
    }
    if (opened) target.scrollIntoView();
  };

  const unfoldForPrint = () => {
    let closed = [];
    window.addEventListener("beforeprint", () => {
      closed = [...document.querySelectorAll(`${FOLDED}:not([open])`)];
      for (const folded of closed) folded.open = true;
    });
    window.addEventListener("afterprint", () => {
      for (const folded of closed) folded.open = false;
    });
  };

  const start = () => {
    const tables = [...document.querySelectorAll("table.tlsalerts-table")];
    for (const table of tables.filter(bodyOf)) {
      const box = table.closest(".tlsalerts-scroll");
      const controls = box && box.previousElementSibling;
      const filtered = table.matches(".tlsalerts-filtered") && controls;
      if (filtered && controls.matches(".tlsalerts-filter")) makeFilter(table, controls);
      if (words.permalink) linkRows(table);
    }
    dressEntries();
    if (document.querySelector(FOLDED)) {
      unfoldForPrint();
      openTarget();
      window.addEventListener("hashchange", openTarget);
      // A link to where the address leads already causes no other event.
      document.addEventListener("click", (event) => {
        const link = event.target.closest("a[href]");
        if (link && link.hash && link.hash === location.hash) setTimeout(openTarget);
      });
    }
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
