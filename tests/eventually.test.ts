import { expect, test } from '@jest/globals';
import { eventually } from './eventually.ts';

test('a wait ends by what happens, however often that is looked for', async () => {
  let looks = 0;
  await eventually(() => {
    looks += 1;
    return looks === 3;
  }, 'the third look');
  expect(looks).toBe(3);
});

test('a wait for what does not come says for what, and how long it was', async () => {
  await expect(eventually(() => false, 'a miracle', 1_000)).rejects.toThrow('Waited 1 s for a miracle.');
});

test('a failure while polling is rethrown as it is', async () => {
  const looking = eventually(async () => {
    throw new Error('the process has ended');
  }, 'an answer');
  await expect(looking).rejects.toThrow('the process has ended');
});
