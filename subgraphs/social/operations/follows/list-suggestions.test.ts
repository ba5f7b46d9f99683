import { expect, jest, test } from '@jest/globals';
import type { SocialContext } from '../../context.ts';
import { ADA, BEN, graphWorld, NOW } from '../../fixtures/graph-world.ts';
import { listSuggestions, SUGGESTIONS } from './list-suggestions.ts';

test('adds popular people to those to whom others lead', async () => {
  const followSuggestions = jest.fn<SocialContext['repository']['followSuggestions']>(async () => []);
  const needs = { ...graphWorld(), trends: { people: async () => [BEN] }, repository: { followSuggestions } };
  await listSuggestions(needs, { from: [20, BEN], limit: 5, size: 4, backwards: false });
  expect(followSuggestions).toHaveBeenCalledWith(ADA, { from: [20, BEN], limit: 5, popularIds: [BEN] }, NOW);
});

test('a cursor of another list is refused', () => {
  expect(() => SUGGESTIONS.parse({ after: Buffer.from('["friends",1,"x"]').toString('base64url') })).toThrow('cursor');
});
