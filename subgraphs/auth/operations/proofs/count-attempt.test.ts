import { expect, jest, test } from '@jest/globals';
import { done, refuse } from '../../../../runtime/operations/result.ts';
import { ADA } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { countPassword, countProof, sessionSource, signInSource } from './count-attempt.ts';

const SOURCE = { ip: null, knownDevice: null };
const refusal = (__typename: string) => refuse({ __typename, message: 'No.', path: ['input'] });

test.each([
  ['right', done(1)],
  ['wrong', refusal('InvalidCredentials')],
  ['wrong', refusal('InvalidToken')],
  ['wrong', refusal('InvalidPasskey')],
  ['wrong', refusal('InvalidInitData')],
  ['wrong', refusal('InvalidOAuthAttempt')],
  ['undecided', refusal('TotpRequired')],
  ['undecided', refusal('AccountSuspended')],
])('a proof counts as %s after %j', async (verdict, outcome) => {
  const { context, attempts } = createOperationWorld();
  expect(await countPassword(context, 'usr_ada', SOURCE, async () => outcome)).toBe(outcome);
  expect(await countProof(context, 'totp:usr_ada', async () => outcome)).toBe(outcome);
  expect(attempts).toEqual([`usr_ada ${verdict}`, `totp:usr_ada ${verdict}`]);
});

test('without an attempt left nothing is checked, and the refusal says how long to wait', async () => {
  const { context } = createOperationWorld({ wait: 7 });
  const check = jest.fn(async () => done(1));
  const tooMany = { ok: false, refusal: { __typename: 'TooManyAttempts', path: ['input'], retryAfter: 7 } };
  expect(await countPassword(context, 'usr_ada', SOURCE, check)).toMatchObject(tooMany);
  expect(await countProof(context, 'totp:usr_ada', check)).toMatchObject(tooMany);
  expect(check).not.toHaveBeenCalled();
});

test('a session is a known device, a caller without one is not', () => {
  const client = { ip: '192.0.2.1', device: null };
  expect(sessionSource({ caller: ADA, client })).toEqual({ ip: '192.0.2.1', knownDevice: 'session ses_ada' });
  expect(sessionSource({ caller: { ...ADA, sessionId: null }, client })).toEqual({
    ip: '192.0.2.1',
    knownDevice: null,
  });
});

test('the device of a sign-in is looked up for unknown accounts too', async () => {
  const knownDevice = jest.fn(async (..._: unknown[]) => 'laptop');
  const { context } = createOperationWorld({ store: { knownDevice } });
  expect(await signInSource(context, 'usr_ada')).toEqual({ ip: '192.0.2.1', knownDevice: 'laptop' });
  await signInSource(context, null);
  expect(knownDevice.mock.calls).toEqual([
    ['usr_ada', context.client],
    ['', context.client],
  ]);
});
