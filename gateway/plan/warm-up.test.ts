import type { QueryPlanner } from '@apollo/query-planner';
import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../runtime/executor/caller.ts';
import { atOnce } from '../../runtime/resilience/in-steps.ts';
import { accounts } from '../fixtures/accounts.ts';
import { composeFixtures } from '../fixtures/open-fixture.ts';
import { products } from '../fixtures/products.ts';
import { reviews } from '../fixtures/reviews.ts';
import { buildSupergraph } from '../supergraph/build-supergraph.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { createOperationStore } from './operation-store.ts';

const RULES = { limits: true, production: false };
const ADA = { ...ANONYMOUS, viewerId: 'usr_ada' };
const CONDITIONAL = 'query ($named: Boolean!) { users { id name @include(if: $named) } }';
const GUARDED = '{ users { name email } }';

/** A supergraph that counts the plans which are made for it. */
function counted(): { supergraph: Supergraph; planned: () => number } {
  const supergraph = buildSupergraph(composeFixtures([accounts, products, reviews]));
  const { planner } = supergraph;
  let plans = 0;
  const counting: QueryPlanner = Object.create(planner, {
    buildQueryPlan: {
      value: (...given: Parameters<QueryPlanner['buildQueryPlan']>) => {
        plans += 1;
        return planner.buildQueryPlan(...given);
      },
    },
  });
  return { supergraph: { ...supergraph, planner: counting }, planned: () => plans };
}
const open = (supergraph: Supergraph) => createOperationStore(supergraph, RULES, () => true);

test('what one store has planned is planned in another before it is asked for, for each that leaves out other fields and each way of conditions', () => {
  const [before, after] = [open(counted().supergraph), counted()];
  const requests = [
    [{ query: '{ topReviews { body author { name } } }' }, ANONYMOUS],
    [{ query: 'query A { users { name } } query B { users { id } }', operationName: 'B' }, ANONYMOUS],
    [{ query: GUARDED }, ANONYMOUS],
    [{ query: GUARDED }, { ...ADA, scopes: ['email:read'] }],
    [{ query: CONDITIONAL, variables: { named: true } }, ANONYMOUS],
    [{ query: CONDITIONAL, variables: { named: false } }, ANONYMOUS],
  ] as const;
  for (const [request, caller] of requests) expect(before.prepare(request, caller).ok).toBe(true);
  const next = open(after.supergraph);
  atOnce(next.warmUp(before.used()));
  expect(after.planned()).toBe(6);
  for (const [request, caller] of requests) expect(next.prepare(request, caller).ok).toBe(true);
  expect(after.planned()).toBe(6);
});

test('what is not valid any more is passed over, and what was never planned is not planned', () => {
  const before = open(buildSupergraph(composeFixtures([accounts, products, reviews])));
  before.prepare({ query: '{ topReviews { id } }' }, ANONYMOUS);
  before.prepare({ query: '{ nothing }' }, ANONYMOUS);
  before.prepare({ query: '{ users { id } }' }, ANONYMOUS);
  expect(before.used().map(({ text }) => text)).toEqual(['{ users { id } }', '{ topReviews { id } }']);
  const next = open(buildSupergraph(composeFixtures([accounts, products])));
  atOnce(next.warmUp(before.used()));
  expect(next.used().map(({ text }) => text)).toEqual(['{ users { id } }']);
});
