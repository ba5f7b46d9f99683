import { expect, test } from '@jest/globals';
import {
  createOperationWorld,
  disputeReportOf,
  NOW,
  refundReportOf,
  reportOf,
} from '../../fixtures/operation-world.ts';
import { applyEvent } from './apply-event.ts';

type Event = Parameters<typeof applyEvent>[2];

const handle = async (event: Event, options: Parameters<typeof createOperationWorld>[0]) => {
  const world = createOperationWorld(options);
  // as: the rows of the test stand in for the database.
  const store = world.store as unknown as Parameters<typeof applyEvent>[0];
  return { ...world, outcome: await applyEvent(store, 'sandbox', event, NOW) };
};

const paymentEvent = (changes: Parameters<typeof reportOf>[0]): Event => ({
  kind: 'payment',
  payment: reportOf(changes),
});
const refundEvent = (state: 'SUCCEEDED' | 'FAILED'): Event => ({ kind: 'refund', refund: refundReportOf({ state }) });

test('an allowed change is applied', async () => {
  const event = paymentEvent({ state: 'SUCCEEDED', captured: 1_000n });
  const { outcome, row, done } = await handle(event, { payment: { state: 'PROCESSING' } });
  expect(outcome).toEqual({ id: 'pay_1', payerId: 'usr_ada', isChanged: true });
  expect([row.payment?.state, done.published]).toEqual(['SUCCEEDED', ['payment-succeeded']]);
});

test.each([
  [
    'an older event',
    { state: 'AUTHORIZED' },
    { state: 'PROCESSING' as const, providerAt: new Date(NOW.getTime() + 1) },
  ],
  ['a step back', { state: 'PROCESSING' }, { state: 'AUTHORIZED' as const }],
  ['a failure after a success', { state: 'FAILED' }, { state: 'SUCCEEDED' as const, captured: 1_000n }],
  ['a success after a failure', { state: 'SUCCEEDED' }, { state: 'FAILED' as const }],
] as const)('%s changes nothing, and has the provider asked', async (_, reported, payment) => {
  const { outcome, row, done } = await handle(paymentEvent(reported), { payment });
  expect(outcome).toMatchObject({ isChanged: false });
  expect([row.payment?.state, done.published]).toEqual([payment.state, []]);
  expect(done.work).toEqual([{ kind: 'reconcile', payload: { kind: 'payment', id: 'pay_1' } }]);
});

test('what is not known yet waits', async () => {
  expect((await handle(paymentEvent({}), { payment: null })).outcome).toBe('unknown');
  const dispute: Event = { kind: 'dispute', dispute: disputeReportOf({ paymentRef: 'sbp_2' }) };
  expect((await handle(dispute, {})).outcome).toBe('unknown');
  expect((await handle(refundEvent('SUCCEEDED'), {})).outcome).toBe('unknown');
});

test.each([
  ['SUCCEEDED', 'refund-succeeded', 400n, 400n],
  ['FAILED', 'refund-failed', 0n, 0n],
] as const)(
  'a refund that the provider reports as %s is published as %s',
  async (state, type, refunded, refundTotal) => {
    const payment = { state: 'SUCCEEDED', captured: 1_000n, refundTotal: 400n } as const;
    const { row, done } = await handle(refundEvent(state), { payment, refund: { state: 'PENDING' } });
    expect([row.refund?.state, done.published]).toEqual([state, [type]]);
    expect(row.payment).toMatchObject({ refunded, refundTotal });
  },
);

test('a dispute of which only the end is heard was opened, too', async () => {
  const dispute: Event = { kind: 'dispute', dispute: disputeReportOf({ state: 'LOST' }) };
  const { row, done } = await handle(dispute, { payment: { state: 'SUCCEEDED', captured: 1_000n } });
  expect([row.dispute?.state, row.payment?.isDisputed]).toEqual(['LOST', true]);
  expect(done.published).toEqual(['dispute-opened', 'dispute-closed']);
});
