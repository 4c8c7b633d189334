// From an error message to the entries that explain it: sphinx_tlsalerts.matcher step by step,
// with its patterns and scores (facts), and what finder/tables.py says of the entries (tables).
globalThis.tlsalertsMatcher = (facts, tables) => {
  "use strict";

  const KINDS = { r: "reason", v: "verification", a: "alert", n: "name", e: "exception" };

  const hasOne = (text, parts) => {
    for (const part of parts) if (text.includes(part)) return true;
    return false;
  };
  const entry = (map, key, make) => {
    if (!map.has(key)) map.set(key, make());
    return map.get(key);
  };
  const listIn = (map, key) => entry(map, key, () => []);
  const compare = (a, b) => (a < b ? -1 : Number(a > b));
  const keyOf = ({ kind, value }, library) => `${kind} ${value} ${library || ""}`;

  const { sizes, scores, words } = facts;
  const regular = (source) => new RegExp(source, "gs");
  const patterns = {};
  for (const name in facts.patterns) patterns[name] = regular(facts.patterns[name]);
  const rules = facts.rules.map(([parts, part, sources, does]) =>
    ({ parts, part, regulars: sources.map(regular), does }));
  const findAll = (name, text) => text.match(patterns[name]) || [];
  const tests = (name, text) => text.search(patterns[name]) >= 0;
  const folded = (text) =>
    text.toLowerCase().split(patterns.white).filter(Boolean).join(" ");
  const windowsNames = new Map(Object.entries(facts.windows).map(([name, [number]]) => [number, name]));
  windowsNames.delete(0);
  const isReported = (name) => words.reported.some((start) => name.startsWith(start));

  // What a text is known by only if its rarest or longest word is in the line as well.
  const withWord = (name, text, more, rank = () => 0) => {
    const word = findAll(name, text)
      .reduce((a, b) => ((rank(b) - rank(a) || a.length - b.length) < 0 ? b : a));
    const isIn = (low) => low.includes(text) && findAll(name, low).includes(word);
    return { ...more, text, isIn };
  };

  // Alerts.

  const alertsByText = new Map();
  const alertsByCode = new Map();
  for (const name in facts.alerts) {
    alertsByCode.set(facts.alerts[name][0], name);
    const plain = name.split("_");
    for (const text of facts.spellings[name].split(";")) {
      alertsByText.set(text.replace("*", plain.join(" ")).replace("+", plain.join("")), name);
    }
  }
  const { readLines, joinPieces, strip } = globalThis.tlsalertsLines(facts, () => alertsByText.keys());
  const paste = globalThis.tlsalertsPaste(facts.paste,
    (row) => strip(row, facts.words.blank).slice(0, facts.sizes.longest));
  const alertSpelled = (text) =>
    alertsByText.get(text.toLowerCase().replace(patterns.notWord, " ").trim());
  const alertAtStart = (text) => {
    const found = findAll("alertWord", text).slice(0, sizes.alertWords);
    if (found.length && !/\D/.test(found[0])) return alertsByCode.get(+found[0].slice(0, 4));
    while (found.length && !alertsByText.has(found.join(" "))) found.pop();
    return alertsByText.get(found.join(" "));
  };

  // Verification codes.

  const constants = Object.keys(facts.codes);
  const codesByNumber = new Map(constants.map((name) => [facts.codes[name][0], name]));
  for (const number in facts.numbers) codesByNumber.set(+number, facts.numbers[number]);
  const codesByName = new Map(constants
    .map((name) => [name.replace(words.codePrefix, "").replace("X509_", ""), name])
    .filter(([name]) => tests("distinctive", name)));
  const codeTexts = facts.texts
    .map(([at, text]) => withWord("codeWord", text, { code: constants[at] }));
  const codeAtStart = (text) =>
    text && codeTexts.find((known) => text.startsWith(known.text))?.code;

  const counts = new Map();
  for (const [, , first] of facts.sentences) {
    for (const word of findAll("sentenceWord", first)) counts.set(word, (counts.get(word) || 0) + 1);
  }
  const sentences = facts.sentences.map(([kind, value, first, ...parts]) =>
    withWord("sentenceWord", first, { kind, value, parts }, (word) => counts.get(word)));

  // Reasons, of which facts and tables have some each.

  const reasons = [facts.reasons, tables.reasons || {}].flatMap((group) =>
    Object.keys(group).flatMap((library) => group[library].split(";").map((record) => {
      const [name, number, mark, text] = record.split(":");
      return { library, name, mark, number, text: text || name.toLowerCase().replace(/_/g, " ") };
    })));
  reasons.sort((a, b) => compare(a.library, b.library) || compare(a.name, b.name));
  const [byName, byText, byNumber] = [new Map(), new Map(), new Map()];
  for (const one of reasons) {
    listIn(byName, one.name).push(one);
    listIn(byText, one.text).push(one);
    listIn(byNumber, `${one.library} ${one.number}`).push(one);
  }
  const libraryNames = Object.keys(facts.libraries);
  const libraryWorded = (text) =>
    libraryNames.find((name) => facts.libraries[name][1] === folded(text));

  const inLibrary = (found, library) =>
    (found || []).filter((one) => one.library === library || one.library === "ERR");
  const worded = (text) => byText.get(folded(strip(text, words.aroundReason))) || [];
  const wordedIn = (text, library) => {
    const found = inLibrary(worded(text), library);
    return (found.find((one) => one.library === library) || found[0])?.name;
  };
  const often = (text) => worded(text).filter((one) => words.often.includes(one.library));

  // A packed number may be read without a function, else with one.
  const decode = (packed) => {
    const code = parseInt(packed, 16);
    if (code >= 0x80000000) return { library: "SYS" };
    const found = [];
    for (const [shift, mask, not] of [[23, 0x7fffff, "<"], [24, 0xfff, ">"]]) {
      const library = libraryNames.find((name) => facts.libraries[name][0] === code >> shift);
      if (!library || (shift === 23 && code & 0x3f000)) continue;
      const owners = library === "SYS" ? [] : ["ERR", library];
      const known = owners.flatMap((name) => byNumber.get(`${name} ${code & mask}`) || [])
        .filter(({ mark }) => mark !== not);
      found.push({ ...known.pop(), library });
    }
    return found.find(({ name }) => name) || found[0] || {};
  };

  // What the entries are recognised by. Sets of signals stand under their rarest signal, phrases
  // under their rarest pair of words.

  const [byKey, byPair, byMention, byTitle, known] = [1, 2, 3, 4, 5].map(() => new Map());
  const claimed = new Set(tables.claimed);
  const valueOf = (letter, value) =>
    ({ a: alertsByCode.get(+value), v: constants[value] })[letter.toLowerCase()] || value;
  const readSet = (text, title) => {
    const keys = text.split("&").map((key) => {
      const [value, library] = key.slice(1).split(".");
      if (key[0] === "n") claimed.add(value);
      return keyOf({ kind: KINDS[key[0]], value: valueOf(key[0], value) || title }, library);
    });
    const set = { keys, places: [] };
    listIn(byKey, keys[0]).push(set);
    return set;
  };
  const readPhrase = (text) => {
    const [rest, before = ""] = text.slice(1).split("^").reverse();
    const parts = (before + rest).split("*").map((part) => part.split(" "));
    const number = before.split("*").length - 1;
    const offset = before.split("*")[number].split(" ").length - 1;
    const phrase = { parts, number, offset, needsContext: text[0] === "?", places: [] };
    listIn(byPair, rest.split(/[ *]/, 2).join(" ")).push(phrase);
    return phrase;
  };

  // Most ids follow from the titles, and are not in the tables.
  const ids = tables.titles.map((title, at) => tables.ids[at]
    || title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, ""));
  const exceptions = []; // of each entry
  const entries = tables.known.split("|").map((part) => part.split(";"));
  tables.titles.forEach((title, at) => {
    const own = { A: [], V: [], E: [] };
    for (const item of entries[at].filter(Boolean)) {
      const mark = item[0] in scores.marks ? item[0] : "";
      const text = item.slice(mark.length);
      const [letter] = text;
      if (text === "t") claimed.add(title);
      else if (own[letter]) own[letter] = text.slice(1).split(",").map((one) => valueOf(letter, one));
      else {
        const one = entry(known, text === "r" ? text + title : text, () =>
          (KINDS[letter] ? readSet(text, title) : readPhrase(text)));
        one.places.push({ factor: scores.marks[mark], at });
      }
    }
    entries[at] = [...own.A, ...own.E];
    exceptions.push(own.E);
    for (const name of own.A) listIn(byMention, name).push({ factor: 1, at });
    for (const name of own.V) listIn(byMention, name).push({ factor: scores.code, at });
    listIn(byTitle, folded(title.replace(/`/g, ""))).push({ factor: 1, at });
  });
  // The project's own entries come first, then bundled ones.
  const isBundled = (at) => Number(at >= (tables.own ?? entries.length));
  for (const { places } of known.values()) {
    places.sort((a, b) => isBundled(a.at) - isBundled(b.at) || b.factor - a.factor || a.at - b.at);
  }

  // Signals of a line. The functions tell what a match of a rule means.

  let line = null;
  let told = [];
  const tell = (kind, value, library = null, implied = false, sent = false) => {
    if (value) told.push({ kind, value, line: line.number, library, implied, sent });
  };
  const tellReason = (name, library, implied) => {
    const alert = name && isReported(name) && alertSpelled(name);
    if (alert) tell("alert", alert, null, implied);
    else tell("reason", name, library, implied);
  };
  const tellAlert = (name) => {
    const sent = !!name && tests("alertSent", line.low);
    if (name !== words.closeNotify || !(sent || tests("alertTraced", line.low))) {
      tell("alert", name, null, false, sent);
    }
  };
  const isSetOff = (start, end) => {
    const before = strip(line.low.slice(0, start), words.blank).slice(-1);
    const after = strip(line.low.slice(end), words.blank)[0] || "";
    return words.opening.includes(before) && words.closing.includes(after);
  };
  const does = {
    brackets({ library, name, text }) {
      if (!facts.libraries[library]) return;
      const meant = name || wordedIn((text || "").split(":")[0], library);
      if (name ? byName.has(name) || (/^(SSL|X509)$/.test(library) && name.includes("_"))
        : meant) tellReason(meant, library);
    },
    errorLine({ number, library: called, text }) {
      const decoded = decode(number);
      const library = libraryWorded(called) || decoded.library;
      if (!library) return;
      const rest = strip(text, words.blank);
      const isName = inLibrary(byName.get(rest), library).length; // as BoringSSL prints it
      tellReason((isName && rest) || wordedIn(rest, library)
        || (decoded.library === library && decoded.name), library);
    },
    tuple({ library: called, text }) {
      const library = libraryWorded(called);
      tellReason(library && wordedIn(text, library), library);
    },
    unknown({ number }) {
      const { name, library } = decode(number);
      if (name) tellReason(name, library);
    },
    verifyFailed: () => tell("reason", words.verifyFailed),
    pieces() {
      for (const piece of line.about ? line.low.split(patterns.pieces) : []) {
        const text = strip(piece, words.aroundReason);
        const [one] = text.split(" ").length < sizes.tellingWords ? [] : often(text);
        if (one) tellReason(one.name, null, true);
      }
    },
    codeConstant: ({ rest }) => facts.codes[rest] && tell("verification", rest),
    // Numbers changed between releases, texts did not: the text decides.
    codeNumber({ number, text }) {
      const code = codeAtStart(text) || codesByNumber.get(+number) || "";
      if (code.startsWith(words.codePrefix)) tell("verification", code);
    },
    codeText: ({ text }) => tell("verification", codeAtStart(text)),
    codeWords() {
      if (!tests("codeHint", line.low)) return;
      const taken = [];
      const whole = strip(line.low, words.aroundCode).replace(patterns.codeBefore, "");
      for (const { text, code, isIn } of codeTexts) {
        const start = line.low.indexOf(text);
        const end = start + text.length;
        if (!isIn(line.low) || taken.some(([left, right]) => start < right && left < end)) continue;
        taken.push([start, end]);
        const isLong = text.split(" ").length >= sizes.longText && !words.ordinary.includes(text);
        if (isLong || whole === text || (line.about && isSetOff(start, end))) {
          tell("verification", code);
        }
      }
    },
    alert: ({ rest }) => tellAlert(alertAtStart(rest)),
    alertName: ({ rest }) => tellAlert(alertSpelled(rest)),
    exception: ({ rest }) => tell("exception", rest),
    windows({ name: called, hex, decimal }) {
      const number = hex ? parseInt(hex, 16) : 2 ** 32 - decimal;
      const name = called || windowsNames.get(number);
      if (claimed.has(name)) tell("name", name);
      const [, kind, value] = facts.windows[name] || [];
      tell(kind, value, null, true);
    },
    system({ number, error }) {
      const known = words.system[number] || number;
      const name = number === words.ofEnd || !error ? known
        : error.slice(error.startsWith(words.wsa) ? words.wsa.length : 0);
      if (claimed.has(words.ofSystem + name)) tell("name", words.ofSystem + name);
    },
    file: ({ number }) => claimed.has(words.ofFile + number) && tell("name", words.ofFile + number),
    boringssl({ reason, alert }) {
      const name = alertsByCode.get(alert - sizes.firstAlert);
      if (name) tell("alert", name);
      else if (claimed.has(reason)) tell("name", reason);
    },
    sentences() {
      for (const { kind, value, text, parts: others, isIn } of sentences) {
        if (!isIn(line.low) || !others.every((part) => line.low.includes(part))) continue;
        const isAddress = text === words.validFor && tests("notForAddress", line.low);
        tell(kind, isAddress ? words.forAddress : value, null, !isAddress);
      }
    },
  };
  const apply = (some) => {
    for (const { parts: needed, part, regulars, does: name } of some) {
      if (!hasOne(line.low, needed)) continue;
      for (const regular of regulars) {
        for (const { groups } of line[part].matchAll(regular)) does[name](groups);
      }
    }
  };
  const codeRules = rules.filter((rule) => rule.does.startsWith("code"));

  const tellName = (whole) => {
    for (const prefix of ["node", "prefix"]) {
      const [match] = whole.matchAll(patterns[prefix]);
      const name = match && whole.slice(match[0].length);
      if (byName.has(name)) return tellReason(name, match.groups.library || match.groups.node);
    }
    if (byName.has(whole) && (tests("telling", whole) || line.about || claimed.has(whole))) {
      return tellReason(whole);
    }
    const code = codesByName.get(whole);
    return code ? tell("verification", code) : claimed.has(whole) && tell("name", whole);
  };
  const isBetter = (one, other) => (one.implied - other.implied || one.sent - other.sent) < 0;
  const signalsIn = (one) => {
    told = [];
    line = one;
    if (hasOne(line.low, words.hints)) apply(rules);
    for (const name of findAll("name", line.text)) tellName(name);
    return told;
  };
  // A wrapped line counts as a whole; its other spelling and its rows only for kinds of signals that
  // it lacks. Each signal gets the number of the row in which it begins.
  const signalsOfWrap = (one, known) => {
    const { wrap, about } = one;
    const idOf = (signal) => keyOf(signal, signal.library);
    const lacking = (signals, others) => {
      const kinds = signals.map(({ kind }) => kind);
      return others.filter(({ kind }) => !kinds.includes(kind));
    };
    const signals = signalsIn(one);
    if (wrap.isDoubtful) {
      signals.push(...lacking(signals, signalsIn({ ...joinPieces(wrap, wrap.others), about })));
    }
    const rows = wrap.pieces.flatMap((piece) => signalsIn({ ...piece, about }));
    const numbers = new Map(rows.map((signal) => [idOf(signal), signal.line]).reverse());
    const isMissing = signals.map(idOf).some((id) => !numbers.has(id) && !known.has(id));
    for (let first = isMissing ? wrap.pieces.length - 1 : 0; first > 0; first -= 1) {
      for (const gaps of wrap.isDoubtful ? [wrap.gaps, wrap.others] : [wrap.gaps]) {
        const part = { ...joinPieces(wrap, gaps, first, first + sizes.rows), about };
        for (const signal of signalsIn(part)) {
          if (!numbers.has(idOf(signal))) numbers.set(idOf(signal), part.number);
        }
      }
    }
    const implied = signals.filter((signal) => signal.implied).map(idOf);
    const better = rows.filter((signal) => implied.includes(idOf(signal)) && !signal.implied);
    return signals
      .map((signal) => ({ ...signal, line: numbers.get(idOf(signal)) ?? one.number }))
      .concat(better, lacking(signals, rows));
  };
  const signalsOf = (one, next, known) => {
    const isWrapped = one.wrap && hasOne(one.low, words.hints);
    const signals = isWrapped ? signalsOfWrap(one, known) : signalsIn(one);
    // A message may go on in the next line.
    const isCoded = signals.some(({ kind }) => kind === "verification");
    if (!next || isCoded || !one.low.includes(words.wrapped)) return signals;
    const text = `${one.text} ${next.text}`;
    const number = one.wrap ? one.wrap.pieces.at(-1).number : one.number;
    told = [];
    line = { number, text, low: text.toLowerCase(), about: true };
    apply(codeRules);
    return signals.concat(told);
  };
  // A text that consists of one name or one reason in OpenSSL's words.
  const ofWhole = (one) => {
    told = [];
    line = one;
    const [[asked] = [], [code] = []] = ["askedAlert", "askedCode"]
      .map((name) => [...line.low.matchAll(patterns[name])].map(({ groups }) => +groups.number));
    tell("alert", alertsByCode.get(asked));
    const constant = codesByNumber.get(code);
    if (constant !== words.verified) tell("verification", constant);
    const alert = alertSpelled(line.text);
    if (!words.everyday.includes(alert)) tell("alert", alert);
    const reason = often(line.text).find(({ name }) => tests("telling", name));
    if (reason) tellReason(reason.name);
    return told;
  };

  const readSignals = (lines) => {
    const found = new Map();
    const note = (one) => {
      const key = keyOf(one, one.library);
      const other = found.get(key);
      if (!other || isBetter(one, other)) found.set(key, one);
    };
    lines.forEach((one, at) => signalsOf(one, lines[at + 1], found).forEach(note));
    const all = () => [...found.values()];
    const isClear = all().some(({ kind, implied }) => /^[rva]/.test(kind) && !implied);
    if (!isClear && lines.length === 1 && lines[0].text.length <= sizes.short) {
      ofWhole(lines[0]).forEach((one) => found.has(keyOf(one, one.library)) || note(one));
    }
    // A reason without library says nothing where the text has it with one.
    const withLibrary = all().filter(({ library }) => library).map(({ value }) => value);
    return all().filter(({ value, library }) => library || !withLibrary.includes(value))
      .sort((a, b) => a.line - b.line);
  };

  // Phrases.

  const stands = (all, part, at) => part.every((word, next) => all[at + next] === word);
  const placeOf = (all, part, first, last) => {
    for (let at = first; at <= last; at += 1) if (stands(all, part, at)) return at;
    return -1;
  };
  const fits = (all, { parts, number }, start) => {
    if (start < 0 || !stands(all, parts[number], start)) return false;
    let at = start;
    for (let next = number + 1; next < parts.length && at >= 0; next += 1) {
      at += parts[next - 1].length;
      at = placeOf(all, parts[next], at, at + sizes.gap);
    }
    if (at >= 0) at = start;
    for (let next = number - 1; next >= 0 && at >= 0; next -= 1) {
      at -= parts[next].length;
      at = placeOf(all, parts[next], Math.max(at - sizes.gap, 0), at);
    }
    return at >= 0;
  };
  const isNear = (number, about) => {
    for (let one = number - sizes.near; one <= number + sizes.near; one += 1) {
      if (about.has(one)) return true;
    }
    return false;
  };
  const wordsOf = (lines, isOther) => {
    const [all, numbers] = [[], []];
    for (const { low, number, wrap } of lines) {
      const gaps = wrap && (isOther ? wrap.others : wrap.gaps);
      const text = wrap ? joinPieces(wrap, gaps).low : low;
      let [row, end] = [0, wrap ? wrap.pieces[0].low.length + gaps[0].length : 0];
      for (const { 0: word, index } of text.matchAll(patterns.phraseWord)) {
        while (wrap && index >= end) {
          row += 1;
          end += wrap.pieces[row].low.length + (gaps[row] || "").length;
        }
        all.push(word);
        numbers.push(wrap ? wrap.pieces[row].number : number);
      }
    }
    return [all, numbers];
  };
  const phrasesIn = (lines, about) => {
    const search = (isOther) => {
      const [all, numbers] = wordsOf(lines, isOther);
      const found = new Map();
      all.forEach((word, at) => {
        for (const code of byPair.get(word) || []) {
          if (!found.has(code)) found.set(code, numbers[at]);
        }
      });
      const isWhole = ({ parts }) => lines.length === 1 && parts.flat().length === all.length;
      for (let at = 0; at + 1 < all.length; at += 1) {
        for (const phrase of byPair.get(`${all[at]} ${all[at + 1]}`) || []) {
          if (!found.has(phrase) && fits(all, phrase, at - phrase.offset)
            && (!phrase.needsContext || isWhole(phrase) || isNear(numbers[at], about))) found.set(phrase, numbers[at]);
        }
      }
      return found;
    };
    const others = lines.some(({ wrap }) => wrap?.isDoubtful) ? search(true) : [];
    return new Map([...others, ...search(false)]);
  };

  // Each own entry comes before the bundled ones that demand hardly more of the text, and takes
  // over the score of those that it passes.
  const ownFirst = (ranked) => {
    const [own, bundled] = [0, 1].map((kind) =>
      ranked.filter((one) => isBundled(one.entry) === kind));
    const merged = [];
    while (own.length && bundled.length) {
      const [[ours], [other]] = [own, bundled];
      const isFirst = ours.worth + scores.own >= other.worth || ours.score >= other.score;
      merged.push((isFirst ? own : bundled).shift());
    }
    merged.push(...own, ...bundled);
    merged.reduceRight((after, one) => (one.score = Math.max(one.score, after)), 0);
    return merged;
  };

  // Entries that have the words of a search in their title or their exceptions.
  const searchIn = (text) => {
    if (!tests("search", text) || !tests("searchOwn", text.toLowerCase())) return [];
    const wanted = findAll("searchWord", text.toLowerCase())
      .filter((word) => !words.empty.includes(word));
    if (!wanted.length || wanted.length > sizes.searchWords) return [];
    if (!wanted.some((word) => word.length > 2)) return [];
    return tables.titles.flatMap((title, at) => {
      const own = findAll("searchWord", title.toLowerCase());
      const all = own.concat(exceptions[at].map((name) => name.toLowerCase()));
      if (!wanted.every((word) => all.some((one) => one.startsWith(word)))) return [];
      const exact = wanted.filter((word) => own.includes(word)).length;
      const inTitle = own.some((one) => wanted.some((word) => one.startsWith(word)));
      const hundredths = inTitle ? Math.floor(100 / (own.length + 1)) : 0;
      return [{ at, worth: 1 + exact + hundredths / 100 }];
    });
  };

  const match = (typed, most = sizes.most) => {
    // Python counts characters, browsers count those beyond the first plane twice.
    const text = typed.replace(/[\ud800-\udbff][\udc00-\udfff]/g, "\ufffd");
    const lines = readLines(text);
    const about = new Set(lines.filter(({ low }) => hasOne(low, words.context)
      && tests("context", low) && !hasOne(low, words.others))
      .flatMap(({ number, wrap }) => [number, ...(wrap?.pieces.map((row) => row.number) || [])]));
    for (const one of lines) one.about = about.has(one.number);
    const signals = readSignals(lines);

    const found = new Map();
    const add = (places, worth, why, isNew) => {
      for (const { factor, at } of (places || []).slice(0, sizes.most)) {
        const score = worth * factor;
        const one = found.get(at);
        if (one && isNew) continue;
        if (!one || one.score < score) found.set(at, { at, score, why });
        found.get(at).worth = Math.max(worth, one?.worth ?? 0);
      }
    };
    const worthOf = ({ kind, implied }) => scores.worth[kind] * (implied ? scores.implied : 1);

    const fulfilled = new Map();
    for (const one of signals) {
      const owners = one.library ? [one] : byName.get(one.value) || [];
      for (const { library } of one.sent ? [] : [{}, ...owners]) {
        const key = keyOf(one, library);
        const other = fulfilled.get(key);
        if (!other || (other.implied && !one.implied)) fulfilled.set(key, one);
      }
    }
    for (const key of fulfilled.keys()) {
      for (const { keys, places } of byKey.get(key) || []) {
        if (!keys.every((one) => fulfilled.has(one))) continue;
        const why = keys.map((one) => fulfilled.get(one)).sort((a, b) => a.line - b.line);
        add(places, why.reduce((sum, one) => sum + worthOf(one), 0), why);
      }
    }
    for (const one of signals) {
      if (one.kind === "verification") add(byMention.get(one.value), worthOf(one), [one]);
    }
    for (const [phrase, number] of phrasesIn(lines, about)) {
      const value = phrase.parts.map((part) => part.join(" ")).join(" … ");
      const length = Math.min(phrase.parts.flat().length, scores.longest);
      add(phrase.places, scores.phrase + scores.perWord * length,
        [{ kind: "words", value, line: number }]);
    }
    if (lines.length === 1) {
      add(byTitle.get(folded(lines[0].text.replace(/`/g, ""))), scores.wholeTitle,
        [{ kind: "title", value: "", line: lines[0].number }], true);
      const at = ids.findIndex((name) => name.toLowerCase() === lines[0].low);
      if (at >= 0) add([{ factor: 1, at }], scores.wholeId, [{ kind: "title", value: "", line: lines[0].number }]);
    }
    for (const one of signals) {
      if (one.kind !== "alert") continue;
      const noticed = one.sent && words.noticed[one.value];
      const noticing = noticed && (byMention.get(noticed) || known.get(`r${noticed}`)?.places);
      if (noticing) add(noticing, scores.noticed, [one], true);
      add(byMention.get(one.value), scores.mentioned, [one], true);
    }

    const offered = !found.size && lines.length === 1;
    for (const { at, worth } of offered ? searchIn(lines[0].text) : []) {
      add([{ factor: 1, at }], worth, [{ kind: "title", value: "", line: lines[0].number }]);
    }

    const matches = [...found.values()].map(({ at, score, why, worth }) => {
      // Alerts and exceptions of the entry that agree with the text.
      const more = signals.filter((one) => entries[at].includes(one.value) && !why.includes(one));
      return {
        entry: at,
        score: Math.round((score + scores.agrees * more.length) * 100) / 100,
        line: why[0].line,
        reasons: why.concat(more),
        worth,
      };
    });
    matches.sort((a, b) => b.score - a.score || a.line - b.line || a.entry - b.entry);
    return {
      signals,
      matches: ownFirst(matches).slice(0, most),
      characters: text.length,
      skipped: Math.max(text.length - sizes.limit, 0),
      offered: offered && found.size > 0,
      context: paste.describe(text, lines, signals),
    };
  };

  return { match, ids };
};
