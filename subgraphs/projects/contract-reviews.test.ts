import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { openContractWorld } from './fixtures/contract-world.ts';

let world: Awaited<ReturnType<typeof openContractWorld>>;

beforeAll(async () => {
  world = await openContractWorld();
});
afterAll(() => world.close());

const SEEN = `query ($subject: [_Any!]!, $review: [_Any!]!) {
  people: _entities(representations: $subject) { ... on User { contractReviews { edges { node { text author { id } } } } } }
  reviews: _entities(representations: $review) { ... on ContractReview { text } } }`;

/** A review of the client about the freelancer that is shown, and who sees it: on the subject, and as an entity. */
async function newReview() {
  const { id: contractId, clientId, freelancerId } = await world.newContract(1_000);
  const now = new Date();
  const reviewId = newId('crv', now);
  await world.sql.$executeRaw`
    INSERT INTO contract_review (id, contract_id, author_id, subject_id, subject_role, rating, text, created_at, shown_at)
    VALUES (${reviewId}, ${contractId}, ${clientId}, ${freelancerId}, 'FREELANCER', 5, 'Well done.', ${now}, ${now})`;
  const isSeen = async (viewerId: string): Promise<readonly boolean[]> => {
    const subject = [{ __typename: 'User', id: freelancerId }];
    const review = [{ __typename: 'ContractReview', id: reviewId }];
    const { data } = await world.execute(SEEN, { subject, review }, world.as(viewerId));
    const { people, reviews } = Object(data);
    return [people[0].contractReviews.edges.length === 1, reviews[0] !== null];
  };
  return { reviewId, contractId, clientId, freelancerId, isSeen };
}

const hide = {
  'a block of the author': ({ clientId }: { clientId: string }) =>
    world.sql
      .$executeRaw`INSERT INTO block (blocker_id, blocked_id, is_active, changed_at) VALUES (${clientId}, 'usr_eve', true, now())`,
  'a block of the subject': ({ freelancerId }: { freelancerId: string }) =>
    world.sql
      .$executeRaw`INSERT INTO block (blocker_id, blocked_id, is_active, changed_at) VALUES ('usr_eve', ${freelancerId}, true, now())`,
  'a suspension of the author': ({ clientId }: { clientId: string }) =>
    world.sql.$executeRaw`INSERT INTO suspension (user_id, is_active, changed_at) VALUES (${clientId}, true, now())`,
  'a decision of moderators': ({ reviewId }: { reviewId: string }) =>
    world.sql
      .$executeRaw`INSERT INTO hidden_content (subject_id, is_hidden, changed_at) VALUES (${reviewId}, true, now())`,
};

test.each(Object.entries(hide))('%s hides a review from others on every path', async (_, apply) => {
  const review = await newReview();
  expect(await review.isSeen('usr_eve')).toEqual([true, true]);

  await apply(review);

  expect(await review.isSeen('usr_eve')).toEqual([false, false]);
});

test('a review that is not shown yet is seen by its author only', async () => {
  const { reviewId, clientId, isSeen } = await newReview();
  await world.sql.$executeRaw`UPDATE contract_review SET shown_at = NULL WHERE id = ${reviewId}`;

  expect(await isSeen('usr_eve')).toEqual([false, false]);
  expect(await isSeen(clientId)).toEqual([false, true]);
});
