import { expect, jest, test } from '@jest/globals';
import { listReceivedProposals, listSentProposals } from './list-proposals.ts';

test('what a person has sent is for themself', async () => {
  const load = jest.fn(async (userId: string) => `sent by ${userId}`);
  // as: the operation needs no more of the context.
  const context = { caller: { viewerId: 'usr_ben' }, sentProposals: { load } } as never;
  expect(await listSentProposals(context, 'usr_ben', {})).toBe('sent by usr_ben');
  expect(await listSentProposals(context, 'usr_ada', {})).toBeNull();
  expect(load).toHaveBeenCalledTimes(1);
});

test('what a project has received is for its client, without what is withdrawn', async () => {
  const proposalsOfProjects = jest.fn((states: readonly string[]) => ({ load: async () => states }));
  const list = (viewerId: string | null, states: readonly ('WITHDRAWN' | 'SUBMITTED')[] | null) =>
    listReceivedProposals(
      // as: the operation needs no more of the context.
      { caller: { viewerId }, proposalsOfProjects } as never,
      { id: 'prj_1', clientId: 'usr_ada' },
      states,
      {},
    );
  expect(await list('usr_ada', ['WITHDRAWN', 'SUBMITTED'])).toEqual(['SUBMITTED']);
  expect(await list('usr_ada', null)).toEqual(['SUBMITTED', 'SHORTLISTED', 'ACCEPTED', 'REJECTED']);
  expect([await list('usr_ben', null), await list(null, null)]).toEqual([null, null]);
});
