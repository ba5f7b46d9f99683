import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { coalesce } from './coalesce.ts';

describe('coalesce', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('runs at once when asked for the first time, and again after a rest', () => {
    const work = jest.fn();
    const { request } = coalesce(work, 500);
    request();
    expect(work).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(500);
    expect(work).toHaveBeenCalledTimes(1);
    request();
    expect(work).toHaveBeenCalledTimes(2);
  });

  test('runs at most twice a second however often it is asked, and once more after the last request', () => {
    let state = 0;
    const seen: number[] = [];
    const { request } = coalesce(() => seen.push(state), 500);
    for (let at = 0; at < 200; at += 1) {
      state = at;
      request();
      jest.advanceTimersByTime(10);
    }
    expect(seen.length).toBeLessThanOrEqual(5);
    jest.advanceTimersByTime(1_000);
    expect(seen.at(-1)).toBe(199);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('a request from within the work is not lost', () => {
    let runs = 0;
    const again = coalesce(() => {
      runs += 1;
      if (runs < 3) again.request();
    }, 500);
    again.request();
    jest.advanceTimersByTime(2_000);
    expect(runs).toBe(3);
  });

  test('runs no more once closed', () => {
    const work = jest.fn();
    const { request, close } = coalesce(work, 500);
    request();
    request();
    close();
    request();
    jest.advanceTimersByTime(2_000);
    expect(work).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);
  });
});
