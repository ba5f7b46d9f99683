import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readTree } from './read-tree.ts';

test('the text files of a project are read, what is installed, generated or data is not', async () => {
  const root = await mkdtemp(join(tmpdir(), 'tree-'));
  const read = ['.ci/run', '.github/workflows/ci.yml', 'README.md', 'runtime/a.ts', 'subgraphs/chat/schema.graphql'];
  const skipped = ['.data/a.json', 'node_modules/a/index.ts', 'prisma/generated/a.ts', 'web/dist/a.js', 'logo.png'];
  try {
    for (const path of [...read, ...skipped]) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), path);
    }

    expect(readTree(root).files).toEqual(read.map((path) => ({ path, text: path })));
  } finally {
    await rm(root, { recursive: true });
  }
});
