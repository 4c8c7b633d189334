// Times regular expressions. In comes a list of [source, flags, texts] as JSON, out go the
// milliseconds of each text. Without input: the expressions that the matcher makes.
"use strict";

const fs = require("fs");
const path = require("path");
const vm = require("vm");

const folder = path.join(__dirname, "..", "..", "sphinx_tlsalerts", "static");
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
  for (const name of ["tlsalerts-facts.js", "tlsalerts-matcher.js"]) {
    vm.runInThisContext(fs.readFileSync(path.join(folder, name), "utf8"), { filename: name });
  }
  const matcher = globalThis.tlsalertsMatcher(globalThis.tlsalertsFacts, { titles: [], known: "" });
  matcher.match("ssl.SSLError: [SSL: X] x alert number 40 certificate verify failed: error:0A000086:");
  globalThis.RegExp = Original;
  return found;
}

function milliseconds(expression, text) {
  const started = process.cpuUsage().user;
  if (expression.global) {
    for (const _ of text.matchAll(expression));
  } else {
    expression.test(text);
  }
  return (process.cpuUsage().user - started) / 1000;
}

const answer = given
  ? JSON.parse(given).map(([source, flags, texts]) => {
      const expression = new RegExp(source, flags);
      return texts.map((text) => milliseconds(expression, text));
    })
  : made();
fs.writeFileSync(1, JSON.stringify(answer));
