// The error finder: compares what is pasted with the errors that the project explains.
// What is matched by what stands in tlsalerts-matcher.js; nothing here leaves the page.
(() => {
  "use strict";

  if (globalThis.tlsalertsFinder) return; // the page asks for it twice, see finder_markup.py
  globalThis.tlsalertsFinder = true;

  const script = document.currentScript;
  const root = new URL("..", script.src); // of the output: the script stands in _static
  const MOST = 20; // results
  const OPEN = 3; // of them that are shown in full, the others folded
  const AT_ONCE = 8000; // a longer text waits until typing pauses
  const PAUSE = 150; // milliseconds
  const FACT = 60; // what an alert or code in a text is worth as a result of its own
  const IMPLIED = 0.7;
  const PREFIX = "X509_V_ERR_";
  const [QUOTE, INSECURE] = ["\x7f", "\x01"]; // in the texts of results

  /** Return the text that a part of the page's address brings along. */
  const linked = (part) => new URLSearchParams(part.slice(1)).get("tls-error") || "";

  // Before anything is painted, so that nothing moves when the results come: this script is not
  // deferred, and the style sheet makes room for them.
  const LINKED = "tlsalerts-linked";
  document.documentElement.classList.toggle(
    LINKED,
    Boolean(linked(location.hash) || linked(location.search)),
  );

  let loading;
  /** Load the data, once for all finders of the page. */
  const load = (version) => {
    loading ??= new Promise((resolve, reject) => {
      const data = document.createElement("script");
      data.src = new URL(`_static/tlsalerts-entries.js?v=${version}`, root).href;
      data.onload = () => resolve(tlsalertsEntries);
      data.onerror = reject;
      document.head.append(data);
    }).then((data) => {
      const matcher = tlsalertsMatcher(tlsalertsFacts, data.tables);
      matcher.match(data.tables.titles.slice(0, 50).join("\n")); // code is slow when it is cold
      return { data, matcher };
    });
    loading.catch(() => (loading = undefined)); // so that the next attempt is one
    return loading;
  };

  const element = (name, className, ...content) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...content);
    return made;
  };

  // Of the page at the root of the output, the address may be empty.
  const pageOf = (data, entry) => data.pages[data.at[entry]];

  /** Turn a short text into nodes: lines of code begin with a tab, literals between QUOTE. */
  const prose = (text) => {
    const blocks = [];
    let code = null;
    for (const line of text.split("\n")) {
      if (line.startsWith("\t")) {
        if (!code) blocks.push(element("pre", "", (code = element("code"))));
        code.append(code.firstChild ? "\n" : "", line.slice(1));
        continue;
      }
      code = null;
      const parts = line.split(QUOTE).map((part, number) =>
        number % 2 ? element("code", "", part) : part,
      );
      blocks.push(element("p", "", ...parts));
    }
    return blocks;
  };

  const filled = (template, ...values) => {
    let number = 0;
    return template.replace(/%s/g, () => values[number++]);
  };

  /** Compare two versions such as 3.9 and 3.13; undefined if the first is too short to tell. */
  const compareVersions = (left, right) => {
    const [mine, others] = [left, right].map((text) => (text.match(/^\d+(\.\d+)*/) || [""])[0].split("."));
    for (let at = 0; at < others.length; at += 1) {
      if (at >= mine.length) return undefined;
      if (+mine[at] !== +others[at]) return +mine[at] - +others[at];
    }
    return 0;
  };
  const OPERATORS = {
    "<": (one) => one < 0,
    "<=": (one) => one <= 0,
    "==": (one) => one === 0,
    ">=": (one) => one >= 0,
    ">": (one) => one > 0,
    "!=": (one) => one !== 0,
  };

  const kindsOf = (platform) =>
    platform ? [platform, ...kindsOf(tlsalertsFacts.parents[platform])] : [];
  const meets = (some, others) => some.some((one) => others.includes(one));

  /** Say of each condition of a remedy whether a paste fulfils it: undefined if it does not show. */
  const verdictsOf = (conditions, context) => {
    const [platforms, tools, versions] = conditions
      .replace(/!$/, "")
      .split("|")
      .map((part) => (part ? part.split(",") : []));
    const shown = { platforms: [], tools: [] };
    for (const name in shown) shown[name] = context[name].map(({ value }) => value);
    const verdicts = [];
    if (platforms.length) {
      const fulfilled = shown.platforms.some((one) => meets(kindsOf(one), platforms));
      const open = !shown.platforms.length
        || platforms.some((one) => meets(kindsOf(one), shown.platforms));
      verdicts.push(fulfilled || (open ? undefined : false));
    }
    if (tools.length) {
      const open = !shown.tools.length
        || tools.some((one) => meets(tlsalertsFacts.uses[one] || [], shown.tools));
      // The reader's tool counts as two conditions, as in Python.
      verdicts.push(meets(tools, shown.tools) ? 2 : open ? undefined : false);
    }
    for (const text of versions) {
      const [, component, operator, version] = text.match(/^(.*?)([<>=!]=?)(.*)$/);
      const known = context.versions.find(
        (one) => one.component.toLowerCase() === component.toLowerCase(),
      );
      const compared = known && compareVersions(known.version, version);
      verdicts.push(compared === undefined ? undefined : OPERATORS[operator](compared));
    }
    return verdicts;
  };

  /** Return how the reader's tool trusts a CA, as a choice of an entry that says to trust one. */
  const trustOf = ({ trust, trusting = [] }, entry, context) => {
    const tool = trusting.includes(entry)
      && context.tools.map(({ value }) => value).find((name) => trust[name]);
    if (!tool) return [];
    const platforms = context.platforms.flatMap(({ value }) => kindsOf(value));
    const platform = platforms.find((name) => trust[tool][name]) || "any";
    return [[`|${tool}|`, trust[tool][platform]]];
  };

  /** Return the remedy of an entry that fits a paste best. */
  const chooseRemedy = (remedy, choices, context) => {
    let [chosen, most] = [remedy, 0];
    for (const [conditions, text] of choices) {
      const verdicts = verdictsOf(conditions, context);
      const fulfilled = verdicts.reduce((sum, one) => sum + Number(one || 0), 0);
      const isLast = text.startsWith(INSECURE) || conditions.endsWith("!");
      if (verdicts.includes(false) || isLast || fulfilled <= most) continue;
      [chosen, most] = [text, fulfilled];
    }
    if (most || !choices.some(([, text]) => text === remedy)) return chosen;
    const possible = choices.find(([one]) => !verdictsOf(one, context).includes(false));
    return possible ? possible[1] : remedy;
  };

  const PLACEHOLDER = /\{\?(host|port|file)(?:=([^{}\s'"`$\\]{1,200}))?\}/g;
  const DEFAULTS = { host: "HOST", port: "443", file: "cert.pem" };
  // What any shell or language reads as one plain word; a file is not read as an option.
  const PLAIN = {
    host: /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/,
    port: /^[0-9]{1,5}$/,
    file: /^[\w./+@:][\w./+@:-]{0,499}$/,
  };
  /** Put the host, the port and the file of a paste into a command. */
  const fillPlaceholders = (text, context) => {
    const filled = text.replace(PLACEHOLDER, (_whole, name, usual) => {
      const value = context[name]?.value || "";
      return PLAIN[name].test(value) ? value : usual || DEFAULTS[name];
    });
    const host = context.host?.value || "";
    if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(host)) return filled;
    return filled.replaceAll(` -servername ${host}`, "")
      .replaceAll(`-verify_hostname ${host}`, `-verify_ip ${host}`);
  };

  /** Return all that a text leads to, the best first. */
  const resultsOf = (text, { data, matcher }, builtin) => {
    const found = matcher.match(text, 40);
    const results = [];
    for (const match of found.matches) {
      const hasPage = pageOf(data, match.entry) !== undefined;
      if (hasPage || builtin) results.push({ ...match, kind: "entry" });
    }
    for (const signal of found.signals) {
      if (signal.kind === "alert" || signal.kind === "verification") {
        const score = FACT * (signal.implied || signal.sent ? IMPLIED : 1);
        results.push({ ...signal, score });
      }
    }
    results.sort((a, b) => b.score - a.score); // entries stay in the order of the matcher
    return { results: results.slice(0, MOST), skipped: found.skipped, context: found.context };
  };

  class Finder {
    constructor(box) {
      this.box = box;
      this.words = JSON.parse(box.dataset.words);
      this.input = box.querySelector("textarea");
      this.status = box.querySelector("[role=status]");
      this.list = box.querySelector("ol");
      this.input.addEventListener("input", () => {
        document.documentElement.classList.remove(LINKED);
        this.changed();
      });
      load(box.dataset.version).catch(() => {});
    }

    resume() {
      if (this.input.value && !this.list.firstChild) this.changed();
    }

    changed() {
      clearTimeout(this.timer);
      const text = this.input.value;
      if (!text.trim()) {
        this.show([], "");
      } else if (text.length > AT_ONCE || !this.loaded) {
        this.status.textContent = this.words.loading;
        this.timer = setTimeout(() => this.find(), text.length > AT_ONCE ? PAUSE : 0);
      } else {
        this.find();
      }
    }

    async find() {
      try {
        this.loaded ??= await load(this.box.dataset.version);
      } catch {
        this.show([], this.words.lost);
        return;
      }
      const text = this.input.value;
      if (!text.trim()) return;
      this.lines = text.trimEnd().split("\n").length;
      const { results, skipped, context } = resultsOf(
        text, this.loaded, "builtin" in this.box.dataset,
      );
      this.context = context;
      const { none, hint, one, many, skipped: middle } = this.words;
      const count = results.length === 1 ? one : filled(many, results.length);
      const summary = results.length ? count : none;
      const advice = !results.length && this.lines > 1 ? hint : "";
      this.show(results, [summary, advice, skipped ? middle : ""].filter(Boolean).join(" "));
    }

    show(results, status) {
      this.status.textContent = status;
      this.list.replaceChildren(...results.map((result, number) => this.item(result, number)));
    }

    item(result, number) {
      const parts = result.kind === "entry" ? this.entry(result) : this.object(result);
      parts.push(element("p", "tlsalerts-finder-why", ...this.why(result)));
      if (number < OPEN) return element("li", "tlsalerts-finder-result", ...parts);
      // A link has no place in what unfolds: it comes first in what is unfolded.
      const heading = parts[0].cloneNode(true);
      const link = heading.querySelector("a");
      if (link) link.replaceWith(link.textContent);
      const summary = element("summary", "", heading);
      const rest = link ? parts : parts.slice(1);
      return element("li", "tlsalerts-finder-result", element("details", "", summary, ...rest));
    }

    /** Say what of the text led to a result, and where it stands in a text of several lines. */
    why({ reasons, value, line, kind }) {
      const words = kind === "entry" ? reasons.map((reason) => reason.value || this.words.title) : [value];
      const shown = words.map((word) => element("code", "", word.replace(PREFIX, "")));
      const parts = shown.flatMap((code, number) => (number ? [", ", code] : [code]));
      const [before, after] = this.words.why.split("%s");
      const place = this.lines > 1 ? ` (${filled(this.words.line, line)})` : "";
      return [before, ...parts, after, place];
    }

    title(words, address, kind) {
      const link = address ? element("a", "reference", words) : words;
      if (address) link.href = new URL(address, root).href;
      const title = element("p", "tlsalerts-finder-title", link);
      if (kind) title.append(" ", element("span", "tlsalerts-kind", kind));
      return title;
    }

    entry({ entry }) {
      const { data } = this.loaded;
      const title = data.tables.titles[entry];
      const page = pageOf(data, entry);
      const anchor = data.anchors?.[entry] || `tlsalerts-error-${this.loaded.matcher.ids[entry]}`;
      const hasPage = page !== undefined;
      const cause = data.causes?.[entry];
      const choices = [
        ...trustOf(data, entry, this.context), ...(data.choices?.[entry] || []),
      ];
      const remedy = fillPlaceholders(
        chooseRemedy(data.remedies[entry], choices, this.context), this.context,
      );
      const parts = [
        this.title(title, hasPage && `${page}#${anchor}`, hasPage ? "" : this.words.builtin),
      ];
      for (const [name, text] of [
        ["remedy", remedy], // first: on a telephone, the command is on the first screen
        ["cause", cause],
      ]) {
        if (!text) continue;
        const weakens = text.startsWith(INSECURE);
        const blocks = prose(weakens ? text.slice(1) : text);
        const label = weakens ? `${this.words[name]} ${this.words.insecure}` : this.words[name];
        blocks.unshift(element("p", "tlsalerts-finder-label", element("strong", "", label)));
        const box = element("div", `tlsalerts-finder-${name}`, ...blocks);
        box.classList.toggle("tlsalerts-insecure", weakens);
        parts.push(box);
      }
      return parts;
    }

    object({ kind, value, sent }) {
      const isAlert = kind === "alert";
      const objects = isAlert ? "alerts" : "codes";
      const [number, usual, reference = ""] = tlsalertsFacts[objects][value];
      const { data } = this.loaded;
      const [own, meaning] = data[objects]?.[value] || [];
      const elsewhere = this.words[isAlert ? "alertAddress" : "codeAddress"];
      const address = own || filled(elsewhere, ...(reference.match(/\d[\d.]*/g) || []));
      const shown = data.numbers?.[value] ?? number;
      const says = isAlert ? (sent ? "sent" : "received") : "failed";
      return [
        this.title(`${value.replace(PREFIX, "")} (${shown})`, address, this.words[kind]),
        element("p", "tlsalerts-finder-meaning", filled(this.words[says], meaning || usual)),
      ];
    }

    /** Take over a text from the address of the page. */
    fill(text) {
      this.input.value = text;
      this.changed();
      this.box.scrollIntoView();
    }
  }

  const start = () => {
    const finders = [...document.querySelectorAll("div.tlsalerts-finder")].map(
      (box) => new Finder(box),
    );
    const follow = (text) => {
      if (text && finders.length) finders[0].fill(text);
    };
    follow(linked(location.hash) || linked(location.search));
    addEventListener("hashchange", () => follow(linked(location.hash)));
    // What the browser keeps of a text when readers come back.
    addEventListener("pageshow", () => finders.forEach((finder) => finder.resume()));
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
