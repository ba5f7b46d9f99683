import { expect, jest, test } from '@jest/globals';
import { fromNow, NOW } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { queuedMessages } from '../../fixtures/queued-messages.ts';
import type { AuthStore } from '../../repository/index.ts';
import { recipientHash } from '../messages/recipient-hash.ts';
import { eraseAccount, eraseUser } from './erase-user.ts';

const EMAIL = { kind: 'EMAIL', value: 'ada@example.org', verifiedAt: NOW, isHeld: true } as const;
const PHONE = { kind: 'PHONE', value: '+4915112345678', verifiedAt: NOW, isHeld: true } as const;
const UNVERIFIED = { kind: 'EMAIL', value: 'new@example.org', verifiedAt: null, isHeld: false } as const;

/** Longest life of an access token with the tolerated clock difference. */
const TOKEN_MS = 630_000;

function createStore(addresses: Awaited<ReturnType<AuthStore['addressesOf']>> = []) {
  return {
    addressesOf: async () => addresses,
    removeMessagesTo: jest.fn<AuthStore['removeMessagesTo']>(async () => undefined),
    eraseAccount: jest.fn<AuthStore['eraseAccount']>(async () => undefined),
    markDeleted: jest.fn<AuthStore['markDeleted']>(async () => undefined),
    enqueueWork: jest.fn<AuthStore['enqueueWork']>(async () => undefined),
  };
}

test('an account is erased and marked as deleted, and queued messages to all of its addresses are removed', async () => {
  const { context } = createOperationWorld();
  const store = createStore([UNVERIFIED, PHONE]);
  await eraseAccount(context, store, 'usr_ada');
  expect(store.removeMessagesTo).toHaveBeenCalledWith([UNVERIFIED, PHONE].map((to) => recipientHash(context, to)));
  expect(store.eraseAccount).toHaveBeenCalledWith('usr_ada', fromNow(-TOKEN_MS), fromNow(TOKEN_MS));
  expect(store.markDeleted).toHaveBeenCalledWith('usr_ada', NOW);
});

test.each([
  ['the verified email before a phone number', [PHONE, EMAIL], true, EMAIL],
  ['a verified phone number', [PHONE, UNVERIFIED], true, PHONE],
  ['no unverified address', [UNVERIFIED], true, null],
  ['no address without a provider', [EMAIL, PHONE], false, null],
  ['nobody without an address', [], true, null],
])('the last message goes to %s', async (_, addresses, canSend, to) => {
  const { context } = createOperationWorld({ canSend });
  const store = createStore(addresses);
  await eraseAccount(context, store, 'usr_ada');
  expect(queuedMessages(context, store.enqueueWork.mock.calls)).toEqual(
    to === null
      ? []
      : [
          {
            ...{ template: 'ACCOUNT_DELETED', to: { kind: to.kind, value: to.value }, secret: '' },
            expiresAt: fromNow(86_400_000),
          },
        ],
  );
});

test('the erasure step of the runtime removes what was written since, and is complete at once', async () => {
  const store = createStore();
  expect(await eraseUser({ now: () => NOW }, store, 'usr_ada')).toEqual({ isComplete: true });
  expect(store.eraseAccount).toHaveBeenCalledWith('usr_ada', fromNow(-TOKEN_MS), fromNow(TOKEN_MS));
});
