import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createPeakRecorder } from './peak-recorder.ts';

describe('peak recorder', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const recorder = (raise: (peaks: ReadonlyMap<string, number>) => Promise<void>) => {
    const writes: [string, number][][] = [];
    const peaks = createPeakRecorder(
      async (found) => {
        await raise(found);
        writes.push([...found]);
      },
      { warn: jest.fn() },
    );
    return { ...peaks, writes };
  };

  test('writes the highest count of each stream, all in one go, at most every two seconds', async () => {
    const { record, writes } = recorder(async () => undefined);
    record('str_a', 1);
    await jest.advanceTimersByTimeAsync(0);
    expect(writes).toEqual([[['str_a', 1]]]);
    for (const count of [2, 9, 4]) record('str_a', count);
    record('str_b', 3);
    record('str_c', 0);
    await jest.advanceTimersByTimeAsync(1_999);
    expect(writes).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(writes[1]).toEqual([
      ['str_a', 9],
      ['str_b', 3],
    ]);
  });

  test('keeps what could not be written, and writes it later', async () => {
    let away = true;
    const { record, writes } = recorder(async () => {
      if (away) throw new Error('the database is away');
    });
    record('str_a', 5);
    await jest.advanceTimersByTimeAsync(100);
    record('str_a', 3);
    away = false;
    await jest.advanceTimersByTimeAsync(10_000);
    expect(writes).toEqual([[['str_a', 5]]]);
  });

  test('writes what is left when it is closed', async () => {
    const { record, writes, close } = recorder(async () => undefined);
    record('str_a', 1);
    record('str_a', 2);
    await close();
    expect(writes.flat()).toContainEqual(['str_a', 2]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
