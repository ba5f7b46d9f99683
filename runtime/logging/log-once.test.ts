import { expect, test } from '@jest/globals';
import { createLogOnce } from './log-once.ts';

function open() {
  const lines: unknown[] = [];
  let now = 0;
  const logOnce = createLogOnce({ warn: (...line: unknown[]) => void lines.push(line) }, () => now);
  const pass = (ms: number): void => {
    now += ms;
  };
  return { lines, logOnce, pass };
}

test('a kind is written once a minute, with how many were left out', () => {
  const { lines, logOnce, pass } = open();
  logOnce('a', { at: 1 }, 'odd');
  logOnce('a', { at: 2 }, 'odd');
  pass(59_999);
  logOnce('a', { at: 3 }, 'odd');
  pass(1);
  logOnce('a', { at: 4 }, 'odd');
  logOnce('b', { at: 5 }, 'odd');

  expect(lines).toEqual([
    [{ at: 1 }, 'odd'],
    [{ at: 4, suppressed: 2 }, 'odd'],
    [{ at: 5 }, 'odd'],
  ]);
});

test('more kinds than are remembered take no more memory: the oldest is written again', () => {
  const { lines, logOnce } = open();
  for (let kind = 0; kind <= 1_000; kind++) logOnce(String(kind), {}, 'odd');
  logOnce('0', {}, 'odd');
  logOnce('1000', {}, 'odd');

  expect(lines).toHaveLength(1_002);
});
