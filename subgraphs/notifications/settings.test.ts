import { expect, test } from '@jest/globals';
import { loadConfiguration } from '../../runtime/settings/configuration.ts';
import { settings } from './settings.ts';

const NOTIFICATIONS_SECRET = 'a secret of thirty-two characters at least';
const [LINK_SECRET, LINK_SECRET_PREVIOUS] = ['for links, and as long as needed', 'for links of yesterday, long too'];
const read = (environment: Record<string, string>) =>
  settings.read(
    loadConfiguration('serve', { NODE_ENV: 'production', NOTIFICATIONS_SECRET, LINK_SECRET, ...environment }),
  );

test('in production nothing but the secrets must be given, and ways that are not set up are null', () => {
  expect(read({})).toEqual({
    secret: NOTIFICATIONS_SECRET,
    linkSecrets: [LINK_SECRET],
    publicUrl: null,
    smtpUrl: null,
    mailFrom: 'Social Supergraph <no-reply@localhost>',
    vapidPrivateKey: null,
    vapidSubject: 'mailto:no-reply@localhost.invalid',
    telegram: null,
  });
  expect(() => read({ NOTIFICATIONS_SECRET: '' })).toThrow('NOTIFICATIONS_SECRET: must be set in production');
  expect(() => read({ LINK_SECRET: '' })).toThrow('LINK_SECRET: must be set in production');
});

test('links of the secret before are accepted beside those of the newest, which signs', () => {
  expect(read({ LINK_SECRET_PREVIOUS }).linkSecrets).toEqual([LINK_SECRET, LINK_SECRET_PREVIOUS]);
});

test('a key in PEM may be given in one line', () => {
  expect(read({ VAPID_PRIVATE_KEY: '-----BEGIN PRIVATE KEY-----\\nabc\\n' }).vapidPrivateKey).toBe(
    '-----BEGIN PRIVATE KEY-----\nabc\n',
  );
});

test('Telegram is set up by its three variables together', () => {
  const three = { TELEGRAM_BOT_TOKEN: '1:secret', TELEGRAM_BOT_NAME: 'bot', TELEGRAM_WEBHOOK_SECRET: 'a'.repeat(16) };

  expect(read(three).telegram).toEqual({
    token: '1:secret',
    botName: 'bot',
    webhookSecret: 'a'.repeat(16),
    apiUrl: 'https://api.telegram.org',
  });
  expect(read({ ...three, TELEGRAM_BOT_NAME: '' }).telegram).toBeNull();
});

test.each([
  ['SMTP_URL', 'http://secret-word'],
  ['TELEGRAM_BOT_TOKEN', 'secret-word'],
  ['TELEGRAM_WEBHOOK_SECRET', 'secret-word'],
  ['VAPID_SUBJECT', 'secret-word'],
])('%s=%s is one line that names the variable and does not show its value', (name, value) => {
  expect(() => read({ [name]: value })).toThrow(new RegExp(`^${name}: (?!.*secret-word).+$`));
});
