import { globSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { type Tree, treeOf } from './tree.ts';

const TEXT =
  /\.(ts|tsx|js|mjs|graphql|prisma|sql|json|ya?ml|md|html|css|sh|toml)$|(^|\/)(Dockerfile|LICENSE|run|\.env\.example|\.npmrc)$/;

/** Folders that hold no source: installed, generated, or data of a running system. */
const SKIPPED = new Set(['node_modules', '.git', '.data', 'dist', 'generated', 'coverage']);

/** Reads the project's text files under `root`, sorted by path. */
export function readTree(root: string): Tree {
  const exclude = (entry: string) => entry.split(sep).some((part) => SKIPPED.has(part));
  const paths = globSync(['**/*', '.ci/*', '.github/**/*', '.env.example', '.npmrc'], { cwd: root, exclude });
  const files = [...new Set(paths)]
    .map((path) => path.split(sep).join('/'))
    .filter((path) => TEXT.test(path) && statSync(join(root, path), { throwIfNoEntry: false })?.isFile())
    .sort();
  return treeOf(files.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })));
}
