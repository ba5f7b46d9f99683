import { expect, test } from '@jest/globals';
import { createKeyedLimiter } from './keyed-limiter.ts';

/** Tasks that the test ends, and the names of those that have started. */
function createWork() {
  const begun: string[] = [];
  const finish = new Map<string, (error?: Error) => void>();
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve, reject) => {
      finish.set(name, (error) => (error === undefined ? resolve(name) : reject(error)));
    });
  };
  const end = async (name: string, error?: Error) => {
    finish.get(name)?.(error);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { begun, work, end };
}

test('so many of one key run at once, the others in the order they came', async () => {
  const limit = createKeyedLimiter(2);
  const { begun, work, end } = createWork();
  const results = ['a', 'b', 'c', 'd'].map((name) => limit('key', work(name)));
  expect(begun).toEqual(['a', 'b']);
  await end('b');
  expect(begun).toEqual(['a', 'b', 'c']);
  await end('a');
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
  await end('d');
  await end('c');
  expect(await Promise.all(results)).toEqual(['a', 'b', 'c', 'd']);
});

test('one key does not hold up another', () => {
  const limit = createKeyedLimiter(1);
  const { begun, work } = createWork();
  for (const [key, name] of [
    ['x', 'x1'],
    ['x', 'x2'],
    ['y', 'y1'],
  ] as const)
    void limit(key, work(name));
  expect(begun).toEqual(['x1', 'y1']);
});

test('who comes when a place becomes free stands behind those who wait', async () => {
  const limit = createKeyedLimiter(1);
  const { begun, work, end } = createWork();
  const first = limit('key', work('first'));
  void limit('key', work('waiting'));
  void first.then(() => limit('key', work('late')));
  await end('first');
  expect(begun).toEqual(['first', 'waiting']);
  await end('waiting');
  expect(begun).toEqual(['first', 'waiting', 'late']);
});

test('work that fails, at once or later, gives its place on', async () => {
  const limit = createKeyedLimiter(1);
  const { begun, work, end } = createWork();
  const fails = limit('key', work('fails'));
  const throws = limit('key', () => {
    throw new Error('at once');
  });
  const goes = limit('key', work('goes'));
  void end('fails', new Error('later'));
  await expect(fails).rejects.toThrow('later');
  await expect(throws).rejects.toThrow('at once');
  await end('goes');
  expect(await goes).toBe('goes');
  void limit('key', work('again'));
  expect(begun).toEqual(['fails', 'goes', 'again']);
});
