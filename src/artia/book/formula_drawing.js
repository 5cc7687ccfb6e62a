/* Formulas of a book, each as MathML, as SVG and in words: reads and writes JSON on the standard streams.

   node formula_drawing.js NODE_MODULES LANGUAGE
   in:  [{"tex": "-\\ln p", "display": false}, …]
   out: [{"mathml": "<math…", "svg": "<svg…", "speech": "minus ln p"} or {"error": "…"}, …] */
"use strict";
const fs = require("fs");
const path = require("path");

const modules = path.resolve(process.argv[2]);
const language = process.argv[3];
const speech = require(path.join(modules, "speech-rule-engine"));
const mathjax = require(path.join(modules, "mathjax", "es5", "node-main.js"));

async function convert(MathJax, { tex, display }) {
  const mathml = await MathJax.tex2mmlPromise(tex, { display });
  const failed = /data-mjx-error="([^"]*)"/.exec(mathml);
  if (failed) return { error: failed[1] };
  const drawn = await MathJax.tex2svgPromise(tex, { display });
  return {
    mathml,
    svg: MathJax.startup.adaptor.innerHTML(drawn),
    speech: speech.toSpeech(mathml),
  };
}

async function main() {
  const formulas = JSON.parse(fs.readFileSync(0, "utf8"));
  const MathJax = await mathjax.init({
    loader: { load: ["input/tex", "output/svg", "adaptors/liteDOM"] },
    tex: { packages: { "[-]": ["noundefined"] } }, // else an unknown command is drawn, in red
    svg: { fontCache: "none" }, // else the same ids come back in every formula
  });
  await speech.setupEngine({ locale: language, domain: "mathspeak", modality: "speech" });
  const converted = [];
  for (const formula of formulas) converted.push(await convert(MathJax, formula));
  process.stdout.write(JSON.stringify(converted));
}

main().catch((error) => {
  process.stderr.write(`${(error && error.message) || error}\n`);
  process.exit(1);
});
