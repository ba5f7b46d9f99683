import { expect, test } from '@jest/globals';
import { createOperationWorld, NOW } from '../../fixtures/operation-world.ts';
import { checkUnsettled, expirePayments } from './check-payments.ts';

test('the provider is asked about everything that has waited for too long', async () => {
  const { context, done } = createOperationWorld({ payment: { state: 'PROCESSING' }, refund: {} });
  await checkUnsettled(context);
  expect(done.work).toEqual([
    { kind: 'reconcile', payload: { kind: 'payment', id: 'pay_1' } },
    { kind: 'reconcile', payload: { kind: 'refund', id: 'rfd_1' } },
  ]);
});

test('an authorization of which a part was captured ends with that part', async () => {
  const { context, row, commands, done } = createOperationWorld({ payment: { captured: 300n, expiresAt: NOW } });
  await expirePayments(context);
  expect(row.payment).toMatchObject({ state: 'SUCCEEDED', captured: 300n, expiresAt: null });
  expect([commands.size, done.published]).toEqual([0, ['payment-succeeded']]);
});

test('what is over is ended at the provider, and what has a command already is left to it', async () => {
  const expired = { state: 'REQUIRES_ACTION', expiresAt: NOW } as const;
  const { context, commands } = createOperationWorld({ payment: expired });
  await expirePayments(context);
  expect([...commands.values()]).toMatchObject([{ kind: 'EXPIRE', paymentId: 'pay_1' }]);

  const busy = createOperationWorld({ payment: { ...expired, hasPendingCommand: true } });
  await expirePayments(busy.context);
  expect(busy.commands.size).toBe(0);
});
