import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createPresenceNotes } from './presence-notes.ts';

/** Less than a lease of presence lives. */
const SOON_MS = 24_999;

const touched: (readonly string[])[] = [];
let notes: ReturnType<typeof createPresenceNotes>;
beforeEach(() => {
  jest.useFakeTimers();
  touched.length = 0;
  notes = createPresenceNotes(async (userIds) => void touched.push(userIds));
});
afterEach(() => {
  jest.useRealTimers();
});

test('who is online is noted again before a lease lapses, all people in one statement', () => {
  notes.hold('usr_ada');
  notes.hold('usr_ben');
  notes.hold('usr_ada');
  expect(touched.splice(0)).toEqual([['usr_ada'], ['usr_ben'], ['usr_ada']]);

  jest.advanceTimersByTime(SOON_MS);
  expect(touched.splice(0)).toEqual([['usr_ada', 'usr_ben']]);
  jest.advanceTimersByTime(10 * SOON_MS);
  expect(touched.length).toBeGreaterThanOrEqual(10);
});

test('a person is noted at the end of each of their streams, and no more after the last one', () => {
  const ends = [notes.hold('usr_ada'), notes.hold('usr_ada')];
  const other = notes.hold('usr_ben');
  touched.length = 0;

  ends[0]?.();
  jest.advanceTimersByTime(SOON_MS);
  ends[1]?.();
  jest.advanceTimersByTime(SOON_MS);
  expect(touched.splice(0)).toEqual([['usr_ada'], ['usr_ada', 'usr_ben'], ['usr_ada'], ['usr_ben']]);

  other();
  jest.advanceTimersByTime(10 * SOON_MS);
  expect(touched).toEqual([['usr_ben']]);
  expect(jest.getTimerCount()).toBe(0);
});

test('a database that is away is asked again', async () => {
  let tries = 0;
  const away = createPresenceNotes(async () => {
    tries += 1;
    throw new Error('away');
  });
  away.hold('usr_ada');
  await jest.advanceTimersByTimeAsync(2 * SOON_MS);
  expect(tries).toBe(3);
});
