import { expect, test } from '@jest/globals';
import { eventually } from '../../tests/eventually.ts';
import { openLog } from '../logging/log.ts';
import type { DurableLog } from './durable-log.ts';
import { openTail } from './tail.ts';

test('a row that was read a while ago is not given away any more: what it held may have been erased since', async () => {
  const texts = ['one', 'two'];
  const log: DurableLog<string> = {
    name: 'test.texts',
    heads: async () => new Map([['key', texts.length]]),
    read: async (_, after) => texts.slice(after).map((entry, at) => ({ sequence: after + at + 1, entry })),
    oldest: async () => 1,
    permitted: async (_, viewerIds) => new Set(viewerIds),
  };
  let clock = 0;
  const tail = openTail(
    log,
    'key',
    openLog('test', 'silent'),
    () => undefined,
    () => clock,
  );
  tail.begin(0);
  tail.refresh();
  await eventually(() => tail.head() === 2, 'both to be read');
  clock += 600;
  texts.push('three');
  tail.refresh();
  await eventually(() => tail.head() === 3, 'the third to be read');

  clock += 400;
  expect(tail.rowsAfter(0)?.map(({ entry }) => entry)).toEqual(['one', 'two', 'three']);
  clock += 1;
  expect(tail.rowsAfter(0)).toBeNull();
  expect(tail.rowsAfter(2)?.map(({ entry }) => entry)).toEqual(['three']);
  clock += 600;
  expect(tail.rowsAfter(2)).toBeNull();
  tail.close();
});
