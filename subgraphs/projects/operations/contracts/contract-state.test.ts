import { expect, test } from '@jest/globals';
import { contractStateOf, roleIn, stopsEnding } from './contract-state.ts';

const AT = new Date('2031-03-01T12:00:00.000Z');
const fresh = { state: 'PROPOSED', fundedAt: null, released: 0n, moveId: null } as const;
const funded = { ...fresh, state: 'FUNDED', fundedAt: AT } as const;
const open = { pausedAt: null, endedAt: null };

test.each([
  ['nothing is funded', open, [fresh], 'PENDING'],
  ['there are no milestones', open, [], 'PENDING'],
  ['something is funded', open, [fresh, funded], 'ACTIVE'],
  ['what was funded is released', open, [{ ...funded, state: 'RELEASED', released: 5n }], 'ACTIVE'],
  ['it is paused', { ...open, pausedAt: AT }, [funded], 'PAUSED'],
  ['something is disputed', open, [funded, { ...funded, state: 'DISPUTED' }], 'DISPUTED'],
  ['something is disputed and it is paused', { ...open, pausedAt: AT }, [{ ...funded, state: 'DISPUTED' }], 'DISPUTED'],
  ['it ended after something was paid', { ...open, endedAt: AT }, [{ ...funded, released: 5n }], 'COMPLETED'],
  ['it ended while a payment is on its way', { ...open, endedAt: AT }, [{ ...funded, state: 'APPROVED' }], 'COMPLETED'],
  ['it ended before anything was paid', { ...open, endedAt: AT }, [funded], 'CANCELLED'],
] as const)('when %s', (_, contract, milestones, expected) => {
  expect(contractStateOf(contract, milestones)).toBe(expected);
});

test('who is who', () => {
  const contract = { clientId: 'usr_ada', freelancerId: 'usr_ben' };
  expect(['usr_ada', 'usr_ben', 'usr_eve', null].map((id) => roleIn(contract, id))).toEqual([
    ...['CLIENT', 'FREELANCER', null, null],
  ]);
  expect(roleIn({ clientId: null, freelancerId: null }, null)).toBeNull();
});

test('what was submitted stops the end of a contract, and what is only funded does not', () => {
  expect(stopsEnding({ ...funded, moveId: null })).toBe(false);
  expect(stopsEnding({ state: 'IN_PROGRESS', moveId: null })).toBe(false);
  for (const state of ['SUBMITTED', 'CHANGES_REQUESTED', 'DISPUTED'] as const)
    expect(stopsEnding({ state, moveId: null })).toBe(true);
  expect(stopsEnding({ state: 'FUNDED', moveId: 'emv_1' })).toBe(true);
});
