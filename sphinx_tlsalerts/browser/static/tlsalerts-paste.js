// What a paste shows of the reader's situation: sphinx_tlsalerts.matcher.paste step by step, with
// its rules (facts). Lines and signals come from the matcher.
globalThis.tlsalertsPaste = (facts, trim) => {
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
  const isLink = (low, start, host, rest) => tests("linkedHost", host.toLowerCase())
    || tests("linkedPath", rest)
    || tests("beforeLink", low.slice(Math.max(start - sizes.beforeLink, 0), start));
  const checkFile = (text, isAnyKind) => {
    const file = text.replace(/^[ \t]+|[ \t]+$/g, "").replace(/\.$/, "");
    if (!file || file.length > sizes.longestFile || tests("badInFile", file)) return "";
    if (tests("noFile", file)) return "";
    return isAnyKind || tests("certificate", file.toLowerCase()) ? file : "";
  };

  /** Return the numbers of the lines that report a failure of TLS. */
  const failuresIn = (lines, signals) => {
    // Of reasons, browsers know fewer than Python.
    const failing = signals.filter(({ kind }) => kind !== "reason").map(({ line }) => line);
    const reports = ({ low }) => words.failures.some((part) => low.includes(part));
    let rest = sizes.failures;
    for (const line of lines) {
      if (!line.about || !reports(line)) continue;
      failing.push(...(line.wrap?.pieces || [line]).filter(reports).map(({ number }) => number));
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

  const rank = (a, b) => (a < b ? -1 : Number(a > b));
  const byCost = (a, b) => a.cost - b.cost || a.line - b.line || a.start - b.start
    || rank(a.value, b.value) || rank(a.port, b.port) || a.isProxy - b.isProxy;

  // The rows of some lines as they were pasted: a prefix of a log may name the program.
  const rowsOf = (text, chosen) => {
    const rows = text.split("\n");
    const numbers = new Set(chosen.flatMap((line) =>
      (line.wrap?.pieces || [line]).map(({ number }) => number)));
    return [...numbers].flatMap((number) => {
      const row = trim(rows[number - 1]);
      return row ? [{ number, text: row, low: row.toLowerCase() }] : [];
    });
  };
  // Of a wrapped text, a host or a file may be in two rows, and is whole only in a line.
  const combine = (rows, lines, isWrapped) => {
    const [places, others] = isWrapped ? [lines, rows] : [rows, lines];
    const ends = places.host || places.port ? places : others;
    const unite = (name, key) =>
      new Map([...lines[name], ...rows[name]].map((shown) => [shown[key], shown]));
    const own = unite("tools", "value");
    return {
      tools: order.filter((name) => own.has(name)).map((name) => own.get(name)),
      platforms: [...unite("platforms", "value").values()]
        .sort((a, b) => a.line - b.line || rank(a.value, b.value)),
      versions: [...unite("versions", "component").values()]
        .sort((a, b) => a.line - b.line || rank(a.component, b.component)),
      host: ends.host,
      port: ends.port,
      file: places.file || others.file,
      side: rows.side || lines.side,
      frameworksPython: rows.frameworksPython || lines.frameworksPython,
    };
  };
  const describe = (text, all, signals, isDisguised) => {
    const failures = failuresIn(all, signals);
    const chosen = choose(all, new Set(failures));
    const rows = rowsOf(text, chosen);
    const isSame = rows.length === chosen.length
      && rows.every((row, at) => row.text === chosen[at].text);
    let context = describeLines(chosen, failures);
    if (!isSame) {
      const isWrapped = chosen.some(({ wrap }) => wrap);
      context = combine(describeLines(rows, failures), context, isWrapped);
    }
    return isDisguised ? { ...context, host: null, port: null, file: null } : context;
  };

  const describeLines = (lines, failures) => {
    // Paths of Windows, also escaped ones, are like those of other systems.
    const folded = lines.map((line) => line.low.replace(regular(facts.patterns.slashes), "/"));
    const low = folded.join("\n");
    const starts = [];
    folded.reduce((start, text) => (starts.push(start), start + text.length + 1), 0);

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

    const lineAt = (offset) => {
      let [first, last] = [0, starts.length - 1];
      while (first < last) {
        const middle = (first + last + 1) >> 1;
        if (starts[middle] <= offset) first = middle;
        else last = middle - 1;
      }
      return first;
    };
    const linesWith = (parts) => {
      const places = new Set();
      for (const part of parts) {
        let start = 0;
        for (let turn = 0; turn < sizes.lines; turn += 1) {
          start = low.indexOf(part, start);
          if (start < 0) break;
          const at = lineAt(start);
          places.add(at);
          if (at + 1 === starts.length) break;
          start = starts[at + 1];
        }
      }
      return [...places].sort((a, b) => a - b).map((at) => lines[at]);
    };
    const matchesOf = (kind) => ofKind(kind).flatMap((rule) => linesWith(found.get(rule))
      .flatMap((line) => [...line.text.matchAll(regular(rule.source))]
        .map((match) => ({ rule, line, match, groups: match.groups || {} }))));
    // The number of the row that has a character of a line, which may have been wrapped.
    const numberAt = ({ number, wrap }, offset) => {
      if (!wrap) return number;
      let end = 0;
      for (let at = 0; at < wrap.pieces.length; at += 1) {
        end += wrap.pieces[at].text.length + (wrap.gaps[at] || "").length;
        if (offset < end) return wrap.pieces[at].number;
      }
      return wrap.pieces[wrap.pieces.length - 1].number;
    };
    const firstOf = (kind) => {
      const known = new Map();
      for (const rule of ofKind(kind)) {
        const parts = found.get(rule);
        const placesIn = (one) =>
          parts.map((part) => one.indexOf(part)).filter((place) => place >= 0);
        const at = ({ text, low: one }) => (rule.source
          ? text.search(regular(rule.source))
          : Math.min(...placesIn(one), one.length));
        const line = linesWith(parts).find((one) => !rule.source || at(one) >= 0);
        const number = line && numberAt(line, at(line));
        if (line && !(known.get(rule.gives)?.line <= number)) {
          known.set(rule.gives, { value: rule.gives, line: number });
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
      for (const { rule, line, match, groups } of matchesOf("version")) {
        const component = rule.gives || groups.component.toLowerCase().replace(/_/g, "-");
        let { version } = groups;
        if (!version.includes(".") && component === "Python") version = `${version[0]}.${version.slice(1)}`;
        if (!shown.has(component)) shown.set(component, []);
        const number = numberAt(line, match.indices.groups.version[0]);
        shown.get(component).push({ component, version, line: number });
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
    const hostsOf = () => matchesOf("host").flatMap(({ rule, line, match, groups }) => {
      const { scheme = "", port = "" } = groups;
      const isBare = rule.flags.includes("b") || Boolean(scheme && port);
      const isProxy = rule.flags.includes("p");
      const value = checkHost(groups.host, isBare);
      if (!value || (scheme === "http" && !isProxy)) return [];
      const [start, end] = match.indices.groups.host;
      if (rule.flags.includes("m") && isLink(line.low, match.index, value, line.text.slice(end))) return [];
      if (!scheme && !isBare && tests("fileName", value)) return [];
      const number = numberAt(line, start);
      const cost = rule.weight + distanceOf(number) + Number(isAddress(value));
      const wanted = checkPort(port) || words.ports[scheme] || "";
      return [{ cost, line: number, start, value, port: wanted, isProxy }];
    });
    const lonePort = (near) => {
      for (const { line, match, groups } of matchesOf("port")) {
        const value = checkPort(groups.port);
        const number = numberAt(line, match.indices.groups.port[0]);
        if (value && Math.abs(number - near) <= sizes.nearPort) return { value, line: number };
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
      const [best] = matchesOf("file").flatMap(({ rule, line, match, groups }) => {
        const value = checkFile(groups.file, !rule.flags.includes("c"));
        if (!value) return [];
        const [start] = match.indices.groups.file;
        const number = numberAt(line, start);
        const cost = rule.weight + distanceOf(number);
        return [{ cost, line: number, start, value, port: "", isProxy: false }];
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
