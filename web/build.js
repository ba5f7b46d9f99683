import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licencesOf } from './licences.js';
import { DIST_FOLDER, STAMP_FILE, stampOf } from './stamp.ts';

// Bundles the explorer from its npm packages into `dist/`, which is committed: nobody who only runs the project needs
// the packages or the bundler.

const folder = fileURLToPath(new URL('.', import.meta.url));
const dist = `${folder}${DIST_FOLDER}`;
/** Built beside its place and renamed: a gateway that serves the files never sees half of them. */
const fresh = `${dist}.${process.pid}`;

/** Monaco runs its languages in workers. */
const WORKERS = {
  'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
  'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
  'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
};

await rm(fresh, { recursive: true, force: true });
await mkdir(fresh);
const { metafile } = await build({
  absWorkingDir: folder,
  entryPoints: { explorer: './explorer.js', ...WORKERS },
  outdir: fresh,
  // Another content has another name, so that browsers may keep each for ever.
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  metafile: true,
  bundle: true,
  minify: true,
  // The page and its workers share most of Monaco and GraphQL.
  splitting: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  legalComments: 'external',
  logLevel: 'error',
  banner: { js: '/* Licences: /explorer/LICENSES.txt */', css: '/* Licences: /explorer/LICENSES.txt */' },
  loader: { '.ttf': 'file' },
  // Prettier's old names lead to CommonJS, whose named exports a file of its own does not have.
  alias: { 'prettier/parser-babel': 'prettier/plugins/babel', 'prettier/parser-graphql': 'prettier/plugins/graphql' },
  define: { 'process.env.NODE_ENV': '"production"' },
});
await writeFile(`${fresh}/LICENSES.txt`, await licencesOf({ folder, metafile, output: fresh }));
// All styles are in the page's own sheet; the bundler writes those of a part that is loaded late once more beside it.
await removeOtherStyles(fresh, builtNames(metafile)['explorer.css']);
const page = await readFile(`${folder}index.html`, 'utf8');
await writeFile(`${fresh}/index.html`, withBuiltNames(page, builtNames(metafile)));
await rm(dist, { recursive: true, force: true });
await rename(fresh, dist);
await writeFile(`${folder}${STAMP_FILE}`, stampOf(folder));

async function removeOtherStyles(built, kept) {
  const names = (await readdir(built)).filter((name) => name.endsWith('.css') && name !== kept);
  await Promise.all(names.map((name) => rm(`${built}/${name}`)));
}

/** The names of built files by those without their hash: `editor.worker.js` and `editor.worker-ABCD1234.js`. */
function builtNames({ outputs }) {
  const names = Object.keys(outputs).map((path) => basename(path));
  return Object.fromEntries(names.map((name) => [name.replace(/-[0-9A-Z]{8}(\.\w+)$/, '$1'), name]));
}

/** @throws where the page names a file that was not built. */
function withBuiltNames(html, names) {
  return html.replace(/\/explorer\/([\w.]+)/g, (_, name) => {
    if (names[name] === undefined) throw new Error(`index.html names ${name}, which was not built`);
    return `/explorer/${names[name]}`;
  });
}
