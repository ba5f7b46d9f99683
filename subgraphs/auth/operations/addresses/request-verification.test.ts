import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { ACCOUNT, NOW } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import type { Account } from '../../repository/accounts.ts';
import { requestVerification } from './request-verification.ts';

const UNVERIFIED: Account = { ...ACCOUNT, emailVerifiedAt: null, phone: '+4915112345678', phoneVerifiedAt: NOW };
const of = (account: Partial<Account>) => ({ accounts: async () => [{ ...UNVERIFIED, ...account }] });

test.each([
  ['verified addresses only', { store: of({ emailVerifiedAt: NOW }) }, 'NotFound'],
  ['an account that is gone', { store: { accounts: async () => [null] } }, 'NotFound'],
  ['no provider of messages', { store: of({}), canSend: false }, 'ChannelUnavailable'],
  ['a request over the limit', { store: of({}), wait: 7 }, 'TooManyAttempts'],
])('%s is refused, and nothing is sent', async (_, options, __typename) => {
  const { context, effects } = createOperationWorld(options);
  expect(await requestVerification(context)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(effects).toEqual([]);
});

test.each([
  ['an unverified email', of({}), ['EMAIL']],
  ['an email that mail servers reject', of({ emailVerifiedAt: NOW, emailRefusedAt: NOW }), ['EMAIL']],
  ['both', of({ phoneVerifiedAt: null }), ['EMAIL', 'PHONE']],
])('a challenge is sent to %s', async (_, account, expected) => {
  const kinds: string[] = [];
  const { context } = createOperationWorld({
    store: {
      ...account,
      putChallenge: async ({ sentTo }) => void kinds.push(sentTo.kind),
      enqueueWork: async () => undefined,
    },
  });
  expect(await requestVerification(context)).toEqual({ ok: true, value: 'usr_ada' });
  expect(kinds).toEqual(expected);
});

test('a visitor is asked to sign in', async () => {
  const { context } = createOperationWorld({ caller: ANONYMOUS });
  await expect(requestVerification(context)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
