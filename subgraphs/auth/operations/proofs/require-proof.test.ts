import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { ADA, fromNow, NOW, PASSKEY, SESSION, STALE_SESSION } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { requireProof } from './require-proof.ts';

const FIVE_MINUTES_MS = 300_000;
const withSession = (session: object | null) => ({ store: { sessions: async () => [session] as never } });

test.each([
  ['a session that was opened less than five minutes ago', { createdAt: fromNow(1 - FIVE_MINUTES_MS) }],
  ['a session with a later proof', { createdAt: fromNow(-3_600_000), provenAt: fromNow(1 - FIVE_MINUTES_MS) }],
])('%s is a proof', async (_, session) => {
  const { context } = createOperationWorld(withSession({ ...SESSION, ...session }));
  expect(await requireProof(context)).toBeNull();
});

test.each([
  ['a session that was opened five minutes ago', withSession(STALE_SESSION)],
  ['a proof that is five minutes old', withSession({ ...SESSION, provenAt: fromNow(-FIVE_MINUTES_MS) })],
  ['a session that was revoked', withSession({ ...SESSION, revokedAt: NOW })],
  ['a session that has expired', withSession({ ...SESSION, expiresAt: NOW })],
  ['a session of another user', withSession({ ...SESSION, userId: 'usr_eve' })],
  ['an unknown session', withSession(null)],
  ['a caller without a session', { caller: { ...ADA, sessionId: null } }],
])('%s is none', async (_, options) => {
  const { context } = createOperationWorld(options);
  expect(await requireProof(context)).toMatchObject({
    ok: false,
    refusal: { __typename: 'ProofRequired', path: ['input'], proofs: ['PASSWORD'] },
  });
});

const totp = { sealedSecret: '', confirmedAt: NOW };
test.each([
  ['nothing', {}, []],
  ['a password', { passwordHash: async () => 'hash' }, ['PASSWORD']],
  ['an authenticator app', { totpOf: async () => totp }, ['TOTP']],
  ['an app that is not confirmed', { totpOf: async () => ({ ...totp, confirmedAt: null }) }, []],
  ['a passkey', { passkeys: async () => [[PASSKEY]] }, ['PASSKEY']],
])('a viewer with %s can prove their identity by %j', async (_, store, proofs) => {
  const stale = { sessions: async () => [STALE_SESSION], passwordHash: async () => null };
  const { context } = createOperationWorld({ store: { ...stale, ...store } });
  expect(await requireProof(context)).toMatchObject({
    refusal: { proofs, message: expect.stringMatching(proofs.length === 0 ? /^Sign in again/ : /^Confirm your/) },
  });
});

test('a visitor is asked to sign in', async () => {
  const { context } = createOperationWorld({ caller: ANONYMOUS });
  await expect(requireProof(context)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
