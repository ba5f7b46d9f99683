import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { schemaDrift } from '../../runtime/migrations/schema-drift.ts';
import { freshDatabase } from '../../tests/engines.ts';
import { readTree } from '../check/read-tree.ts';
import { RULES } from '../check/rules.ts';
import { treeOf } from '../check/tree.ts';
import { writeDomain } from './write-domain.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LEFT_OUT = new Set(['node_modules', '.git', '.data', 'coverage']);
/** The new domain, and what the rules compare it with. */
const JUDGED = /^(subgraphs|prisma)\/wiki\/|^subgraphs\/[^/]+\/index\.ts$|^runtime\/(graphql|migrations)\//;
const run = promisify(execFile);

let root: string;
let output: string;

/** Runs a program of the project in the copy; rejects with what it says when it fails. */
async function node(...args: readonly string[]): Promise<string> {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const environment = { PATH, HOME, NODE_COMPILE_CACHE, ENV_FILE: 'none' };
  const { stdout } = await run(process.execPath, [...args], { cwd: root, env: environment, maxBuffer: 1e8 });
  return stdout;
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'new-domain-'));
  cpSync(ROOT, root, { recursive: true, filter: (source) => !LEFT_OUT.has(basename(source)) });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  output = await node('scripts/new.ts', 'wiki');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('a new domain is one line in the list of all, and composes', () => {
  const [before, after] = [ROOT, root].map((folder) => readFileSync(join(folder, 'supergraph.yaml'), 'utf8'));
  expect(after?.replace(/^ {2}wiki: .*\n/m, '')).toBe(before);
  expect(readFileSync(join(root, 'supergraph.graphql'), 'utf8')).toContain('wikiItemAdded');
  expect(readFileSync(join(root, 'docker-compose.yml'), 'utf8')).toContain('WIKI_DATABASE_URL');
});

test('how much there is of it is output, and is little', () => {
  const [, lines, files] = /^new: (\d+) lines in (\d+) files/m.exec(output) ?? [];
  expect(Number(files)).toBeLessThanOrEqual(8);
  expect(Number(lines)).toBeLessThanOrEqual(240);
});

test('it passes every rule, the linter and the compiler', async () => {
  const tree = treeOf(readTree(root).files.filter(({ path }) => JUDGED.test(path)));
  const findings = RULES.flatMap((rule) => rule(tree)).filter(({ file }) => file.includes('wiki'));
  expect(findings).toEqual([]);
  // The compiler reads what these import too; the rest of the project is as it was.
  writeFileSync(join(root, 'tsconfig.wiki.json'), '{ "extends": "./tsconfig.json", "include": ["subgraphs/wiki"] }');
  await node('node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.wiki.json');
  const folders = ['subgraphs/wiki', 'prisma/wiki'];
  await node('node_modules/@biomejs/biome/bin/biome', 'ci', '--vcs-enabled=false', '--error-on-warnings', ...folders);
});

test('it migrates, its tests pass, and people are notified of its events without a line written elsewhere', async () => {
  const folder = join(root, 'subgraphs/wiki');
  mkdirSync(join(folder, 'notifications'));
  for (const name of ['events.ts', 'notifies.test.ts', 'item-shared.en.txt', 'item-shared.ru.txt'])
    cpSync(
      join(ROOT, 'scripts/new/notifying', `${name}.template`),
      join(folder, name.endsWith('.txt') ? 'notifications' : '', name),
    );
  await node('scripts/generate.ts', '--quiet');
  await node('node_modules/jest/bin/jest.js', '--maxWorkers=1', 'subgraphs/wiki');
});

test('its migration does what its Prisma schema says', async () => {
  const database = await freshDatabase();
  const drift = await schemaDrift({
    ownerUrl: database.ownerUrl,
    domain: 'wiki',
    prismaRoot: join(root, 'prisma'),
  });
  await database.drop();
  expect(drift).toBeNull();
});

test.each([
  ['Wiki', 'not a name'],
  ['gift-cards', 'not a name'],
  ['chat', 'there is a domain chat already'],
])('%s is refused, and nothing is written', (name, reason) => {
  const before = readFileSync(join(root, 'supergraph.yaml'), 'utf8');
  expect(() => writeDomain(root, name, new Date())).toThrow(reason);
  expect(readFileSync(join(root, 'supergraph.yaml'), 'utf8')).toBe(before);
});
