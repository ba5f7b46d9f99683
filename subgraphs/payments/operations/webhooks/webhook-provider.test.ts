import { expect, jest, test } from '@jest/globals';
import { createOperationWorld, NOW, reportOf } from '../../fixtures/operation-world.ts';
import { signalChanges, webhookProviderOf } from './webhook-provider.ts';

type Handle = Parameters<ReturnType<typeof webhookProviderOf>['handle']>;

const BODY = { provider: 'sandbox', id: 'evt_1', body: Buffer.from('{}') };

/** Handles an event, and returns whether it was, with what it has changed. */
async function handle(
  event: ReturnType<Parameters<typeof webhookProviderOf>[0]['readWebhook']>,
  payment: object | null,
) {
  const changes: unknown[] = [];
  const { store } = createOperationWorld({ payment });
  const provider = { name: 'sandbox', verifyWebhook: () => 'evt_1', readWebhook: () => event } as const;
  const handler = webhookProviderOf(
    provider,
    () => NOW,
    (changed) => changes.push(changed),
  );
  // as: the rows of the test stand in for the database, and no statement of the runtime is sent.
  const isHandled = await handler.handle(store as unknown as Handle[0], BODY, {} as Handle[2]);
  return { isHandled, changes };
}

test('what a webhook changes is handed on, to be signalled after the commit', async () => {
  const payment = reportOf({ state: 'SUCCEEDED', captured: 1_000n });
  expect(await handle({ kind: 'payment', payment }, { state: 'PROCESSING' })).toEqual({
    isHandled: true,
    changes: [{ id: 'pay_1', payerId: 'usr_ada', isChanged: true }],
  });
});

test('what says nothing new, or nothing that concerns us, is handled', async () => {
  expect(await handle(null, {})).toEqual({ isHandled: true, changes: [] });
  const payment = reportOf({ state: 'PROCESSING' });
  expect(await handle({ kind: 'payment', payment }, { state: 'PROCESSING' })).toEqual({ isHandled: true, changes: [] });
});

test('what is about something unknown is handled later', async () => {
  expect(await handle({ kind: 'payment', payment: reportOf() }, null)).toEqual({ isHandled: false, changes: [] });
});

test('those who follow a payment are signalled', async () => {
  const announce = jest.fn(async (..._: unknown[]) => undefined);
  await signalChanges({ streams: { announce } }, [{ id: 'pay_1', payerId: null, isChanged: true }]);
  expect(announce.mock.calls.map(([, key]) => key)).toEqual(['pay_1']);
});
