import { expect, test } from '@jest/globals';
import {
  BEN,
  contractOf,
  createHireWorld,
  EVE,
  fundedOf,
  inDays,
  milestoneOf,
  NOW,
  outcomeOf,
} from '../../fixtures/hire-world.ts';
import { reviewContract } from './review-contract.ts';

const over = {
  contract: contractOf({ state: 'COMPLETED', endedAt: inDays(-1) }),
  milestones: [fundedOf({ state: 'RELEASED' })],
};
const INPUT = { contractId: 'ctr_1', rating: 4, text: 'Good.', privateNote: 'Slow.' };

test('the first review is hidden, and both are shown with the second', async () => {
  const first = createHireWorld(over);
  expect(outcomeOf(await reviewContract(first.context, INPUT))).toBe('ok');
  expect(first.state.reviews).toMatchObject([
    { authorId: 'usr_ada', subjectId: 'usr_ben', subjectRole: 'FREELANCER', shownAt: null },
  ]);
  const second = createHireWorld({ ...over, caller: BEN, reviews: first.state.reviews });
  await reviewContract(second.context, INPUT);
  expect(second.state.reviews).toMatchObject([{ shownAt: NOW }, { subjectRole: 'CLIENT', shownAt: NOW }]);
});

test.each([
  ['of a stranger', { caller: EVE }, INPUT, 'NotFound contractId'],
  ['before the end', { contract: contractOf() }, INPUT, 'InvalidState contractId'],
  [
    'after 14 days',
    { contract: contractOf({ state: 'COMPLETED', endedAt: inDays(-14) }) },
    INPUT,
    'InvalidState contractId',
  ],
  ['of a contract that was never funded', { milestones: [milestoneOf()] }, INPUT, 'InvalidState contractId'],
  ['of six stars', {}, { ...INPUT, rating: 6 }, 'InvalidInput rating'],
  ['of no star', {}, { ...INPUT, rating: 0 }, 'InvalidInput rating'],
])('one %s is refused', async (_, facts, input, expected) => {
  const { context, state } = createHireWorld({ ...over, ...facts });
  expect(outcomeOf(await reviewContract(context, input))).toBe(expected);
  expect(state.reviews).toEqual([]);
});

test('nobody reviews twice', async () => {
  const { context } = createHireWorld(over);
  await reviewContract(context, INPUT);
  expect(outcomeOf(await reviewContract(context, INPUT))).toBe('ContractReviewed contractId');
});
