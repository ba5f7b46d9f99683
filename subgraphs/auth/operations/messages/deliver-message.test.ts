import { describe, expect, jest, test } from '@jest/globals';
import { MailRejectedError } from '../../../../runtime/mail.ts';
import type { Message } from '../../adapters/message-channels.ts';
import type { AuthStore } from '../../repository/index.ts';
import { changeEmail, changePhone } from '../addresses/change-address.ts';
import { requestVerification } from '../addresses/request-verification.ts';
import { requestPasswordReset } from '../passwords/request-password-reset.ts';
import { deliverMessage } from './deliver-message.ts';

const NOW = new Date('2031-03-01T12:00:00.000Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);
const EMAIL = { kind: 'EMAIL', value: 'ada@example.org' } as const;

interface World {
  readonly fails?: boolean | Error;
  readonly expiresAt?: Date;
  readonly template?: string;
  readonly existing?: boolean;
  readonly refused?: boolean;
}

function worldOf({
  fails = false,
  expiresAt = later(600),
  template = 'VERIFY',
  existing = true,
  refused = false,
}: World = {}) {
  const steps: string[] = [];
  const send = jest.fn(async (_: Message) => {
    steps.push('sent');
    if (fails !== false) throw fails === true ? new Error('no room') : fails;
  });
  const putChallenge = jest.fn<AuthStore['putChallenge']>(async () => void steps.push('challenge'));
  const report = jest.fn<(...published: unknown[]) => void>();
  const content = JSON.stringify({ template, to: EMAIL, secret: 'sesame' });
  const needs: Parameters<typeof deliverMessage>[0] = {
    repository: {
      credentialOf: async () => (existing ? { userId: 'usr_1', passwordHash: null } : null),
      putChallenge,
      isRefused: async () => refused,
    },
    channels: { canSend: () => true, send },
    messageBox: { seal: (_, plain) => plain.toString(), open: (_, sealed) => Buffer.from(sealed) },
    tokenHasher: {
      linkToken: () => '',
      longCode: () => '',
      shortCode: () => '',
      hash: (secret) => `hash of ${secret}`,
    },
    now: () => NOW,
    report,
  };
  const item = { id: 'out_1', payload: { sealed: content, recipientHash: '', expiresAt: expiresAt.toISOString() } };
  return { needs, steps, send, putChallenge, report, deliver: () => deliverMessage(needs, item) };
}

describe('delivering', () => {
  test('a message goes to its provider under its own id', async () => {
    const { deliver, steps, send } = worldOf();
    expect(await deliver()).toBeNull();
    expect(steps).toEqual(['sent']);
    expect(send.mock.calls[0]?.[0]).toMatchObject({
      id: 'out_1',
      to: EMAIL.value,
      text: expect.stringContaining('sesame'),
    });
  });

  test('a failure is for the queue, which sends the message later', async () => {
    const { deliver, report } = worldOf({ fails: true });
    await expect(deliver()).rejects.toThrow('no room');
    expect(report).not.toHaveBeenCalled();
  });

  test.each([true, false])(
    'what is refused for good is not sent later, and names its address when that is meant: %s',
    async (isAddressRefused) => {
      const { deliver, steps, report } = worldOf({
        fails: new MailRejectedError('SMTP 550', { isPermanent: true, isAddressRefused }),
      });
      expect(await deliver()).toEqual(isAddressRefused ? EMAIL : null);
      expect(steps).toEqual(['sent']);
      expect(report).toHaveBeenCalledTimes(1);
    },
  );

  test.each([
    ['PASSWORD_CHANGED', []],
    ['DATA_EXPORT_READY', []],
    ['VERIFY', ['sent']],
    ['RESET', ['challenge', 'sent']],
  ])('to an address that was refused only what is asked for is sent: %s', async (template, expected) => {
    const { deliver, steps } = worldOf({ template, refused: true });
    await deliver();
    expect(steps).toEqual(expected);
  });

  test('what has lapsed is not sent', async () => {
    const { deliver, steps } = worldOf({ expiresAt: NOW });
    await deliver();
    expect(steps).toEqual([]);
  });

  test('a token to reset a password counts before it leaves; nobody gets none', async () => {
    const existing = worldOf({ template: 'RESET' });
    await existing.deliver();
    expect(existing.steps).toEqual(['challenge', 'sent']);
    expect(existing.putChallenge.mock.calls).toMatchObject([
      [{ userId: 'usr_1', hash: 'hash of sesame', sentTo: EMAIL }],
    ]);

    const nobody = worldOf({ template: 'RESET', existing: false });
    await nobody.deliver();
    expect(nobody.steps).toEqual([]);
  });
});

describe('without a provider', () => {
  const { needs } = worldOf();
  const account = {
    ...EMAIL,
    id: 'usr_1',
    createdAt: NOW,
    dateOfBirth: null,
    roles: [],
    emailVerifiedAt: null,
    emailRefusedAt: null,
  };
  const unsuspended = { suspendedAt: null, suspendedUntil: null, suspensionReason: null };
  const context = {
    ...needs,
    caller: { viewerId: 'usr_1', sessionId: 'ses_1', scopes: [], service: null },
    client: { ip: null, device: null },
    signals: { notify: async () => undefined, on: () => () => undefined },
    channels: { canSend: () => false, send: async () => undefined },
    attempts: { message: async () => null },
    parsePhoneNumber: (text: string) => text,
    repository: {
      accounts: async () => [{ ...account, email: EMAIL.value, phone: null, phoneVerifiedAt: null, ...unsuspended }],
      takenIdentifiers: async () => [],
      sessions: async () => [],
      passwordHash: async () => null,
      totpOf: async () => null,
      passkeys: async () => [],
      enqueueWork: async () => expect('a message').toBe('none'),
      transaction: async () => expect('a transaction').toBe('none') as never,
    },
  };
  test.each([
    ['verification', () => requestVerification(context)],
    ['another email', () => changeEmail(context, { email: 'eve@example.org' })],
    ['another phone', () => changePhone(context, { phone: '+4915112345678' })],
    ['a new password', () => requestPasswordReset(context, { identifier: EMAIL.value })],
  ])('%s is refused, and nothing is stored', async (_, ask) => {
    expect(await ask()).toMatchObject({ ok: false, refusal: { __typename: 'ChannelUnavailable', path: ['input'] } });
  });
});
