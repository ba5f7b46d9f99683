import { expect, test } from '@jest/globals';
import { eventually } from '../../tests/eventually.ts';
import { openLog } from '../logging/log.ts';
import type { DurableLog } from './durable-log.ts';
import { openTail } from './tail.ts';

const TIMELINE = '00000001';

test('a row that was read a while ago is not given away any more: what it held may have been erased since', async () => {
  const texts = ['one', 'two'];
  const log: DurableLog<string> = {
    name: 'test.texts',
    heads: async () => ({ timeline: TIMELINE, sequences: new Map([['key', texts.length]]) }),
    read: async (_, after) =>
      texts.slice(after).map((entry, at) => ({ sequence: after + at + 1, timeline: TIMELINE, entry })),
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
  tail.begin(0, TIMELINE);
  tail.refresh();
  await eventually(() => tail.head() === 2, 'both to be read');
  clock += 600;
  texts.push('three');
  tail.refresh();
  await eventually(() => tail.head() === 3, 'the third to be read');

  clock += 400;
  expect(tail.rowsAfter(0, 'usr_ada')?.map(({ entry }) => entry)).toEqual(['one', 'two', 'three']);
  clock += 1;
  expect(tail.rowsAfter(0, 'usr_ada')).toBeNull();
  expect(tail.rowsAfter(2, 'usr_ada')?.map(({ entry }) => entry)).toEqual(['three']);
  clock += 600;
  expect(tail.rowsAfter(2, 'usr_ada')).toBeNull();
  tail.close();
});

test('a full batch is followed by another read, without a further signal', async () => {
  const heads: number[] = [];
  const log: DurableLog<number> = {
    name: 'test.numbers',
    heads: async () => ({ timeline: TIMELINE, sequences: new Map([['key', 1_001]]) }),
    read: async (_, after, limit) =>
      Array.from({ length: Math.min(limit, 1_001 - after) }, (__, at) => ({
        sequence: after + at + 1,
        timeline: TIMELINE,
        entry: at,
      })),
    oldest: async () => 1,
    permitted: async (_, viewerIds) => new Set(viewerIds),
  };
  const tail = openTail(log, 'key', openLog('test', 'silent'), () => undefined);
  tail.begin(0, TIMELINE);
  tail.follow({ viewerId: 'usr_ada', wake: () => heads.push(tail.head() ?? 0), forbid: () => undefined });
  tail.refresh();

  await eventually(() => tail.head() === 1_001, 'all rows to be read', 10_000);

  expect(heads).toEqual([500, 1_000, 1_001]);
  tail.close();
});
