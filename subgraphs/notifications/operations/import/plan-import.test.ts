import { expect, test } from '@jest/globals';
import type { ImportedNotification } from '../../repository/index.ts';
import { plainTypeOf, planImport } from './plan-import.ts';

const NOW = new Date('2026-12-01T12:00:00Z');
const at = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);
const row = (id: string, createdAt: Date, userId = 'usr_1'): ImportedNotification => ({
  ...{ id, userId, type: 'ANNOUNCEMENT', data: {}, createdAt, readAt: null },
});

test('inboxes are filled in the order of time, each by itself; what is there stays', () => {
  const rows = [
    row('1', at(-500)),
    row('2', at(-300)),
    row('3', at(-400)),
    row('4', at(-350)),
    row('5', at(-900), 'usr_2'),
  ];
  expect(planImport(rows, new Set(['1']), [{ userId: 'usr_1', newestAt: at(-340) }], NOW)).toEqual([
    'present',
    'insert',
    { reason: expect.stringContaining('later notification') },
    'insert',
    'insert',
  ]);
});

test('what is older than 90 days, or from the future, is refused', () => {
  const age = 90 * 24 * 60 * 60;
  expect(planImport([row('1', at(-age - 1)), row('2', at(-age)), row('3', at(1))], new Set(), [], NOW)).toEqual([
    { reason: expect.stringContaining('90 days') },
    'insert',
    { reason: 'A time is in the future.' },
  ]);
});

test('words of an older system that are no types here become announcements', () => {
  expect([plainTypeOf('MATCH'), plainTypeOf('like'), plainTypeOf(null)]).toEqual([
    'MATCH',
    'ANNOUNCEMENT',
    'ANNOUNCEMENT',
  ]);
});
