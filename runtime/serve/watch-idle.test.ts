import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { watchIdle } from './watch-idle.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** A connection whose bytes the test counts. */
const createConnection = () => ({ bytesRead: 0, bytesWritten: 0 });

test('a connection is idle once no byte has moved for the whole time', () => {
  const onIdle = jest.fn();
  watchIdle(createConnection(), 400, onIdle);
  jest.advanceTimersByTime(399);
  expect(onIdle).not.toHaveBeenCalled();
  jest.advanceTimersByTime(1);
  expect(onIdle).toHaveBeenCalledTimes(1);
  jest.advanceTimersByTime(4_000);
  expect(onIdle).toHaveBeenCalledTimes(1);
});

test('each byte begins the time again', () => {
  const onIdle = jest.fn();
  const connection = createConnection();
  watchIdle(connection, 400, onIdle);
  for (const _ of Array(20)) {
    jest.advanceTimersByTime(300);
    connection.bytesRead += 1;
  }
  expect(onIdle).not.toHaveBeenCalled();
  jest.advanceTimersByTime(500);
  expect(onIdle).toHaveBeenCalledTimes(1);
});

test('a watch that has ended says nothing', () => {
  const onIdle = jest.fn();
  watchIdle(createConnection(), 400, onIdle)();
  jest.advanceTimersByTime(4_000);
  expect(onIdle).not.toHaveBeenCalled();
});
