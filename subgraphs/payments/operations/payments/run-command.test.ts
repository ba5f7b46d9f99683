import { expect, test } from '@jest/globals';
import { createOperationWorld, NOW, reportOf } from '../../fixtures/operation-world.ts';
import { giveCommand, runCommand } from './run-command.ts';

const OPEN = { state: 'REQUIRES_CONFIRMATION', providerRef: null, methodToken: 'tok_ok' } as const;

async function commandOf(kind: 'CREATE' | 'CANCEL' | 'EXPIRE', payment: object = OPEN) {
  const world = createOperationWorld({ payment });
  // as: the rows of the test stand in for the database.
  const store = world.store as unknown as Parameters<typeof giveCommand>[0];
  const id = await giveCommand(store, { paymentId: 'pay_1', kind }, NOW);
  return { ...world, id: id ?? '' };
}

test('a process that ends between the answer and its record repeats the command under the same key, once', async () => {
  const { context, provider, id, row, commands, done } = await commandOf('CREATE');
  const { repository } = context;
  const dying = { ...repository, transaction: async () => Promise.reject(new Error('killed')) };
  // as: the process ends before anything is recorded.
  await expect(runCommand({ ...context, repository: dying as unknown as typeof repository }, id)).rejects.toThrow(
    'killed',
  );
  expect([row.payment?.state, commands.get(id)?.state]).toEqual(['REQUIRES_CONFIRMATION', 'PENDING']);
  await runCommand(context, id);
  await runCommand(context, id);
  expect(provider.createPayment.mock.calls.map(([, key]) => key)).toEqual([id, id]);
  expect([row.payment?.state, commands.get(id)?.state, done.published]).toEqual(['PROCESSING', 'DONE', []]);
});

test('an answer that a webhook has overtaken is recorded, and changes nothing', async () => {
  const { context, provider, id, row, commands } = await commandOf('CREATE');
  provider.createPayment.mockImplementation(async () => {
    row.payment = row.payment && { ...row.payment, state: 'FAILED', providerAt: new Date(NOW.getTime() + 1) };
    return { ok: true, value: reportOf() };
  });
  await runCommand(context, id);
  expect([row.payment?.state, commands.get(id)?.state, commands.size]).toEqual(['FAILED', 'DONE', 1]);
});

test('a command of which a webhook has brought the outcome is not repeated', async () => {
  const { context, provider, id, row, commands } = await commandOf('CREATE');
  row.payment = row.payment && { ...row.payment, state: 'SUCCEEDED', providerRef: 'sbp_1', methodToken: null };
  await runCommand(context, id);
  expect(provider.createPayment).not.toHaveBeenCalled();
  expect(provider.findPayment).toHaveBeenCalledWith({ paymentId: 'pay_1', providerRef: 'sbp_1' });
  expect([row.payment?.state, commands.get(id)?.state]).toEqual(['SUCCEEDED', 'DONE']);
});

test('what the provider ends because its time is over has expired', async () => {
  const { context, id, row, done } = await commandOf('EXPIRE', { state: 'REQUIRES_ACTION', expiresAt: NOW });
  await runCommand(context, id);
  expect([row.payment?.state, done.published]).toEqual(['EXPIRED', ['payment-failed']]);
});

test('a command to a provider that is not configured waits', async () => {
  const { context, id, commands } = await commandOf('CANCEL', { provider: 'stripe' });
  await expect(runCommand(context, id)).rejects.toThrow('not configured');
  expect(commands.get(id)?.state).toBe('PENDING');
});
