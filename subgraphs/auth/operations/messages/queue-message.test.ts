import { expect, jest, test } from '@jest/globals';
import { fromNow, NOW } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import type { AuthStore } from '../../repository/index.ts';
import { channelRefusal, MESSAGE_CONTENT, queueMessage } from './queue-message.ts';

const CONTENT = {
  template: 'RESET',
  to: { kind: 'EMAIL', value: 'ada@example.org' },
  secret: 'sesame',
} as const;

test('a queued message is encrypted, and its recipient can be found by the hash', async () => {
  const { context } = createOperationWorld();
  const addMessage = jest.fn<AuthStore['addMessage']>(async () => undefined);
  await queueMessage(context, { addMessage }, CONTENT, fromNow(60_000));
  const [[message]] = addMessage.mock.calls as [[Parameters<AuthStore['addMessage']>[0]]]; // as: it was called once.
  expect(message).toEqual({
    id: expect.stringMatching(/^out_/),
    sealed: expect.any(String),
    recipientHash: context.tokenHasher.hash('ada@example.org', 'recipient:EMAIL'),
    createdAt: NOW,
    expiresAt: fromNow(60_000),
  });
  expect(JSON.stringify(message)).not.toMatch(/sesame|ada@example/);
  const opened = context.messageBox.open(message.id, message.sealed).toString();
  expect(MESSAGE_CONTENT.parse(JSON.parse(opened))).toEqual(CONTENT);
});

test.each(['EMAIL', 'PHONE'] as const)('a channel for %s is refused only without a provider', (kind) => {
  expect(channelRefusal(createOperationWorld().context, { kind })).toBeNull();
  expect(channelRefusal(createOperationWorld({ canSend: false }).context, { kind })).toMatchObject({
    refusal: {
      __typename: 'ChannelUnavailable',
      message: expect.stringContaining(kind === 'EMAIL' ? 'Email' : 'Text messages'),
      path: ['input'],
    },
  });
});
