import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { fromNow } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { queuedMessages } from '../../fixtures/queued-messages.ts';
import type { AuthStore } from '../../repository/index.ts';
import { requestPasswordReset } from './request-password-reset.ts';

const INPUT = { identifier: 'ada@example.org' };

test.each([
  ['text that is no address', { identifier: 'ada' }, {}, 'InvalidInput'],
  ['a channel without a provider', INPUT, { canSend: false }, 'ChannelUnavailable'],
  ['a request over the limit', INPUT, { wait: 7 }, 'TooManyAttempts'],
])('%s is refused, and no message is queued', async (_, input, options, __typename) => {
  const world = createOperationWorld({ caller: ANONYMOUS, ...options });
  expect(await requestPasswordReset(world.context, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(world.effects).toEqual([]);
});

test.each([
  ['an email', 'Ada@Example.org', { kind: 'EMAIL', value: 'ada@example.org' }, /^[\w-]{43}$/],
  ['a text message', '+4915112345678', { kind: 'PHONE', value: '+4915112345678' }, /^[0-9a-z]{16}$/],
])('%s carries a token that expires after half an hour', async (_, identifier, to, form) => {
  const enqueueWork = jest.fn<AuthStore['enqueueWork']>(async () => undefined);
  const { context } = createOperationWorld({ caller: ANONYMOUS, store: { enqueueWork } });
  await requestPasswordReset(context, { identifier });
  expect(queuedMessages(context, enqueueWork.mock.calls)).toEqual([
    { template: 'RESET', to, secret: expect.stringMatching(form), expiresAt: fromNow(1_800_000) },
  ]);
});

test('a message is queued without a look at the account', async () => {
  const world = createOperationWorld({ caller: ANONYMOUS, store: { enqueueWork: async () => undefined } });
  expect(await requestPasswordReset(world.context, INPUT)).toEqual({ ok: true, value: true });
  expect(world.effects).toEqual(['enqueueWork', 'signal auth.work']);
});
