// Builds api/static: own style sheet, its right-to-left twin, own script, htmx as it
// is, and the list of them. Every file carries a hash of its content in its name and
// lies there in gzip and brotli as well. The same inputs give the same bytes.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import rtlcss from "rtlcss";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(here, "../../../api/static");
const modules = join(here, "node_modules");

const style = sass.compile(join(here, "desk.scss"), {
  loadPaths: [modules],
  style: "compressed",
  quietDeps: true,
}).css;

const script = esbuild.buildSync({
  entryPoints: [join(here, "desk.js")],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  legalComments: "none",
  nodePaths: [modules],
  write: false,
}).outputFiles[0].text;

const icon = readFileSync(join(here, "desk.svg"), "utf-8").trim();

const files = {
  "desk.css": style,
  "desk-rtl.css": rtlcss.process(style),
  "desk.js": script,
  "desk.svg": icon,
  "htmx.js": readFileSync(join(modules, "htmx.org/dist/htmx.min.js"), "utf-8"),
};

mkdirSync(out, { recursive: true });
for (const old of readdirSync(out)) rmSync(join(out, old));
const list = {};
for (const [name, text] of Object.entries(files)) {
  const bytes = Buffer.from(text, "utf-8");
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const ending = extname(name);
  const hashed = `${name.slice(0, -ending.length)}.${hash}${ending}`;
  list[name] = hashed;
  writeFileSync(join(out, hashed), bytes);
  writeFileSync(join(out, hashed + ".gz"), gzipSync(bytes, { level: 9 }));
  const most = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  writeFileSync(join(out, hashed + ".br"), brotliCompressSync(bytes, most));
}
writeFileSync(join(out, "list.json"), JSON.stringify(list, null, 2) + "\n");
const axe = readFileSync(join(modules, "axe-core/axe.min.js"));
const browser = resolve(here, "../../browser");
mkdirSync(browser, { recursive: true });
writeFileSync(join(browser, "axe.min.js"), axe);
console.log(Object.values(list).join("\n"));
