// The lines of a paste without what is around them, and wrapped ones joined: the modules folding,
// wraps and lines of sphinx_tlsalerts.matcher step by step, with their patterns (facts).
globalThis.tlsalertsLines = (facts, listAlertTexts) => {
  "use strict";

  const { sizes, words } = facts;
  const one = {};
  const all = {};
  for (const name in facts.patterns) {
    one[name] = new RegExp(facts.patterns[name], "s");
    all[name] = new RegExp(facts.patterns[name], "gs");
  }

  const stripStart = (text, chars) => {
    let start = 0;
    while (start < text.length && chars.includes(text[start])) start += 1;
    return text.slice(start);
  };
  const stripEnd = (text, chars) => {
    let end = text.length;
    while (end && chars.includes(text[end - 1])) end -= 1;
    return text.slice(0, end);
  };
  const strip = (text, chars) => stripStart(stripEnd(text, chars), chars);

  // Characters, escapes, frames and prefixes.

  const folded = new Map();
  for (const to in words.folded) for (const char of words.folded[to]) folded.set(char, to);
  const foldCode = (code, whole) => {
    const char = String.fromCharCode(code);
    return code >= 0x20 && code < 0x7f ? char : folded.get(char) ?? whole;
  };
  const decodeEntity = (whole, ...found) => {
    const { name, number, hex } = found.at(-1);
    return name ? words.entities[name] : foldCode(parseInt(number || hex, number ? 10 : 16), whole);
  };
  const decodeEscape = (whole, ...found) => {
    const { path, char, hex, line } = found.at(-1);
    if (path || char) return path || char;
    if (hex) return foldCode(parseInt(hex, 16), whole);
    return line ? "\n" : " ";
  };

  const stripPrefixes = (whole) => {
    let [text, begins, afterTime] = [whole, false, false];
    for (let count = 0; count < sizes.prefixes; count += 1) {
      let found = text.match(one.frame);
      if (found) afterTime = afterTime || found.groups.time !== undefined;
      else if ((found = text.match(one.record))) begins = afterTime = true;
      else if (afterTime && (found = text.match(one.afterTime))) begins = true;
      else break;
      text = text.slice(found[0].length);
    }
    return [text, begins];
  };
  const foldPart = (number, line) => {
    let text = stripEnd(line, words.blank);
    let [end, limit, edge] = [text.length, 0, 0];
    let spaced = line[end] === " ";
    const place = text.includes(".py:") && text.match(one.place);
    if (text && one.edge.test(text.at(-1))) {
      let inner = text;
      while (inner && one.edge.test(inner.at(-1))) inner = inner.slice(0, -1);
      text = stripEnd(inner, words.blank);
      edge = inner.length;
      [end, limit, spaced] = [text.length, edge - (text !== inner), false];
    } else if (place) {
      text = stripEnd(text.slice(0, place.index), words.blank);
      [end, limit] = [text.length, place.index + 1];
    }
    const [rest, begins] = stripPrefixes(text);
    text = stripStart(rest, words.blank);
    const lead = rest.length - text.length;
    if (!strip(text, words.rule) || (/^[`~]/.test(text) && one.fence.test(text))) return [];
    if (/ {2}|[\t\v\f\r]/.test(text)) text = text.split(all.white).filter(Boolean).join(" ");
    return [{ number, text, lead, end, limit, edge, begins, spaced }];
  };
  const foldLine = (number, whole) => {
    let line = whole.replace(/[^\0-\x7f]/g, (char) => folded.get(char) ?? char);
    if (line.includes("&")) line = line.replace(all.entity, decodeEntity);
    if (!line.includes("\\")) return foldPart(number, line);
    line = line.replace(all.escape, decodeEscape);
    if (!line.includes("\n")) return foldPart(number, line);
    return line.split("\n").flatMap((part) => foldPart(number, part))
      .map((row) => ({ ...row, end: 0 }));
  };
  const fold = (text, first) => {
    const hasControls = words.controls.some((part) => text.includes(part));
    return (hasControls ? text.replace(all.controls, "") : text)
      .split("\n").flatMap((line, at) => foldLine(first + at, line));
  };

  // Wrapped lines.

  /** Return some rows of a wrapped line as one line. */
  const joinPieces = ({ pieces }, gaps, first = 0, last = undefined) => {
    const some = pieces.slice(first, last);
    let [{ number, text, low }] = some;
    for (let at = 1; at < some.length; at += 1) {
      const gap = gaps[first + at - 1];
      text += gap + some[at].text;
      low += gap + some[at].low;
    }
    return { number, text, low };
  };

  let known = null;
  const isKnown = (word) => {
    known ||= new Set([
      ...words.more.split(" "),
      ...facts.texts.concat([...listAlertTexts()].map((text) => [0, text]))
        .flatMap(([, text]) => text.match(all.knownWord) || []),
      ...facts.sentences.flatMap(([, , ...parts]) => parts.join(" ").match(all.knownWord) || []),
    ]);
    return known.has(word.toLowerCase());
  };
  const isOneWord = (last, first, isCut) => {
    const whole = last + first;
    if (whole.includes("_") && whole.toUpperCase() === whole) return true;
    if (isKnown(last.slice(last.lastIndexOf("_") + 1) + first.split("_", 1)[0])) return true;
    return isCut && !(isKnown(last) && isKnown(first));
  };
  const findGap = (before, row, width, isCut) => {
    if (one.hyphenated.test(before.text.slice(-2))) return ["", false];
    if (before.spaced) return [" ", false];
    const isFull = before.end >= (before.limit || width);
    if (row.lead && row.lead !== before.lead) return [" ", isFull];
    if (!isFull) return [" ", false];
    const last = before.text.slice(-sizes.longestWord).match(one.lastWord);
    const first = row.text.slice(0, sizes.longestWord).match(one.firstWord);
    const end = before.text.at(-1);
    if (end === "." && one.sentence.test(row.text)) return [" ", false];
    const isTight = last && first ? isOneWord(last[0], first[0], isCut)
      : words.tightEnds.includes(end) || words.tightBeginnings.includes(row.text[0])
        || one.closingMark.test(row.text);
    return [isTight ? "" : " ", true];
  };

  const lineOf = ({ number, text }) => ({ number, text, low: text.toLowerCase() });
  const cut = ({ number, text }) => {
    const found = [];
    for (let start = 0, end = 0; end < text.length; start = end - sizes.overlap) {
      end = start + sizes.longest;
      const piece = strip(text.slice(start, end), words.blank);
      if (piece) found.push(lineOf({ number, text: piece }));
    }
    return found;
  };
  const build = (group, width) => {
    if (group.length === 1) {
      return group[0].text.length <= sizes.longest ? [lineOf(group[0])] : cut(group[0]);
    }
    const isFull = group.slice(0, -1).every(({ end, limit }) => end >= (limit || width));
    const isCut = isFull && group.length > 2;
    const gaps = group.slice(1).map((row, at) => findGap(group[at], row, width, isCut));
    const wrap = {
      pieces: group.map(lineOf),
      gaps: gaps.map(([gap]) => gap),
      others: gaps.map(([gap, isDoubtful]) => (isDoubtful ? " ".slice(gap.length) : gap)),
    };
    wrap.isDoubtful = gaps.some(([, isDoubtful]) => isDoubtful);
    return [{ ...joinPieces(wrap, wrap.gaps), wrap }];
  };

  const continues = (group, row, width) => {
    const before = group.at(-1);
    const limit = before.limit || width;
    const narrowest = row.lead > group[0].lead ? sizes.narrowestHanging : sizes.narrowest;
    if (row.begins || row.edge !== before.edge || (!before.limit && limit < narrowest)) return false;
    const first = row.text.indexOf(" ");
    if (before.end + 1 + (first < 0 ? row.text.length : first) <= limit) return false;
    return !one.complete.test(before.text) && !one.beginning.test(row.text);
  };
  const joinBlock = (block) => {
    const width = block.length > 1 ? block.reduce((most, { end }) => Math.max(most, end), 0) : 0;
    const lines = [];
    let group = [block[0]];
    let { length } = block[0].text;
    for (const row of block.slice(1)) {
      length += 1 + row.text.length;
      if (length > sizes.longest || !continues(group, row, width)) {
        lines.push(...build(group, width));
        [group, length] = [[], row.text.length];
      }
      group.push(row);
    }
    return lines.concat(build(group, width));
  };
  const join = (rows) => {
    const blocks = [];
    for (const row of rows) {
      const before = blocks.at(-1)?.at(-1);
      if (before && row.end && row.number === before.number + 1) blocks.at(-1).push(row);
      else blocks.push([row]);
    }
    return blocks.flatMap(joinBlock);
  };

  /** Return the lines of a text, bounded, so that megabytes of log do no harm. */
  const readLines = (text) => {
    if (text.length <= sizes.limit) return join(fold(text, 1));
    const half = sizes.limit / 2;
    const rest = text.slice(0, -half).split("\n").length;
    return join(fold(text.slice(0, half), 1).concat(fold(text.slice(-half), rest)));
  };

  return { readLines, joinPieces, strip };
};
