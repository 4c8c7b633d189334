// What a paste shows of the reader's situation: the modules paste, places and sources of
// sphinx_tlsalerts.matcher step by step, with their rules (facts). Lines and signals come from the
// matcher.
globalThis.tlsalertsPaste = (facts) => {
  "use strict";

  const { sizes, words, tools } = facts;
  const compiled = new Map();
  const regular = (source) => {
    if (!compiled.has(source)) compiled.set(source, new RegExp(source, "dgs"));
    return compiled.get(source);
  };
  const tests = (name, text) => text.search(regular(facts.patterns[name])) >= 0;
  const order = Object.keys(tools);

  // Each rule with its parts by their key, the longest word that a text must have as a whole.

  const OPEN = "*";
  const rules = [];
  const [byKey, others] = [new Map(), []];
  const keyOf = (part) => {
    const found = part.match(regular(facts.patterns.word)) || [];
    if (tests("endOfOpenPart", part)) found.pop();
    return found.reduce((best, word) => (word.length > best.length ? word : best), "");
  };
  for (const kind in facts.rules) {
    for (const [gives, parts, source = "", weight = 0, flags = ""] of facts.rules[kind]) {
      const rule = { kind, gives, source, weight, flags, number: rules.length };
      rules.push(rule);
      for (const part of [parts].flat()) {
        const key = keyOf(part);
        const held = [rule, part.endsWith(OPEN) ? part.slice(0, -1) : part];
        if (!key) others.push(held);
        else if (byKey.has(key)) byKey.get(key).push(held);
        else byKey.set(key, [held]);
      }
    }
  }

  // Hosts, ports and files: what others wrote may be hostile.

  const isAddress = (host) => host.includes(":") || tests("address4", host);
  const checkHost = (written, single) => {
    let text = written;
    if (text.startsWith("[")) text = text.endsWith("]") ? text.slice(1, -1) : "";
    if (text.includes(":")) return tests("address6", text) ? text : "";
    if (text.endsWith(".")) text = text.slice(0, -1);
    if (!text || text.length > sizes.longestName) return "";
    const labels = text.split(".");
    if (!labels.every((label) => tests("label", label))) return "";
    if (tests("number", labels[labels.length - 1])) return isAddress(text) ? text : "";
    return labels.length > 1 || single || text === "localhost" ? text : "";
  };
  const checkPort = (text) => (text && +text > 0 && +text <= sizes.lastPort ? String(+text) : "");
  const isLink = (text, start, host, end) => tests("linkedHost", host.toLowerCase())
    || tests("linkedPath", text.slice(end, end + sizes.longestFile))
    || tests("beforeLink", text.slice(Math.max(start - sizes.beforeLink, 0), start).toLowerCase());
  const checkFile = (text, isAnyKind) => {
    const file = text.replace(/^[ \t]+|[ \t]+$/g, "").replace(/\.$/, "");
    if (!file || file.length > sizes.longestFile || tests("badInFile", file)) return "";
    if (tests("noFile", file)) return "";
    return isAnyKind || tests("certificate", file.toLowerCase()) ? file : "";
  };

  /** Return the numbers of the rows of a line. */
  const numbersOf = ({ number, wrap }) => (wrap ? wrap.pieces.map((row) => row.number) : [number]);

  /** Return the numbers of the lines that report a failure of TLS. */
  const failuresIn = (lines, signals) => {
    // Of reasons, browsers know fewer than Python.
    const failing = signals.filter(({ kind }) => kind !== "reason").map(({ line }) => line);
    const reports = ({ about, low }) => about && words.failures.some((part) => low.includes(part));
    let rest = sizes.failures;
    for (const line of lines) {
      if (!reports(line)) continue;
      failing.push(...numbersOf(line));
      rest -= 1;
      if (!rest) break;
    }
    return [...new Set(failing)].sort((a, b) => a - b);
  };

  /** Return the lines next to failures, to the first and to the last line. */
  const choose = (lines, failures) => {
    if (lines.reduce((sum, { text }) => sum + text.length, 0) <= sizes.read) return lines;
    const marks = [0];
    lines.forEach(({ number }, at) => failures.has(number) && marks.push(at));
    marks.push(lines.length - 1);
    let nearest = 0;
    const distances = lines.map((_, at) => {
      while (nearest + 1 < marks.length && marks[nearest + 1] <= at) nearest += 1;
      const following = marks[Math.min(nearest + 1, marks.length - 1)];
      return Math.min(at - marks[nearest], Math.abs(following - at));
    });
    let rest = sizes.read;
    const chosen = [];
    for (const at of lines.map((_, one) => one).sort((a, b) => distances[a] - distances[b])) {
      rest -= lines[at].text.length;
      if (rest < 0) break;
      chosen.push(at);
    }
    return chosen.sort((a, b) => a - b).map((at) => lines[at]);
  };

  // Paths of Windows, also escaped ones, are like those of other systems.
  const foldSlashes = (low) => low.replace(regular(facts.patterns.slashes), "/");
  const strip = (text) => {
    let [start, end] = [0, text.length];
    while (start < end && words.blank.includes(text[start])) start += 1;
    while (end > start && words.blank.includes(text[end - 1])) end -= 1;
    return text.slice(start, end);
  };
  const dropControls = (text) => (words.controls.some((part) => text.includes(part))
    ? text.replace(regular(facts.patterns.controls), "") : text);

  /** Return the rows of a text as they are, by their numbers. */
  const rowsOf = (text, numbers) => {
    const half = sizes.limit / 2;
    const halves = text.length <= sizes.limit ? [[1, text]]
      : [[1, text.slice(0, half)], [text.slice(0, -half).split("\n").length, text.slice(-half)]];
    const rows = new Map();
    for (const [first, part] of halves) {
      dropControls(part).split("\n").forEach((row, at) => {
        if (numbers.has(first + at)) rows.set(first + at, row);
      });
    }
    return rows;
  };

  const sourceOf = ({ number, text, low, wrap }) => {
    const rows = [];
    let [start, startLow] = [0, 0];
    (wrap ? wrap.pieces : []).forEach((piece, at) => {
      rows.push([piece.number, start, startLow]);
      const gap = (wrap.gaps[at] || "").length;
      start += piece.text.length + gap;
      startLow += foldSlashes(piece.low).length + gap;
    });
    const cuts = rows.slice(1).flatMap(([, begin], at) =>
      (wrap.gaps[at] && wrap.gaps[at] !== wrap.others[at] ? [begin - 1, begin] : []));
    return { number, text, low: foldSlashes(low), rows, cuts };
  };
  const rowAt = ({ number, rows }, offset, column) =>
    rows.reduce((found, row) => (row[column] > offset ? found : row[0]), number);

  /** Return whether a part of a source may be a part of a word. */
  const mayCut = ({ text, cuts, head, tail }, start, end) => {
    const part = text.slice(start, end);
    return cuts.includes(start) || cuts.includes(end)
      || (!!tail && tail.endsWith(part)) || (!!head && head.startsWith(part));
  };
  /** Return the rows of a wrapped line that may begin or end with a part of a word. */
  const sidesOf = ({ wrap }) => (wrap ? wrap.pieces : []).map(({ number, text }, at) => {
    const isOpen = (gap) => gap >= 0 && gap < wrap.gaps.length
      && (!wrap.gaps[gap] || wrap.gaps[gap] !== wrap.others[gap]);
    return [number, [isOpen(at - 1) ? text : "", isOpen(at) ? text : ""]];
  });

  /** Return lines of a text and the rows that differ from them. */
  const sourcesOf = (text, lines) => {
    const byNumber = new Map();
    for (const line of lines) {
      for (const number of numbersOf(line)) {
        if (!byNumber.has(number)) byNumber.set(number, []);
        byNumber.get(number).push(line.wrap ? "" : line.text);
      }
    }
    const sources = lines.map(sourceOf);
    const sides = new Map(lines.flatMap(sidesOf));
    const raw = rowsOf(text, byNumber);
    const deceptive = new Set();
    for (const [number, row] of raw) if (tests("deceptive", row)) deceptive.add(number);
    for (const source of sources) {
      const numbers = source.rows.length ? source.rows.map(([number]) => number) : [source.number];
      source.isDeceptive = numbers.some((number) => deceptive.has(number));
    }
    let rest = sizes.raw;
    for (const [number, whole] of raw) {
      const row = strip(whole.slice(0, sizes.longest).replace(regular(facts.patterns.space), " "));
      const folded = byNumber.get(number);
      if (!row || (folded.length === 1 && folded[0] === row)) continue;
      rest -= row.length;
      if (rest < 0) break;
      const low = foldSlashes(row.toLowerCase());
      const [head, tail] = sides.get(number) || [];
      const isDeceptive = deceptive.has(number);
      sources.push({ number, text: row, low, rows: [], cuts: [], isDeceptive, head, tail });
    }
    return sources.sort((a, b) => a.number - b.number);
  };

  const rank = (a, b) => (a < b ? -1 : Number(a > b));
  const byCost = (a, b) => a.cost - b.cost || a.line - b.line || a.start - b.start
    || rank(a.value, b.value) || rank(a.port, b.port) || a.isProxy - b.isProxy;

  const describe = (text, all, signals) => {
    const failures = failuresIn(all, signals);
    const sources = sourcesOf(text, choose(all, new Set(failures)));
    const low = sources.map((source) => source.low).join("\n");
    const starts = [];
    sources.reduce((start, source) => (starts.push(start), start + source.low.length + 1), 0);

    const found = new Map();
    const note = ([rule, part]) => {
      if (!low.includes(part)) return;
      if (found.has(rule)) found.get(rule).push(part);
      else found.set(rule, [part]);
    };
    others.forEach(note);
    for (const word of new Set(low.match(regular(facts.patterns.word)))) byKey.get(word)?.forEach(note);
    const fitting = [...found.keys()].sort((a, b) => a.number - b.number);
    const ofKind = (kind) => fitting.filter((rule) => rule.kind === kind);

    const sourceAt = (offset) => {
      let [first, last] = [0, starts.length - 1];
      while (first < last) {
        const middle = (first + last + 1) >> 1;
        if (starts[middle] <= offset) first = middle;
        else last = middle - 1;
      }
      return first;
    };
    const sourcesWith = (parts) => {
      const places = new Map();
      for (const part of parts) {
        let start = 0;
        for (let turn = 0; turn < sizes.lines; turn += 1) {
          start = low.indexOf(part, start);
          if (start < 0) break;
          const at = sourceAt(start);
          const offset = start - starts[at];
          places.set(at, Math.min(offset, places.get(at) ?? offset));
          if (at + 1 === starts.length) break;
          start = starts[at + 1];
        }
      }
      return [...places].sort(([a], [b]) => a - b)
        .map(([at, offset]) => ({ source: sources[at], row: rowAt(sources[at], offset, 2) }));
    };
    const matchesOf = (kind) => ofKind(kind).flatMap((rule) => sourcesWith(found.get(rule))
      .flatMap(({ source }) => [...source.text.matchAll(regular(rule.source))].map((match) => (
        { rule, source, match, groups: match.groups || {}, line: rowAt(source, match.index, 1) }))));
    const firstOf = (kind) => {
      const known = new Map();
      for (const rule of ofKind(kind)) {
        for (const { source, row } of sourcesWith(found.get(rule))) {
          const start = rule.source ? source.text.search(regular(rule.source)) : 0;
          if (start < 0) continue;
          const line = rule.source ? rowAt(source, start, 1) : row;
          if (!(known.get(rule.gives)?.line <= line)) known.set(rule.gives, { value: rule.gives, line });
          break;
        }
      }
      return known;
    };
    const distanceOf = (line) =>
      failures.reduce((best, one) => Math.min(best, Math.abs(line - one)), failures.length && sizes.far);

    // Facts.

    const toolsOf = () => {
      const shown = firstOf("tool");
      const contained = new Set([...shown.keys()].flatMap((name) => tools[name].slice(1)));
      for (const [name, one] of firstOf("sharedWord")) {
        const known = shown.get(name);
        if (known ? one.line < known.line : !contained.has(name)) shown.set(name, one);
      }
      return order.filter((name) => shown.has(name)).map((name) => shown.get(name));
    };
    const platformsOf = () => {
      const shown = firstOf("platform");
      if (!words.distributions.some((name) => shown.has(name))) {
        for (const [name, one] of firstOf("sharedPath")) shown.set(name, one);
      }
      return [...shown.values()].sort((a, b) => a.line - b.line || rank(a.value, b.value));
    };
    const versionsOf = () => {
      const shown = new Map();
      for (const { rule, line, groups } of matchesOf("version")) {
        const component = rule.gives || groups.component.toLowerCase().replace(/_/g, "-");
        let { version } = groups;
        if (!version.includes(".") && component === "Python") version = `${version[0]}.${version.slice(1)}`;
        if (!shown.has(component)) shown.set(component, []);
        shown.get(component).push({ component, version, line });
      }
      const best = [...shown.values()].map((some) => {
        const longer = some.find(({ version }) => version.startsWith(`${some[0].version}.`));
        const same = some.filter(({ version }) => version === (longer || some[0]).version);
        return same.reduce((a, b) => (b.line < a.line ? b : a));
      });
      return best.sort((a, b) => a.line - b.line || rank(a.component, b.component));
    };
    const sideOf = (shown) => {
      const sides = [...firstOf("side").values()];
      for (const { value, line } of shown) if (tools[value][0]) sides.push({ value: tools[value][0], line });
      return sides.reduce((best, one) => (best && best.line <= one.line ? best : one), null);
    };
    const hostsOf = () => matchesOf("host").flatMap(({ rule, source, match, groups }) => {
      if (source.isDeceptive) return [];
      const { scheme = "", port = "" } = groups;
      const isBare = rule.flags.includes("b") || Boolean(scheme && port);
      const isProxy = rule.flags.includes("p");
      const value = checkHost(groups.host, isBare);
      if (!value || (scheme === "http" && !isProxy)) return [];
      const [start, end] = match.indices.groups.host;
      if (mayCut(source, start, end)) return [];
      const line = rowAt(source, start, 1);
      if (rule.flags.includes("m") && isLink(source.text, match.index, value, end)) return [];
      if (!scheme && !isBare && tests("fileName", value)) return [];
      const cost = rule.weight + distanceOf(line) + Number(isAddress(value));
      const wanted = checkPort(port) || words.ports[scheme] || "";
      return [{ cost, line, start, value, port: wanted, isProxy }];
    });
    const lonePort = (near) => {
      for (const { line, groups } of matchesOf("port")) {
        const value = checkPort(groups.port);
        if (value && Math.abs(line - near) <= sizes.nearPort) return { value, line };
      }
      return null;
    };
    const placeOf = () => {
      const candidates = hostsOf().sort(byCost);
      const proxies = new Set(candidates.filter(({ isProxy }) => isProxy).map(({ value }) => value));
      const isWanted = proxies.size > 0 && words.proxyFailures.some((part) => low.includes(part));
      const wanted = candidates.filter(({ value }) => proxies.has(value) === isWanted);
      const hosts = wanted.filter(({ value }) => !words.unspecified.includes(value));
      const portOf = (one) => one && { value: one.port, line: one.line };
      if (!hosts.length) return [null, portOf(wanted.find(({ port }) => port)) || null];
      const [{ value, line }] = hosts;
      const withPort = hosts[0].port ? hosts[0] : hosts.find((one) => one.port && one.value === value);
      return [{ value, line }, portOf(withPort) || lonePort(line)];
    };
    const fileOf = () => {
      const [best] = matchesOf("file").flatMap(({ rule, source, match, groups }) => {
        const value = checkFile(groups.file, !rule.flags.includes("c"));
        const [start, end] = match.indices.groups.file;
        if (!value || source.isDeceptive) return [];
        if (!tests("completeFile", value.toLowerCase()) && mayCut(source, start, end)) return [];
        const line = rowAt(source, start, 1);
        return [{ cost: rule.weight + distanceOf(line), line, start, value, port: "", isProxy: false }];
      }).sort(byCost);
      return best ? { value: best.value, line: best.line } : null;
    };

    const shown = toolsOf();
    const [host, port] = placeOf();
    return {
      tools: shown,
      platforms: platformsOf(),
      versions: versionsOf(),
      host,
      port,
      file: fileOf(),
      side: sideOf(shown),
      frameworksPython: [...firstOf("framework").values()][0] || null,
    };
  };

  return { describe };
};
