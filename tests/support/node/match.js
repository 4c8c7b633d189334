// Runs the matcher: what to do comes in as JSON, and so do the answers.
"use strict";

const fs = require("fs");
const path = require("path");
const vm = require("vm");

const folder = path.join(__dirname, "..", "..", "..", "sphinx_tlsalerts", "browser", "static");
for (const name of ["facts", "lines", "paste", "matcher"].map((part) => `tlsalerts-${part}.js`)) {
  vm.runInThisContext(fs.readFileSync(path.join(folder, name), "utf8"), { filename: name });
}

const { tables, texts } = JSON.parse(fs.readFileSync(0, "utf8"));
const matchers = {};
for (const [name, one] of Object.entries(tables)) {
  matchers[name] = globalThis.tlsalertsMatcher(globalThis.tlsalertsFacts, one);
}
const answers = texts.map(([name, text]) => matchers[name].match(text));
fs.writeFileSync(1, JSON.stringify(answers));
