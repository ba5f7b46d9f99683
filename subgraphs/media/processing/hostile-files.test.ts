import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CANARY } from '../../../tests/hostile-bytes.ts';
import { type HostileFile, hostileFiles } from '../../../tests/hostile-files.ts';
import { hasFfmpeg } from './ffmpeg.ts';
import { ANY_FILE } from './fixtures/any-file.ts';
import { processFile } from './process-file.ts';

const CONCURRENCY = 2;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostile-files-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What came of a file, and whether it has left what it must not leave. */
async function process(file: HostileFile, nth: number) {
  const outDir = join(folder, `out-${nth}`);
  const inDir = join(folder, `in-${nth}`);
  for (const path of [outDir, inDir]) mkdirSync(path);
  const inputPath = join(inDir, file.name);
  writeFileSync(inputPath, file.bytes);
  if (file.byteSize !== undefined) truncateSync(inputPath, file.byteSize);
  const { signal } = new AbortController();
  const result = await processFile({ inputPath, outDir, limits: ANY_FILE, priority: 'low', signal });
  const outputs = readdirSync(outDir).map((name) => readFileSync(join(outDir, name)));
  return {
    outcome: 'rejected' in result ? result.rejected : result.kind,
    left: 'rejected' in result ? outputs.length : 0,
    hasCanary: outputs.some((bytes) => bytes.includes(CANARY)),
    isCopied:
      'rejected' in result || result.kind !== 'IMAGE' ? false : outputs.some((bytes) => bytes.equals(file.bytes)),
  };
}

test('no hostile file is served, stays, or takes the process with it', async () => {
  const files = await hostileFiles();
  expect(files.length).toBeGreaterThanOrEqual(60);
  const results: Record<string, unknown> = {};
  const queue = [...files.entries()];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [nth, file] = next;
      results[file.name] = await process(file, nth);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  // Without ffmpeg sounds and videos are not opened at all.
  const isOpened = await hasFfmpeg();
  const sounds = /\.(mp4|webm|mp3|ogg|flac)$/;
  const checked = files.filter(({ name, outcome }) => isOpened || outcome !== 'DAMAGED' || !sounds.test(name));
  const expected = checked.map(({ name, outcome }) => [name, { outcome, left: 0, hasCanary: false, isCopied: false }]);
  expect(Object.fromEntries(checked.map(({ name }) => [name, results[name]]))).toEqual(Object.fromEntries(expected));
  expect(existsSync('injected')).toBe(false);
});
