import { afterEach, expect, test } from '@jest/globals';
import { parse, print } from 'graphql';
import { accounts } from '../fixtures/accounts.ts';
import { composeFixtures } from '../fixtures/open-fixture.ts';
import { products } from '../fixtures/products.ts';
import { reviews } from '../fixtures/reviews.ts';
import { buildSupergraph } from '../supergraph/build-supergraph.ts';
import { makePlan } from './make-plan.ts';
import { createPlanningThread, type PlanningThread } from './planning-thread.ts';

const SDL = composeFixtures([accounts, products, reviews]);
const QUERY = print(parse('{ topReviews { body author { name } } users { id name } }'));
/** Far more than a millisecond of work. */
const LONG = `{ ${Array.from({ length: 200 }, (_, at) => `a${at}: topReviews { body author { name } }`).join(' ')} }`;

const opened: PlanningThread[] = [];
function open(...given: Parameters<typeof createPlanningThread>): PlanningThread {
  const thread = createPlanningThread(...given);
  opened.push(thread);
  return thread;
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((thread) => thread.close()));
});

test('a thread plans as this one does, after what took too long, and after its end', async () => {
  const thread = open(SDL);
  const expected = { plan: makePlan(buildSupergraph(SDL), parse(QUERY)) };

  expect(await thread.plan(QUERY, 60_000)).toEqual(expected);
  expect(await thread.plan(LONG, 1)).toEqual({ isOverBudget: true });
  expect(await thread.plan(QUERY, 60_000)).toEqual(expected);
  await thread.close();
  expect(await thread.plan(QUERY, 60_000)).toEqual(expected);
});

test('an error of the planner is returned, and the thread goes on', async () => {
  const thread = open(SDL);
  expect(await thread.plan('{ nothing }', 60_000)).toEqual({ error: expect.stringContaining('nothing') });
  expect(await thread.plan('{', 60_000)).toEqual({ error: expect.stringContaining('Syntax Error') });
  expect(await thread.plan(QUERY, 60_000)).toHaveProperty('plan');
});

test('a thread that cannot start rejects, each time', async () => {
  const thread = open('type Query { a: Int }');
  for (let at = 0; at < 2; at++) await expect(thread.plan(QUERY, 60_000)).rejects.toThrow('could not be started');
});

test('a document that is planned when the thread is closed has no plan', async () => {
  const thread = open(SDL);
  await thread.plan(QUERY, 60_000);
  const planned = thread.plan(LONG, 60_000);
  await thread.close();
  expect(await planned).toEqual({ isOverBudget: true });
});
