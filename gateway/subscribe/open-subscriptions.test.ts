import { expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { ANONYMOUS } from '../../runtime/executor/caller.ts';
import { done, refuse } from '../../runtime/operations/result.ts';
import { composeFixtures } from '../fixtures/open-fixture.ts';
import { products } from '../fixtures/products.ts';
import type { PlannedOperation, PreparationResult } from '../operation/planned-operation.ts';
import { createOperationStore } from '../plan/operation-store.ts';
import { buildSupergraph } from '../supergraph/build-supergraph.ts';
import { createOpenSubscriptions, type OpenSubscription } from './open-subscriptions.ts';

const SDL = composeFixtures([products]);

function planOperation(): PlannedOperation {
  const store = createOperationStore(buildSupergraph(SDL), { limits: false, production: false }, () => true);
  const planned = store.prepare({ query: '{ __typename }' }, ANONYMOUS);
  if (!planned.ok) throw planned.refusal[0];
  return planned.value;
}

const [before, after, later] = [planOperation(), planOperation(), planOperation()];

/** An open subscription, and a plan that the test resolves. */
function world() {
  const noted: string[] = [];
  let current = before;
  const operation: OpenSubscription = {
    caller: ANONYMOUS,
    current: () => current,
    replace(next) {
      current = next;
      noted.push(next === after ? 'after' : 'later');
    },
    end: (error) => noted.push(error.message),
  };
  const planned = Promise.withResolvers<PreparationResult>();
  const openSubscriptions = createOpenSubscriptions();
  const leave = openSubscriptions.join(operation);
  return {
    openSubscriptions,
    leave,
    noted,
    planned,
    moved: openSubscriptions.move(after.analysis.supergraph, () => planned.promise),
  };
}

test('an operation that is planned elsewhere goes on once it is, and moving waits for that', async () => {
  const { noted, planned, moved } = world();
  expect(noted).toEqual([]);
  planned.resolve(done(after));
  await moved;
  expect(noted).toEqual(['after']);
});

test('one that is refused ends', async () => {
  const { noted, planned, moved } = world();
  planned.resolve(refuse([new GraphQLError('Not valid any more.')]));
  await moved;
  expect(noted).toEqual(['Not valid any more.']);
});

test('one that has left meanwhile is let alone', async () => {
  const { leave, noted, planned, moved } = world();
  leave();
  planned.resolve(done(after));
  await moved;
  expect(noted).toEqual([]);
});

test('one that is planned for a supergraph which is served no more follows the next', async () => {
  const { openSubscriptions, noted, planned, moved } = world();
  await openSubscriptions.move(later.analysis.supergraph, () => done(later));
  planned.resolve(done(after));
  await moved;
  expect(noted).toEqual(['later']);
});
