import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';

/** Where the built explorer lies, and what the gateway serves under `/explorer/`. */
export const EXPLORER_DIRECTORY = fileURLToPath(new URL('./dist', import.meta.url));

const { resolve } = createRequire(import.meta.url);

/** Monaco runs its languages in workers; each is a bundle of its own. */
const WORKERS = {
  'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
  'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
  'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
} as const;

/** Bundles the explorer from its npm packages, so that it runs without a network. Atomic: a reader never sees half. */
export async function buildExplorer(): Promise<void> {
  // Imported only where it is used: a start with a built explorer has no need of the bundler.
  const { build } = await import('esbuild');
  const fresh = `${EXPLORER_DIRECTORY}.${process.pid}`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  const shared = {
    outdir: fresh,
    // Another content has another name, so that browsers may keep each for ever.
    entryNames: '[name]-[hash]',
    metafile: true,
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'error',
    loader: { '.ttf': 'file' },
    define: { 'process.env.NODE_ENV': '"production"' },
  } as const;
  const workers = await build({
    ...shared,
    format: 'iife',
    entryPoints: Object.fromEntries(Object.entries(WORKERS).map(([name, path]) => [name, resolve(path)])),
  });
  const explorer = await build({
    ...shared,
    format: 'esm',
    entryPoints: { explorer: fileURLToPath(new URL('./explorer.js', import.meta.url)) },
    define: { ...shared.define, WORKER_FILES: JSON.stringify(builtNames(workers.metafile)) },
  });
  const page = await readFile(new URL('./index.html', import.meta.url), 'utf8');
  await writeFile(`${fresh}/index.html`, withBuiltNames(page, builtNames(explorer.metafile)));
  await rm(EXPLORER_DIRECTORY, { recursive: true, force: true });
  await rename(fresh, EXPLORER_DIRECTORY);
}

/** The names of built files by those without their hash: `editor.worker.js` and `editor.worker-ABCD1234.js`. */
const builtNames = ({ outputs }: Metafile): Record<string, string> =>
  Object.fromEntries(
    Object.keys(outputs)
      .map((path) => basename(path))
      .map((name) => [name.replace(/-[0-9A-Z]{8}(\.\w+)$/, '$1'), name]),
  );

const withBuiltNames = (page: string, names: Readonly<Record<string, string>>): string =>
  page.replace(/\/explorer\/([\w.]+)/g, (_, name: string) => `/explorer/${names[name] ?? name}`);

/** Builds the explorer unless it is there already. */
export async function ensureExplorer(): Promise<void> {
  const built = await stat(`${EXPLORER_DIRECTORY}/index.html`).catch(() => null);
  if (built === null) await buildExplorer();
}
