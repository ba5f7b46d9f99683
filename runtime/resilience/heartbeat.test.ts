import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createHeartbeat, type Heartbeat } from './heartbeat.ts';

let heartbeat: Heartbeat;
let sent: number[];
let replaced: number[];
let changes: boolean[];

beforeEach(() => {
  jest.useFakeTimers();
  [sent, replaced, changes] = [[], [], []];
  heartbeat = createHeartbeat({
    send: (beat) => sent.push(beat),
    replace: () => replaced.push(sent.length),
    onChange: (isAlive) => changes.push(isAlive),
    intervalMs: 400,
  });
});
afterEach(() => {
  heartbeat.close();
  jest.useRealTimers();
});

/** Lets `count` beats pass; `answer` says which comes back after each. */
const pass = (count: number, answer: ((beat: number) => number) | null): void => {
  for (let left = count; left > 0; left -= 1) {
    jest.advanceTimersByTime(400);
    if (answer !== null) heartbeat.received(answer(sent.at(-1) ?? 0));
  }
};
const itself = (beat: number) => beat;

test('a link is not there before its first beat has come back', () => {
  expect(heartbeat.isAlive()).toBe(false);
  heartbeat.received(1);
  expect([heartbeat.isAlive(), changes, typeof heartbeat.roundTripMs()]).toEqual([true, [true], 'number']);
});

test('a link that stops answering is away within a second and a half, and back with the next answer', () => {
  pass(10, itself);
  pass(3, null);
  expect([heartbeat.isAlive(), changes]).toEqual([false, [true, false]]);
  pass(1, itself);
  expect([heartbeat.isAlive(), changes]).toEqual([true, [true, false, true]]);
});

test('one missing answer is none', () => {
  pass(10, (beat) => beat - 1);
  expect([changes, replaced]).toEqual([[true], []]);
});

test('a link that never answers has its connection replaced, and then again after a while', () => {
  pass(3, null);
  expect(replaced).toEqual([3]);
  pass(20, null);
  expect(replaced).toEqual([3, 12, 21]);
});

test('answers that come seconds late do not make a link', () => {
  pass(3, itself);
  pass(20, (beat) => beat - 7);
  expect(heartbeat.isAlive()).toBe(false);
});

test('a process that was busy for long has not missed what it could not read', () => {
  pass(3, itself);
  // As a timer does that could not run: it runs once, however long it took.
  jest.advanceTimersByTime(400);
  heartbeat.received(sent.at(-1) ?? 0);
  expect([changes, replaced]).toEqual([[true], []]);
});

test('nothing is sent after it was closed', () => {
  heartbeat.close();
  pass(3, null);
  expect(sent).toEqual([1]);
});
