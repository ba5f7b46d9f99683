import { expect, jest, test } from '@jest/globals';
import { fromNow } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { queuedMessages } from '../../fixtures/queued-messages.ts';
import type { Identifier } from '../../repository/accounts.ts';
import type { AuthStore } from '../../repository/index.ts';
import { sendChallenge } from './send-challenge.ts';

const DAY_MS = 86_400_000;

test.each<[Identifier, string, RegExp, string, number]>([
  [{ kind: 'EMAIL', value: 'ada@example.org' }, 'VERIFY_EMAIL', /^[\w-]{43}$/, '', DAY_MS],
  // Six digits are too few to be unique, so their hash is bound to the user.
  [{ kind: 'PHONE', value: '+4915112345678' }, 'VERIFY_PHONE', /^\d{6}$/, 'usr_ada', 600_000],
])('%j gets a secret of which the hash is stored', async (to, purpose, form, owner, validMs) => {
  const { context } = createOperationWorld();
  const putChallenge = jest.fn<AuthStore['putChallenge']>(async () => undefined);
  const enqueueWork = jest.fn<AuthStore['enqueueWork']>(async () => undefined);
  await sendChallenge(context, { putChallenge, enqueueWork }, 'usr_ada', to);
  const expiresAt = fromNow(validMs);
  const [message] = queuedMessages(context, enqueueWork.mock.calls);
  expect(message).toEqual({ template: 'VERIFY', to, secret: expect.stringMatching(form), expiresAt });
  expect(putChallenge.mock.calls).toEqual([
    [{ userId: 'usr_ada', purpose, hash: context.tokenHasher.hash(message.secret, owner), sentTo: to, expiresAt }],
  ]);
});
