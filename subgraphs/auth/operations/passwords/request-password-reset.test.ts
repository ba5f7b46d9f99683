import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
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

test('a message is queued without a look at the account', async () => {
  const world = createOperationWorld({ caller: ANONYMOUS, store: { addMessage: async () => undefined } });
  expect(await requestPasswordReset(world.context, INPUT)).toEqual({ ok: true, value: true });
  expect(world.effects).toEqual(['addMessage', 'signal auth.message-queued']);
});
