// Times regular expressions. In comes a list of [source, flags, texts] as JSON, out go the
// milliseconds of each text, up to the first that takes LIMIT and is stopped. Without input: the
// expressions that the matcher makes.
"use strict";

const fs = require("fs");
const path = require("path");
const vm = require("vm");

const LIMIT = 1000;
const folder = path.join(__dirname, "..", "..", "..", "sphinx_tlsalerts", "browser", "static");
const given = fs.readFileSync(0, "utf8");

function made() {
  const found = [];
  const Original = globalThis.RegExp;
  globalThis.RegExp = class extends Original {
    constructor(source, flags) {
      super(source, flags);
      found.push([source, flags]);
    }
  };
  for (const name of ["facts", "lines", "paste", "matcher"].map((part) => `tlsalerts-${part}.js`)) {
    vm.runInThisContext(fs.readFileSync(path.join(folder, name), "utf8"), { filename: name });
  }
  const matcher = globalThis.tlsalertsMatcher(globalThis.tlsalertsFacts, { titles: [], known: "" });
  matcher.match("ssl.SSLError: [SSL: X] x alert number 40 certificate verify failed: error:0A000086:");
  globalThis.RegExp = Original;
  return found;
}

globalThis.search = () => {
  const { expression, text } = globalThis.given;
  if (expression.global) {
    for (const _ of text.matchAll(expression));
  } else {
    expression.test(text);
  }
};

function milliseconds(expression, text) {
  globalThis.given = { expression, text };
  const started = process.cpuUsage().user;
  try {
    vm.runInThisContext("search()", { timeout: LIMIT });
  } catch (error) {
    if (error.code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    return LIMIT;
  }
  return (process.cpuUsage().user - started) / 1000;
}

const answer = given
  ? JSON.parse(given).map(([source, flags, texts]) => {
      const expression = new RegExp(source, flags);
      const times = [];
      for (const text of texts) {
        times.push(milliseconds(expression, text));
        if (times.at(-1) === LIMIT) break;
      }
      return times;
    })
  : made();
fs.writeFileSync(1, JSON.stringify(answer));
