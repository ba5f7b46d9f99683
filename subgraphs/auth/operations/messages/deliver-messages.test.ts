import { describe, expect, jest, test } from '@jest/globals';
import { MailRejectedError } from '../../../../runtime/mail.ts';
import type { Message } from '../../adapters/message-channels.ts';
import type { AuthStore } from '../../repository/index.ts';
import { changeEmail, changePhone } from '../addresses/change-address.ts';
import { requestVerification } from '../addresses/request-verification.ts';
import { requestPasswordReset } from '../passwords/request-password-reset.ts';
import { deliverMessages } from './deliver-messages.ts';

const NOW = new Date('2031-03-01T12:00:00.000Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);
const EMAIL = { kind: 'EMAIL', value: 'ada@example.org' } as const;

interface World {
  readonly fails?: boolean | Error;
  readonly attempts?: number;
  readonly expiresAt?: Date;
  readonly template?: string;
  readonly existing?: boolean;
  readonly refused?: boolean;
}

function worldOf({
  fails = false,
  attempts = 1,
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
  const postponeMessage = jest.fn<AuthStore['postponeMessage']>(async () => undefined);
  const noteRefusal = jest.fn<AuthStore['noteRefusal']>(async () => undefined);
  const report = jest.fn<(...published: unknown[]) => void>();
  const content = JSON.stringify({ template, to: EMAIL, secret: 'sesame' });
  const needs: Parameters<typeof deliverMessages>[0] = {
    repository: {
      takeMessages: async () => [{ id: 'out_1', sealed: content, createdAt: NOW, expiresAt, attempts }],
      postponeMessage,
      removeMessage: async () => void steps.push('removed'),
      credentialOf: async () => (existing ? { userId: 'usr_1', passwordHash: null } : null),
      putChallenge,
      noteRefusal,
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
  return { needs, steps, send, putChallenge, postponeMessage, noteRefusal, report };
}

describe('delivering', () => {
  test('a message leaves the queue after the provider has it, under its own id', async () => {
    const { needs, steps, send } = worldOf();
    await deliverMessages(needs);
    expect(steps).toEqual(['sent', 'removed']);
    expect(send.mock.calls[0]?.[0]).toMatchObject({
      id: 'out_1',
      to: EMAIL.value,
      text: expect.stringContaining('sesame'),
    });
  });

  test.each([
    [1, 5],
    [3, 20],
    [50, 600],
  ])('after try %i that fails it waits %i seconds, and stays', async (attempts, seconds) => {
    const { needs, steps, postponeMessage, report } = worldOf({ fails: true, attempts });
    await deliverMessages(needs);
    expect(steps).toEqual(['sent']);
    expect(postponeMessage.mock.calls).toEqual([['out_1', later(seconds)]]);
    expect(report).toHaveBeenCalledTimes(1);
  });

  test.each([
    [true, true],
    [true, false],
  ])(
    'what is refused for good leaves the queue, and marks its address when that is meant (%s, %s)',
    async (isPermanent, isAddressRefused) => {
      const { needs, steps, postponeMessage, noteRefusal, report } = worldOf({
        fails: new MailRejectedError('SMTP 550', { isPermanent, isAddressRefused }),
      });
      await deliverMessages(needs);
      expect(steps).toEqual(['sent', 'removed']);
      expect(postponeMessage).not.toHaveBeenCalled();
      expect(noteRefusal.mock.calls).toEqual(isAddressRefused ? [[EMAIL, NOW]] : []);
      expect(report).toHaveBeenCalledTimes(1);
    },
  );

  test.each([
    ['PASSWORD_CHANGED', ['removed']],
    ['DATA_EXPORT_READY', ['removed']],
    ['VERIFY', ['sent', 'removed']],
    ['RESET', ['challenge', 'sent', 'removed']],
  ])('to an address that was refused only what is asked for is sent: %s', async (template, expected) => {
    const { needs, steps } = worldOf({ template, refused: true });
    await deliverMessages(needs);
    expect(steps).toEqual(expected);
  });

  test('what has lapsed is not sent', async () => {
    const { needs, steps } = worldOf({ expiresAt: NOW });
    await deliverMessages(needs);
    expect(steps).toEqual(['removed']);
  });

  test('a token to reset a password counts before it leaves; nobody gets none', async () => {
    const existing = worldOf({ template: 'RESET' });
    await deliverMessages(existing.needs);
    expect(existing.steps).toEqual(['challenge', 'sent', 'removed']);
    expect(existing.putChallenge.mock.calls).toMatchObject([
      [{ userId: 'usr_1', hash: 'hash of sesame', sentTo: EMAIL }],
    ]);

    const nobody = worldOf({ template: 'RESET', existing: false });
    await deliverMessages(nobody.needs);
    expect(nobody.steps).toEqual(['removed']);
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
      addMessage: async () => expect('a message').toBe('none'),
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
