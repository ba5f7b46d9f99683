import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { ANONYMOUS } from '../../runtime/executor/caller.ts';
import { accounts } from '../fixtures/accounts.ts';
import { composeFixtures } from '../fixtures/open-fixture.ts';
import { products } from '../fixtures/products.ts';
import { reviews } from '../fixtures/reviews.ts';
import { createOperationStore } from '../plan/operation-store.ts';
import type { GuardedCall } from '../resilience/subgraph-guard.ts';
import { buildSupergraph } from '../supergraph/build-supergraph.ts';
import { createExecute } from './create-execute.ts';

const store = createOperationStore(
  buildSupergraph(composeFixtures([accounts, products, reviews])),
  { limits: false, production: false },
  () => true,
);

/** By subgraph: how long an attempt and the whole call may take, as passed to the guard. */
async function timesOf(query: string): Promise<Record<string, readonly [attemptMs: number, totalMs: number]>> {
  const planned = store.prepare({ query }, ANONYMOUS);
  if (!planned.ok) throw new Error('not valid');
  const times: Record<string, readonly [number, number]> = {};
  const execute = createExecute(
    {
      executor: () => async () => ({ data: null }),
      timeouts: {
        queryMs: 2_000,
        mutationMs: 5_000,
        requestMs: 60_000,
        subgraphs: new Map([
          ['accounts', { queryMs: 30_000, mutationMs: 60_000 }],
          ['reviews', { mutationMs: 7_000 }],
        ]),
      },
      log: pino({ level: 'silent' }),
      guardOf: (name) => ({
        call({ attemptMs, until, onResult }: GuardedCall) {
          times[name] = [attemptMs, Math.round((until - performance.now()) / 100) * 100];
          onResult({ data: null });
        },
      }),
      onCall: () => undefined,
    },
    pino({ level: 'silent' }),
  );
  await execute(planned.value, { caller: ANONYMOUS, requestId: 'r' });
  return times;
}

test('a query may take its subgraph’s time, others the time of all', async () => {
  expect(await timesOf('{ echo(text: "a") topReviews { id } }')).toEqual({
    accounts: [30_000, 34_500],
    reviews: [2_000, 2_300],
  });
});

test('a mutation has times of its own', async () => {
  expect(await timesOf('mutation { rename(id: "u1", name: "Eve") { id } }')).toEqual({ accounts: [60_000, 60_000] });
});
