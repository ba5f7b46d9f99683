import { expect, jest, test } from '@jest/globals';
import { createCallContext } from '../../fixtures/call-world.ts';
import { expireMoneyRequests } from './expire-money-requests.ts';

test('requests are ended until none is left', async () => {
  const expireRequests = jest.fn(async () => expireRequests.mock.calls.length === 3);
  await expireMoneyRequests(createCallContext({ expireRequests }).context, new AbortController().signal);
  expect(expireRequests).toHaveBeenCalledTimes(3);
});

test('a process that ends stops after the part that it is at', async () => {
  const controller = new AbortController();
  const expireRequests = jest.fn(async () => {
    controller.abort();
    return false;
  });
  await expireMoneyRequests(createCallContext({ expireRequests }).context, controller.signal);
  expect(expireRequests).toHaveBeenCalledTimes(1);
});
