import { expect, test } from '@jest/globals';
import { loadConfiguration } from '../../runtime/settings/configuration.ts';
import { settings } from './settings.ts';

const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://localhost/x',
  REDIS_URL: 'redis://localhost',
  PAYMENTS_SECRET: 'a secret of these tests, long enough',
};

const read = (environment: Record<string, string>) => settings.read(loadConfiguration('serve', environment));

test('in development the sandbox is the provider', () => {
  expect(read({ NODE_ENV: 'test', PAYMENTS_SECRET: PRODUCTION.PAYMENTS_SECRET }).provider).toBe('sandbox');
});

test('in production there is none unless one is named, and nothing stops', () => {
  expect(read(PRODUCTION).provider).toBeNull();
});

test('in production the sandbox has to be allowed', () => {
  const sandbox = { ...PRODUCTION, PAYMENTS_PROVIDER: 'sandbox' };
  expect(() => read(sandbox)).toThrow('PAYMENTS_PROVIDER: sandbox is refused in production');
  expect(read({ ...sandbox, PAYMENTS_SANDBOX_IN_PRODUCTION: 'on' }).provider).toBe('sandbox');
});

test.each([
  ['PAYMENTS_CURRENCIES', 'EUR, USD'],
  ['PAYMENTS_CURRENCIES', 'euro'],
  ['PAYMENTS_PROVIDER', 'paypal'],
  ['PAYMENTS_PAYER_REFUND_DAYS', '-1'],
])('%s does not take %s', (name, value) => {
  expect(() => read({ ...PRODUCTION, [name]: value })).toThrow(name);
});
