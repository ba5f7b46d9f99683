import { expect, jest, test } from '@jest/globals';
import { fault } from '../../../../runtime/executor/faults.ts';
import { fromNow, NOW } from '../../fixtures/ada.ts';
import { providers } from '../../fixtures/identity-proofs.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { redeemOAuthAttempt } from './redeem-oauth-attempt.ts';

const INPUT = { state: 'secret', code: 'code' };
const ATTEMPT = {
  hash: 'hash',
  provider: 'corp',
  redirectUri: 'https://app.example.com/',
  userId: null,
  expiresAt: fromNow(600_000),
};
const EMAIL = { kind: 'EMAIL', value: 'ada@example.org' };

function createWorld({
  attempt = ATTEMPT as object | null,
  claims = {} as object | null,
  wait = null as number | null,
}) {
  const takeAttempt = jest.fn(async (..._: unknown[]) => attempt);
  const putAttempt = jest.fn(async (..._: unknown[]) => undefined);
  const redeem = jest.fn(async (..._: unknown[]) =>
    claims === null ? null : { subject: '1', username: 'ada', email: null, ...claims },
  );
  const world = createOperationWorld({
    store: { takeAttempt, putAttempt } as object,
    context: { providers: { ...providers, redeem } },
    wait,
  });
  return { ...world, takeAttempt, putAttempt, redeem };
}

test.each([
  ['no state', { ...INPUT, state: '' }, {}, true],
  ['a state that is too long', { ...INPUT, state: 'x'.repeat(201) }, {}, true],
  ['no code', { ...INPUT, code: '' }, {}, true],
  ['a code that is too long', { ...INPUT, code: 'x'.repeat(4_097) }, {}, true],
  ['an unknown attempt', INPUT, { attempt: null }, true],
  ['an attempt of somebody else', INPUT, {}, false],
  [
    'an attempt with a provider that is no longer configured',
    INPUT,
    { attempt: { ...ATTEMPT, provider: 'old' } },
    true,
  ],
  ['a code that the provider rejects', INPUT, { claims: null }, true],
])('%s is refused and counted as wrong', async (_, input, options, isOwn) => {
  const { context, attempts, putAttempt } = createWorld(options);
  expect(await redeemOAuthAttempt(context, input, () => isOwn)).toMatchObject({
    ok: false,
    refusal: { __typename: 'InvalidOAuthAttempt', path: ['input', 'state'] },
  });
  expect(putAttempt).not.toHaveBeenCalled();
  expect(attempts).toEqual([expect.stringMatching(/^oauth:[0-9a-f]{64} wrong$/)]);
});

test('no attempt is consumed when none is left to count', async () => {
  const { context, takeAttempt } = createWorld({ wait: 7 });
  expect(await redeemOAuthAttempt(context, INPUT, () => true)).toMatchObject({
    refusal: { __typename: 'TooManyAttempts', retryAfter: 7 },
  });
  expect(takeAttempt).not.toHaveBeenCalled();
});

test('an attempt stays valid while the provider is unavailable', async () => {
  const { context, redeem, putAttempt } = createWorld({});
  redeem.mockRejectedValue(fault('UNAVAILABLE', 'Not now.'));
  await expect(redeemOAuthAttempt(context, INPUT, () => true)).rejects.toMatchObject({
    extensions: { code: 'UNAVAILABLE' },
  });
  expect(putAttempt.mock.calls).toEqual([[ATTEMPT]]);
});

test.each([
  ['a verified email', { value: ' Ada@Example.org', isVerified: true }, EMAIL, null],
  ['an unverified email', { value: 'ada@example.org', isVerified: false }, null, EMAIL],
  ['a malformed email', { value: 'ada', isVerified: true }, null, null],
  ['no email', null, null, null],
])('a code is redeemed for an identity with %s', async (_, email, address, unverifiedEmail) => {
  const { context, takeAttempt, redeem, attempts } = createWorld({ claims: { email } });
  const belongs = jest.fn(() => true);
  expect(await redeemOAuthAttempt(context, INPUT, belongs)).toEqual({
    ok: true,
    value: {
      attempt: ATTEMPT,
      identity: { provider: 'corp', subject: '1', username: 'ada', address },
      unverifiedEmail,
    },
  });
  const hash = (owner: string) => context.tokenHasher.hash('secret', owner);
  expect(takeAttempt.mock.calls).toEqual([[hash('oauth-state'), NOW]]);
  expect(belongs.mock.calls).toEqual([[ATTEMPT]]);
  const proof = { code: 'code', verifier: hash('oauth-verifier'), nonce: hash('oauth-nonce') };
  expect(redeem.mock.calls).toEqual([['corp', proof]]);
  expect(attempts).toEqual([`oauth:${hash('oauth-state')} right`]);
});
