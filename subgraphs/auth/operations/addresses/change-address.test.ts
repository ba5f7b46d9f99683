import { describe, expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { STALE_SESSION } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { changeEmail, changePhone } from './change-address.ts';

const FREE = { takenIdentifiers: async () => [] };

describe.each([
  ['an email', changeEmail, { email: 'Ada@Example.org' }, { email: 'ada' }, 'EMAIL', 'ada@example.org'],
  ['a phone number', changePhone, { phone: '+4915112345678' }, { phone: '12' }, 'PHONE', '+4915112345678'],
] as const)('changing %s', (_, change, input, malformed, kind, value) => {
  test.each([
    ['that is malformed', malformed, {}, 'InvalidInput'],
    ['without a provider of messages', input, { canSend: false }, 'ChannelUnavailable'],
    ['with a stale proof of identity', input, { store: { sessions: async () => [STALE_SESSION] } }, 'ProofRequired'],
    ['over the limit', input, { wait: 7 }, 'TooManyAttempts'],
    ['of another account', input, { store: { takenIdentifiers: async () => [{ kind, value }] } }, 'IdentifierTaken'],
  ])('%s is refused, and nothing is sent', async (__, given, options, __typename) => {
    const { context, effects } = createOperationWorld(options);
    expect(await change(context, given)).toMatchObject({ ok: false, refusal: { __typename } });
    expect(effects.filter((effect) => effect !== 'takenIdentifiers')).toEqual([]);
  });

  test('by a visitor is refused, by a fault', async () => {
    const { context } = createOperationWorld({ caller: ANONYMOUS });
    await expect(change(context, input)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  });

  test.each([
    ['address', `${kind}:${value}`],
    ['viewer', 'usr_ada'],
  ])('is limited by the %s', async (__, limited) => {
    const message = async (key: string) => (key === limited ? 7 : null);
    const { context, effects } = createOperationWorld({ context: { attempts: { message } } });
    expect(await change(context, input)).toMatchObject({
      refusal: { __typename: 'TooManyAttempts', retryAfter: 7 },
    });
    expect(effects).toEqual([]);
  });

  test('sends a challenge to the canonical address and changes nothing yet', async () => {
    const sent: object[] = [];
    const { context, effects } = createOperationWorld({
      store: {
        ...FREE,
        putChallenge: async ({ sentTo }) => void sent.push(sentTo),
        enqueueWork: async () => undefined,
      },
    });
    expect(await change(context, input)).toEqual({ ok: true, value: 'usr_ada' });
    expect(sent).toEqual([{ kind, value }]);
    expect(effects).toEqual(['takenIdentifiers', 'putChallenge', 'enqueueWork', 'signal auth.work']);
  });
});
