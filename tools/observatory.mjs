// The MDN HTTP Observatory on one page: node observatory.mjs HOST HTTP_PORT HTTPS_PORT PATH prints {"score", "tests"} as JSON.
// The certificate must be trusted: NODE_EXTRA_CA_CERTS names it. Two lists that the package would fetch stand empty.
import { existsSync, writeFileSync } from "node:fs";

const PACKAGE = new URL("./node_modules/@mdn/mdn-http-observatory/", import.meta.url);
for (const [name, text] of [["hsts-preload.json", "{}"], ["tld-list.json", '["localhost"]']]) {
  const file = new URL(`conf/${name}`, PACKAGE);
  if (!existsSync(file)) writeFileSync(file, text);
}
const part = async (path) => import(new URL(`src/${path}`, PACKAGE));
const { retrieve } = await part("retriever/retriever.js");
const { ALL_TESTS } = await part("constants.js");
const { getScoreModifier } = await part("grader/grader.js");
const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await part("grader/charts.js");

const [host, httpPort, httpsPort, path] = process.argv.slice(2);
const found = await retrieve(host, { httpPort, httpsPort, path });
const tests = ALL_TESTS.map((test) => {
  const { result, pass } = test(found);
  return { name: test.name, result, pass, points: getScoreModifier(result) };
});
const sum = (rows) => rows.reduce((total, row) => total + row.points, 0);
const base = 100 + sum(tests.filter((row) => row.points < 0));
const extra = base >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? sum(tests.filter((row) => row.points > 0)) : 0;
console.log(JSON.stringify({ status: found.responses.auto?.status ?? 0, score: Math.max(0, base + extra), tests }));
