import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '../../tests/eventually.ts';
import { type FileWatch, watchFile } from './watch-file.ts';

let folder: string;
let file: string;
let delivered: string[];
let watch: FileWatch;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watch-file-'));
  file = join(folder, 'supergraph.graphql');
  delivered = [];
});
afterEach(() => {
  watch.close();
  rmSync(folder, { recursive: true, force: true });
});
const open = (text: string): void => {
  watch = watchFile(file, { text, onText: async (changed) => void delivered.push(changed) });
};
const expectDelivered = (...texts: string[]) =>
  eventually(() => delivered.length >= texts.length, texts.join()).then(() => expect(delivered).toEqual(texts));

test('each text is delivered once, however the file was put there', async () => {
  writeFileSync(file, 'one');
  open('one');
  writeFileSync(file, 'two');
  await expectDelivered('two');
  writeFileSync(join(folder, 'new'), 'three');
  renameSync(join(folder, 'new'), file);
  await expectDelivered('two', 'three');
  rmSync(file);
  writeFileSync(join(folder, 'four'), 'four');
  symlinkSync(join(folder, 'four'), file);
  await expectDelivered('two', 'three', 'four');
});

test('what was written between the first reading and the watch is delivered too', async () => {
  writeFileSync(file, 'changed since');
  open('one');
  await expectDelivered('changed since');
});

test('a file that is still being written is waited for', async () => {
  writeFileSync(file, 'one');
  open('one');
  // For longer than two looks are apart, and never still for as long.
  const until = performance.now() + 1_500;
  await eventually(() => {
    writeFileSync(file, `half ${performance.now()}`);
    return performance.now() > until;
  }, 'the writing');
  writeFileSync(file, 'whole');
  await expectDelivered('whole');
});
