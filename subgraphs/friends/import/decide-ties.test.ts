import { expect, test } from '@jest/globals';
import type { ImportedTie } from '../repository/imported-ties.ts';
import { decideTies } from './decide-ties.ts';

const NOW = new Date('2031-03-01T12:00:00.000Z');
const tie = (id: string, status: ImportedTie['status'], userId = 'usr_ada', friendId = 'usr_ben'): ImportedTie => ({
  ...{ id, status, userId, friendId },
  ...{ createdAt: NOW, updatedAt: NOW },
});

test('a tie is stored once, and found after that', () => {
  const [one, other] = [tie('fsh_1', 'ACCEPTED'), tie('fsh_2', 'REQUESTED', 'usr_ada', 'usr_eve')];
  expect(decideTies([one, one, other], [])).toEqual(['inserted', 'present', 'inserted']);
  expect(decideTies([one], [one])).toEqual(['present']);
});

test.each([
  ['a friendship', tie('fsh_1', 'ACCEPTED'), tie('fsh_2', 'REQUESTED', 'usr_ben', 'usr_ada')],
  ['an open request', tie('fsh_1', 'REQUESTED'), tie('fsh_2', 'ACCEPTED')],
  ['a rejected request', tie('fsh_1', 'REJECTED'), tie('fsh_2', 'REQUESTED')],
  ['a block', tie('fsh_1', 'BLOCKED'), tie('fsh_2', 'ACCEPTED')],
  ['a block', tie('fsh_1', 'BLOCKED'), tie('fsh_2', 'BLOCKED')],
])('%s is in the way of what contradicts it, stored or in a row before', (what, first, second) => {
  const reason = `There is ${what} between these people already.`;
  expect(decideTies([first, second], [])).toEqual(['inserted', { reason }]);
  expect(decideTies([second], [first])).toEqual([{ reason }]);
});

test('two people may block each other', () => {
  expect(decideTies([tie('fsh_1', 'BLOCKED'), tie('fsh_2', 'BLOCKED', 'usr_ben', 'usr_ada')], [])).toEqual([
    'inserted',
    'inserted',
  ]);
});
