import { expect, jest, test } from '@jest/globals';
import { messageDelivery } from '../../events.ts';
import { fromNow, NOW } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { queuedMessages } from '../../fixtures/queued-messages.ts';
import type { AuthStore } from '../../repository/index.ts';
import { channelRefusal, MESSAGE_CONTENT, queueMessage } from './queue-message.ts';

const CONTENT = {
  template: 'RESET',
  to: { kind: 'EMAIL', value: 'ada@example.org' },
  secret: 'sesame',
} as const;

test('a queued message is encrypted, and its recipient can be found by the hash', async () => {
  const { context } = createOperationWorld();
  const enqueueWork = jest.fn<AuthStore['enqueueWork']>(async () => undefined);
  await queueMessage(context, { enqueueWork }, CONTENT, fromNow(60_000));
  expect(enqueueWork).toHaveBeenCalledTimes(1);
  expect(enqueueWork).toHaveBeenCalledWith(
    messageDelivery,
    [
      {
        id: expect.stringMatching(/^out_/),
        payload: {
          sealed: expect.any(String),
          recipientHash: context.tokenHasher.hash('ada@example.org', 'recipient:EMAIL'),
          expiresAt: fromNow(60_000).toISOString(),
        },
      },
    ],
    NOW,
  );
  expect(JSON.stringify(enqueueWork.mock.calls)).not.toMatch(/sesame|ada@example/);
  const [message] = queuedMessages(context, enqueueWork.mock.calls);
  expect(MESSAGE_CONTENT.parse(message)).toEqual(CONTENT);
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
