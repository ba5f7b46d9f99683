import { expect, test } from '@jest/globals';
import type { ContractRole, ContractState, MilestoneState } from '../../repository/index.ts';
import { nextMilestoneStates } from './milestone-rules.ts';

const NOW = new Date('2031-03-01T12:00:00.000Z');
const ACCEPTED = { acceptedAt: NOW, proposedRole: 'CLIENT' } as const;
const STATES: readonly MilestoneState[] = [
  ...(['PROPOSED', 'FUNDED', 'IN_PROGRESS', 'SUBMITTED', 'CHANGES_REQUESTED', 'APPROVED', 'RELEASED'] as const),
  ...(['REFUNDED', 'DISPUTED', 'CANCELLED'] as const),
];
const next = (state: MilestoneState, role: ContractRole | 'FINANCE', contract: ContractState = 'ACTIVE') =>
  nextMilestoneStates({ state, moveId: null, ...ACCEPTED }, { state: contract }, role).join(' ');
const table = (role: ContractRole | 'FINANCE', contract?: ContractState) =>
  Object.fromEntries(STATES.map((state) => [state, next(state, role, contract)]).filter(([, to]) => to !== ''));

test('what a client can do', () => {
  expect(table('CLIENT')).toEqual({
    PROPOSED: 'CANCELLED FUNDED',
    FUNDED: 'APPROVED RELEASED REFUNDED',
    IN_PROGRESS: 'APPROVED RELEASED DISPUTED',
    SUBMITTED: 'CHANGES_REQUESTED APPROVED RELEASED DISPUTED',
    CHANGES_REQUESTED: 'APPROVED RELEASED DISPUTED',
  });
});

test('what a freelancer can do', () => {
  expect(table('FREELANCER')).toEqual({
    PROPOSED: 'CANCELLED',
    FUNDED: 'IN_PROGRESS REFUNDED',
    IN_PROGRESS: 'SUBMITTED REFUNDED DISPUTED',
    SUBMITTED: 'REFUNDED DISPUTED',
    CHANGES_REQUESTED: 'SUBMITTED REFUNDED DISPUTED',
  });
});

test('only finance decides a dispute, and nothing else', () => {
  expect(table('FINANCE')).toEqual({ DISPUTED: 'RELEASED REFUNDED' });
  for (const role of ['CLIENT', 'FREELANCER'] as const) expect(next('DISPUTED', role)).toBe('');
});

test('nothing begins in a paused contract, and what was submitted is settled', () => {
  expect(table('CLIENT', 'PAUSED')['PROPOSED']).toBe('CANCELLED');
  expect(table('FREELANCER', 'PAUSED')['FUNDED']).toBe('REFUNDED');
  expect(table('CLIENT', 'PAUSED')['SUBMITTED']).toBe('CHANGES_REQUESTED APPROVED RELEASED DISPUTED');
});

test('nothing happens in a contract that is over, to others, or while money is on its way', () => {
  for (const contract of ['COMPLETED', 'CANCELLED'] as const)
    expect([table('CLIENT', contract), table('FREELANCER', contract)]).toEqual([{}, {}]);
  const submitted = { state: 'SUBMITTED', moveId: null, ...ACCEPTED } as const;
  expect(nextMilestoneStates(submitted, { state: 'ACTIVE' }, null)).toEqual([]);
  expect(nextMilestoneStates({ ...submitted, moveId: 'emv_1' }, { state: 'ACTIVE' }, 'CLIENT')).toEqual([]);
});

test('what is not accepted cannot be funded', () => {
  const proposed = { state: 'PROPOSED', moveId: null, acceptedAt: null, proposedRole: 'CLIENT' } as const;
  expect(nextMilestoneStates(proposed, { state: 'ACTIVE' }, 'CLIENT')).toEqual(['CANCELLED']);
  const own = { ...proposed, proposedRole: 'FREELANCER' } as const;
  expect(nextMilestoneStates(own, { state: 'ACTIVE' }, 'CLIENT')).toEqual(['CANCELLED', 'FUNDED']);
});
