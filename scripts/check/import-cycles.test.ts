import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';

const BIOME = resolve('node_modules/@biomejs/biome/bin/biome');
const root = mkdtempSync(join(tmpdir(), 'import-cycles-'));

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Files in whose imports the linter finds a circle, with the project's own settings. */
function filesInCircles(name: string, files: Readonly<Record<string, string>>): readonly string[] {
  const directory = join(root, name);
  mkdirSync(directory);
  const { linter } = JSON.parse(readFileSync('biome.json', 'utf8'));
  writeFileSync(join(directory, 'biome.json'), JSON.stringify({ root: true, linter }));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text);
  const { stdout } = spawnSync(process.execPath, [BIOME, 'lint', '--reporter=github', '.'], {
    cwd: directory,
    encoding: 'utf8',
  });
  return [...stdout.matchAll(/noImportCycles,file=([^,]+)/g)].map(([, file = '']) => basename(file)).toSorted();
}

test('files that import one another are found, also when it is only by types', () => {
  const files = {
    'a.ts': "import { b } from './b.ts';\n\nexport const a = b + 1;\nexport type A = number;\n",
    'b.ts': "import type { A } from './a.ts';\n\nexport const b: A = 1;\n",
  };

  expect(filesInCircles('circle', files)).toEqual(['a.ts', 'b.ts']);
});

test('imports that go one way are not', () => {
  const files = {
    'a.ts': "import { b } from './b.ts';\n\nexport const a = b + 1;\n",
    'b.ts': 'export const b = 1;\n',
  };

  expect(filesInCircles('line', files)).toEqual([]);
});
