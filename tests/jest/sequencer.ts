import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { relative, resolve } from 'node:path';

// Its types describe the CommonJS module, whose default export an import would not name alike.
const { default: TestSequencer }: typeof import('@jest/test-sequencer') = createRequire(import.meta.url)(
  '@jest/test-sequencer',
);

type Test = Parameters<InstanceType<typeof TestSequencer>['sort']>[0][number];

const TESTS_FOLDER = resolve('tests');

/** Journeys start processes of the system, and so do the tests that import what starts one. */
const startsProcesses = (path: string): boolean =>
  path.startsWith(TESTS_FOLDER) || readFileSync(path, 'utf8').includes("from 'node:child_process'");

/** Files that list what takes place on one system are short and take long. */
const isOfOneSystem = (path: string): boolean => /^(journeys|outages)-/.test(relative(TESTS_FOLDER, path));

/**
 * The longest test files first, so that no worker is left with one at the end. Jest knows durations from earlier runs only
 * and goes by size without them; then those that start processes come first, because most of them are short files.
 */
export default class LongestFirst extends TestSequencer {
  override async sort(tests: Test[]): Promise<Test[]> {
    const sorted = await super.sort(tests);
    const rank = ({ path, duration }: Test): number =>
      duration !== undefined ? 2 : isOfOneSystem(path) ? 0 : startsProcesses(path) ? 1 : 2;
    return [0, 1, 2].flatMap((group) => sorted.filter((test) => rank(test) === group));
  }
}
