import { expect, jest, test } from '@jest/globals';
import { whenReady } from './when-ready.ts';

const available = async (): Promise<void> => undefined;
const failing = async (): Promise<void> => Promise.reject(new Error('snapshot friends 40 %'));

test('waits for each subgraph to be ready', async () => {
  const ready = jest.fn(available).mockImplementationOnce(failing).mockImplementationOnce(failing);

  await whenReady([
    { checkDatabase: available, ready },
    { checkDatabase: available, ready: available },
  ]);

  expect(ready).toHaveBeenCalledTimes(3);
});

test('does not wait for one whose database cannot be used', async () => {
  const ready = jest.fn(failing);

  await whenReady([{ checkDatabase: failing, ready }]);

  expect(ready).not.toHaveBeenCalled();
});
