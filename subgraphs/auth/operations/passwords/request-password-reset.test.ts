import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { fromNow } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
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
  const addMessage = jest.fn<AuthStore['addMessage']>(async () => undefined);
  const { context } = createOperationWorld({ caller: ANONYMOUS, store: { addMessage } });
  await requestPasswordReset(context, { identifier });
  const contents = addMessage.mock.calls.map(([{ id, sealed, expiresAt }]) => {
    expect(expiresAt).toEqual(fromNow(1_800_000));
    return JSON.parse(context.messageBox.open(id, sealed).toString());
  });
  expect(contents).toEqual([{ template: 'RESET', to, secret: expect.stringMatching(form) }]);
});

test('a message is queued without a look at the account', async () => {
  const world = createOperationWorld({ caller: ANONYMOUS, store: { addMessage: async () => undefined } });
  expect(await requestPasswordReset(world.context, INPUT)).toEqual({ ok: true, value: true });
  expect(world.effects).toEqual(['addMessage', 'signal auth.message-queued']);
});
