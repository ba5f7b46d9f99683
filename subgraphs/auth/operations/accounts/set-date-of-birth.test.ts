import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { NOW } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { setDateOfBirth } from './set-date-of-birth.ts';

const INPUT = { dateOfBirth: '1990-12-10' };

test.each([
  ['a date that does not exist', '1990-02-30'],
  ['a date in another form', '10.12.1990'],
  ['a day less than 13 years ago', '2018-03-02'],
  ['a date 130 years ago', '1901-03-01'],
])('%s is refused, and nothing is stored', async (_, dateOfBirth) => {
  const world = createOperationWorld();
  expect(await setDateOfBirth(world.context, { dateOfBirth })).toMatchObject({
    ok: false,
    refusal: { __typename: 'InvalidInput', path: ['input', 'dateOfBirth'] },
  });
  expect(world.effects).toEqual([]);
});

test('a second date is refused, and not published', async () => {
  const world = createOperationWorld({ store: { addDateOfBirth: async () => false } });
  expect(await setDateOfBirth(world.context, INPUT)).toMatchObject({
    ok: false,
    refusal: { __typename: 'DateOfBirthAlreadySet', path: ['input', 'dateOfBirth'] },
  });
  expect(world.effects).toEqual(['addDateOfBirth']);
});

test('a first date is stored and published', async () => {
  const addDateOfBirth = jest.fn(async (..._: unknown[]) => true);
  const announce = jest.fn(async (..._: unknown[]) => undefined);
  const { context } = createOperationWorld({ store: { addDateOfBirth, announce } });
  expect(await setDateOfBirth(context, INPUT)).toEqual({ ok: true, value: 'usr_ada' });
  expect(addDateOfBirth).toHaveBeenCalledWith('usr_ada', '1990-12-10');
  expect(announce.mock.calls).toEqual([
    [{ name: 'auth.birth-date-changed', notifies: false }, { userId: 'usr_ada', dateOfBirth: '1990-12-10' }, NOW],
  ]);
});

test('a visitor is asked to sign in', async () => {
  const { context } = createOperationWorld({ caller: ANONYMOUS });
  await expect(setDateOfBirth(context, INPUT)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
