import { beforeEach, expect, test } from '@jest/globals';
import { type ClockDifferences, createClockDifferences } from './clock-differences.ts';

let clocks: ClockDifferences;
let logged: string[];
let time: number;

beforeEach(() => {
  [logged, time] = [[], 0];
  const at = (level: string) => (entry: object) => void logged.push(`${level} ${JSON.stringify(entry)}`);
  const log = { info: at('info'), warn: at('warn'), error: at('error') } as Parameters<
    typeof createClockDifferences
  >[0];
  clocks = createClockDifferences(log, () => time);
});

test.each([0, 4.4, -4.4])('%d s is the time that an answer takes', (seconds) => {
  clocks.note('chat', seconds);
  expect([clocks.report(), logged]).toEqual([[], []]);
});

test.each([
  [35, true, 'warn'],
  [-60, true, 'warn'],
  [120, true, 'warn'],
  [-121, false, 'error'],
  [3_600, false, 'error'],
])('%d s is reported, and logged once with the difference', (seconds, isTolerated, level) => {
  for (let times = 0; times < 5; times += 1) clocks.note('chat', seconds);
  expect(clocks.report()).toEqual([{ name: 'chat', seconds, isTolerated }]);
  expect(logged).toEqual([`${level} {"of":"chat","clockAheadSeconds":${seconds}}`]);
});

test('a clock that gets worse is said again, and one that was set right a minute later', () => {
  for (const [at, seconds] of [
    [0, 35],
    [1_000, 150],
    [2_000, 0],
    [60_999, 0],
    [61_000, 0],
    [62_000, 0],
  ] as const) {
    time = at;
    clocks.note('chat', seconds);
  }
  expect(logged.map((line) => line.split(' ')[0])).toEqual(['warn', 'error', 'info']);
  expect(clocks.report()).toEqual([]);
});

test('of two processes under one name the wrong one is not hidden by the other', () => {
  for (time = 0; time < 600_000; time += 1_000) clocks.note('callers', time % 2_000 === 0 ? -200 : 0);
  expect(logged).toHaveLength(1);
  expect(clocks.report()).toEqual([{ name: 'callers', seconds: -200, isTolerated: false }]);
});

test('each name stands for itself', () => {
  clocks.note('chat', 10);
  clocks.note('auth', -10);
  clocks.note('profile', 0);
  expect(clocks.report().map(({ name, seconds }) => [name, seconds])).toEqual([
    ['chat', 10],
    ['auth', -10],
  ]);
});
