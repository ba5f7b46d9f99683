import { expect, test } from '@jest/globals';
import { nextStates } from './project-states.ts';

test('only the client is offered states, and none while a contract is not over', () => {
  const project = { clientId: 'usr_ada', status: 'IN_PROGRESS' } as const;
  expect(nextStates(project, 'usr_ada', false)).toEqual(['COMPLETED', 'CANCELLED']);
  expect(nextStates(project, 'usr_ada', true)).toEqual([]);
  expect(nextStates(project, 'usr_ben', false)).toEqual([]);
  expect(nextStates({ ...project, clientId: null }, null, false)).toEqual([]);
});
