import { expect, jest, test } from '@jest/globals';
import { createStream, DONE } from './create-stream.ts';

test('steps run one at a time and in turn, however many wait', async () => {
  let running = 0;
  let nth = 0;
  const items = createStream<number>(
    async () => {
      running += 1;
      expect(running).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      nth += 1;
      return nth > 3 ? DONE : { done: false, value: nth };
    },
    () => undefined,
  );
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => items.next()));
  expect(answers.map(({ value }) => value)).toEqual([1, 2, 3, undefined, undefined]);
});

test('a step that fails rejects its own call alone, and ends the stream', async () => {
  const ended = jest.fn(() => undefined);
  const items = createStream<number>(() => Promise.reject(new Error('broken')), ended);
  const [first, second] = [items.next(), items.next()];
  await expect(first).rejects.toThrow('broken');
  expect(await second).toEqual(DONE);
  expect(ended).toHaveBeenCalledTimes(1);
});

test('return answers those that wait, and what their step brings or breaks later is dropped', async () => {
  const ended = jest.fn(() => undefined);
  const steps: (() => void)[] = [];
  const items = createStream<number>(
    () => new Promise((_, reject) => steps.push(() => reject(new Error('late')))),
    ended,
  );
  const waiting = [items.next(), items.next()];
  await Promise.resolve();
  await items.return?.();
  await items.return?.();
  expect(await Promise.all(waiting)).toEqual([DONE, DONE]);
  for (const finish of steps) finish();
  await new Promise((resolve) => setImmediate(resolve));
  expect(steps).toHaveLength(1);
  expect(ended).toHaveBeenCalledTimes(1);
});
