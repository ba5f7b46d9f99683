import { describe, expect, jest, test } from '@jest/globals';
import { fromNow, NOW } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { queuedMessages } from '../../fixtures/queued-messages.ts';
import type { AuthStore } from '../../repository/index.ts';
import { findContactAddress, recordChange } from './record-change.ts';

const EMAIL = { kind: 'EMAIL', value: 'ada@example.org', verifiedAt: null, isHeld: true } as const;
const PHONE = { kind: 'PHONE', value: '+4915112345678', verifiedAt: null, isHeld: true } as const;
const PENDING = { kind: 'EMAIL', value: 'new@example.org', verifiedAt: null, isHeld: false } as const;
const contactOf = ({ kind, value }: typeof EMAIL | typeof PHONE) => ({ kind, value });

const createStore = (addresses: Awaited<ReturnType<AuthStore['addressesOf']>>) => ({
  recordEvents: jest.fn<AuthStore['recordEvents']>(async () => undefined),
  addressesOf: async () => addresses,
  enqueueWork: jest.fn<AuthStore['enqueueWork']>(async () => undefined),
});

test('a change is recorded, and its user is notified for a day', async () => {
  const { context } = createOperationWorld();
  const store = createStore([EMAIL]);
  await recordChange(context, store, 'usr_ada', 'PASSKEY_ADDED');
  expect(store.recordEvents).toHaveBeenCalledWith([expect.objectContaining({ kind: 'PASSKEY_ADDED', at: NOW })]);
  expect(queuedMessages(context, store.enqueueWork.mock.calls)).toEqual([
    { template: 'PASSKEY_ADDED', to: contactOf(EMAIL), secret: '', expiresAt: fromNow(86_400_000) },
  ]);
});

test('a change of a user without an address is recorded', async () => {
  const { context } = createOperationWorld();
  const store = createStore([]);
  await recordChange(context, store, 'usr_ada', 'PASSKEY_ADDED');
  expect(store.recordEvents).toHaveBeenCalledTimes(1);
  expect(store.enqueueWork).not.toHaveBeenCalled();
});

describe('the address for notices', () => {
  const verified = { verifiedAt: NOW };
  test.each([
    ['the email before a phone number', [PHONE, EMAIL], EMAIL],
    ['a verified phone number before an email', [EMAIL, { ...PHONE, ...verified }], PHONE],
    [
      'the email when both are verified',
      [
        { ...PHONE, ...verified },
        { ...EMAIL, ...verified },
      ],
      EMAIL,
    ],
    ['no address that is not held yet', [PENDING], null],
  ])('is %s', async (_, addresses, expected) => {
    const { context } = createOperationWorld();
    expect(await findContactAddress(context, createStore(addresses), 'usr_ada', () => true)).toEqual(
      expected === null ? null : contactOf(expected),
    );
  });

  test('is one that fits and can be reached', async () => {
    const store = createStore([EMAIL, PHONE]);
    const { context } = createOperationWorld();
    const isPhone = ({ kind }: { readonly kind: string }) => kind === 'PHONE';
    expect(await findContactAddress(context, store, 'usr_ada', isPhone)).toEqual(contactOf(PHONE));
    const channels = { canSend: (kind: string) => kind === 'PHONE' };
    const withoutEmail = createOperationWorld({ context: { channels } }).context;
    expect(await findContactAddress(withoutEmail, store, 'usr_ada', () => true)).toEqual(contactOf(PHONE));
  });
});
