import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import setUp from '../global-setup.ts';
import tearDown from '../global-teardown.ts';
import type { Mutation } from './mutation.ts';
import { MUTATIONS } from './mutations.ts';

// npm run test:mutations [-- <part of a file name>]
// Breaks one delicate line after another and expects the test that is named for it to fail.

/** The file that is broken now, with its text; null while none is. */
let broken: { readonly file: string; readonly source: string } | null = null;

function restore(): void {
  if (broken !== null) writeFileSync(broken.file, broken.source);
  broken = null;
}

/** What Jest writes with `--json`, as far as it is read here. */
interface Results {
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

const folder = mkdtempSync(join(tmpdir(), 'mutations-'));
let jest: ReturnType<typeof spawn> | null = null;

/** Runs the tests of these files whose names hold one of these texts. */
async function runTests(mutations: readonly Mutation[]): Promise<Results> {
  const outputFile = join(folder, 'results.json');
  const pattern = mutations.map(({ test }) => escapePattern(test)).join('|');
  const files = [...new Set(mutations.map(({ testFile }) => onlyFile(testFile)))];
  // A broken line may keep a test waiting.
  const limits = ['--testTimeout=60000', '--ci'];
  const options = [
    ...limits,
    '--json',
    `--outputFile=${outputFile}`,
    `--testNamePattern=${pattern}`,
    '--runTestsByPath',
  ];
  // The folder of the server is this process's to remove.
  const { TEST_FOLDER: _, ...env } = process.env;
  jest = spawn(process.execPath, ['node_modules/jest/bin/jest.js', ...options, ...files], { stdio: 'ignore', env });
  await once(jest, 'exit');
  jest = null;
  return JSON.parse(readFileSync(outputFile, 'utf8'));
}

function onlyFile(glob: string): string {
  const [file, ...others] = globSync(glob);
  if (file === undefined || others.length > 0) throw new Error(`${glob} must be one file.`);
  return file;
}

const escapePattern = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');

/** Tests with this text in their names that ended so. */
const namesOf = ({ testResults }: Results, { test }: Mutation, status: 'passed' | 'failed'): string[] =>
  testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter((result) => result.status === status && result.fullName.includes(test))
    .map(({ fullName }) => fullName);

/** What is wrong with a mutation, or null when its test fails as it should. */
async function problemOf(mutation: Mutation): Promise<string | null> {
  const file = onlyFile(mutation.file);
  const source = readFileSync(file, 'utf8');
  const count = source.split(mutation.find).length - 1;
  if (count !== 1) return `the snippet is there ${count} times, not once`;
  broken = { file, source };
  writeFileSync(
    file,
    source.replace(mutation.find, () => mutation.replace),
  );
  try {
    const results = await runTests([mutation]);
    if (results.numRuntimeErrorTestSuites > 0) return `the test file does not run: ${results.testResults[0]?.message}`;
    return namesOf(results, mutation, 'failed').length > 0 ? null : 'its test still passes';
  } finally {
    restore();
  }
}

async function main(): Promise<number> {
  const changes = spawnSync('git', ['status', '--porcelain'], { encoding: 'utf8' }).stdout;
  if (changes !== '') {
    console.error('error: commit or stash first: files are changed and restored.');
    return 1;
  }
  const filter = process.argv[2] ?? '';
  const mutations = MUTATIONS.filter(({ file }) => file.includes(filter));
  if (mutations.length === 0) {
    console.error(`error: no mutation is of a file that is named ${filter}.`);
    return 1;
  }
  // One PostgreSQL for all runs of Jest.
  await setUp();
  const intact = await runTests(mutations);
  const problems: string[] = [];
  for (const mutation of mutations) {
    const { file, why } = mutation;
    const passes = namesOf(intact, mutation, 'passed').length > 0 && namesOf(intact, mutation, 'failed').length === 0;
    const problem = passes ? await problemOf(mutation) : 'its test does not pass without it, or is not there';
    console.log(
      `${problem === null ? 'caught  ' : 'SURVIVED'} ${file}: ${why}${problem === null ? '' : ` (${problem})`}`,
    );
    if (problem !== null) problems.push(problem);
  }
  console.log(`${mutations.length - problems.length} caught, ${problems.length} survived`);
  return problems.length === 0 ? 0 : 1;
}

// Also after a signal: then `setUp` ends the process once it has removed the server.
process.once('exit', () => {
  restore();
  jest?.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});
process.exitCode = await main().finally(tearDown);
