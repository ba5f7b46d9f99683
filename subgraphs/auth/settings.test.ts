import { describe, expect, test } from '@jest/globals';
import { loadConfiguration } from '../../runtime/settings/configuration.ts';
import { ConfigurationError } from '../../runtime/settings/configuration-error.ts';
import { settings } from './settings.ts';

const PROVIDERS = {
  OAUTH_PROVIDERS: 'google, github,corp',
  OAUTH_REDIRECT_URIS: 'https://app.example.com/signed-in, com.example.app:/signed-in',
  PUBLIC_URL: 'https://api.example.com/',
  OAUTH_GOOGLE_CLIENT_ID: 'g',
  OAUTH_GOOGLE_CLIENT_SECRET: 'gs',
  OAUTH_GITHUB_CLIENT_ID: 'h',
  OAUTH_GITHUB_CLIENT_SECRET: 'hs',
  OAUTH_CORP_ISSUER: 'https://id.example.com/realm/',
  OAUTH_CORP_CLIENT_ID: 'c',
  OAUTH_CORP_CLIENT_SECRET: 'cs',
};
const settingsOf = (environment: Record<string, string>) =>
  settings.read(
    loadConfiguration('serve', {
      AUTH_SECRET: 'a secret of thirty-two characters at least',
      LINK_SECRET: 'another secret of thirty-two characters',
      ...environment,
    }),
  );
const failureOf = (environment: Record<string, string>): Error => {
  try {
    settingsOf(environment);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('It was taken.');
};

test('providers are read by name, those that are known without an issuer', () => {
  expect(settingsOf(PROVIDERS).oauth).toEqual({
    publicUrl: 'https://api.example.com',
    redirectUris: ['https://app.example.com/signed-in', 'com.example.app:/signed-in'],
    providers: [
      { name: 'google', kind: 'oidc', issuer: 'https://accounts.google.com', clientId: 'g', clientSecret: 'gs' },
      { name: 'github', kind: 'github', issuer: 'https://github.com', clientId: 'h', clientSecret: 'hs' },
      { name: 'corp', kind: 'oidc', issuer: 'https://id.example.com/realm/', clientId: 'c', clientSecret: 'cs' },
    ],
  });
});

test('without providers there are none, whatever else is set', () => {
  expect(settingsOf({ OAUTH_REDIRECT_URIS: 'https://app.example.com/' }).oauth).toBeNull();
  expect(settingsOf({ OAUTH_PROVIDERS: ' ' }).oauth).toBeNull();
});

test.each([
  ['in development', {}, { rpId: 'localhost', rpName: 'Social', origins: ['http://localhost:4000'] }],
  [
    'in development on another port',
    { PORT: '4321.0' },
    { rpId: 'localhost', rpName: 'Social', origins: ['http://localhost:4321'] },
  ],
  ['in production', { NODE_ENV: 'production' }, null],
  [
    'where the gateway is known',
    { NODE_ENV: 'production', PUBLIC_URL: 'https://example.com' },
    { rpId: 'example.com', rpName: 'Social', origins: ['https://example.com'] },
  ],
  ['where the gateway has no domain', { NODE_ENV: 'production', PUBLIC_URL: 'https://10.0.0.1' }, null],
  [
    'as configured',
    {
      PASSKEY_RP_ID: 'example.com',
      PASSKEY_RP_NAME: 'Example',
      PASSKEY_ORIGINS: `https://app.example.com,android:apk-key-hash:${'a'.repeat(43)}`,
    },
    {
      rpId: 'example.com',
      rpName: 'Example',
      origins: ['https://app.example.com', `android:apk-key-hash:${'a'.repeat(43)}`],
    },
  ],
])('passkeys %s', (_, environment: Record<string, string>, settings) => {
  expect(settingsOf(environment).passkeys).toEqual(settings);
});

describe('what cannot be used stops the process with one line that names the variable and does not show it', () => {
  test.each([
    ['OAUTH_PROVIDERS', 'Secret-Word'],
    ['OAUTH_PROVIDERS', 'telegram'],
    ['OAUTH_PROVIDERS', 'corp,corp'],
    ['OAUTH_REDIRECT_URIS', 'http://secret-word.example.com/'],
    ['OAUTH_REDIRECT_URIS', 'javascript:secret-word'],
    ['OAUTH_REDIRECT_URIS', 'https://secret-word.example.com/#x'],
    ['OAUTH_REDIRECT_URIS', ''],
    ['PUBLIC_URL', 'ftp://secret-word'],
    ['PUBLIC_URL', ''],
    ['OAUTH_CORP_ISSUER', 'http://secret-word.example.com'],
    ['OAUTH_CORP_ISSUER', ''],
    ['OAUTH_GITHUB_ISSUER', 'secret-word'],
    ['OAUTH_GOOGLE_CLIENT_ID', ''],
    ['OAUTH_GOOGLE_CLIENT_SECRET', ''],
    ['PASSKEY_RP_ID', 'https://secret-word'],
    ['PASSKEY_RP_ID', '10.0.0.1'],
    ['PASSKEY_ORIGINS', 'https://api.example.com/secret-word'],
    ['PASSKEY_ORIGINS', 'https://secret-word.com'],
    ['PASSKEY_ORIGINS', 'http://api.example.com'],
  ])('%s=%s', (name, value) => {
    const error = failureOf({ ...PROVIDERS, [name]: value });
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toMatch(new RegExp(`^${name}: .+$`));
    expect(error.message.toLowerCase()).not.toContain('secret-word');
  });

  test('passkeys without an origin', () => {
    expect(failureOf({ NODE_ENV: 'production', PASSKEY_RP_ID: 'example.com' }).message).toMatch(/^PASSKEY_ORIGINS: /);
  });
});

test('password hashes take less memory than recommended outside of production alone', () => {
  expect(settingsOf({ ARGON2_MEMORY_KIB: '64' }).passwordMemoryKib).toBe(64);
  expect(settingsOf({}).passwordMemoryKib).toBe(19_456);
  expect(failureOf({ NODE_ENV: 'production', ARGON2_MEMORY_KIB: '19455' }).message).toBe(
    'ARGON2_MEMORY_KIB: must be at least 19456 in production',
  );
});

describe('the secret', () => {
  const read = (environment: Record<string, string>) => settings.read(loadConfiguration('serve', environment));

  test('must be given in production', () => {
    expect(() => read({ NODE_ENV: 'production' })).toThrow('AUTH_SECRET: must be set in production');
  });

  test('is at least 32 characters long, and is not shown', () => {
    expect(() => read({ AUTH_SECRET: 'secret-word' })).toThrow(/^AUTH_SECRET: (?!.*secret-word).+$/);
  });
});
