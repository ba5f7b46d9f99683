import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { z } from 'zod';
import { loadConfiguration } from './configuration.ts';
import { defineSettings } from './define-settings.ts';
import { requireSettings } from './required-settings.ts';
import { secret, variable } from './variables.ts';

const SECRET = 'a secret of thirty-two characters at least';

const settings = defineSettings(
  {
    SHOP_SECRET: secret('Signs receipts.'),
    SHOP_PUSH_KEY: variable(z.string().min(32).optional(), { about: 'Push.', secret: 'signing-key' }),
    SHOP_CURRENCY: variable(z.string().length(3).default('EUR'), { about: 'What prices are in.' }),
  },
  (values, { production }) => ({ ...values, production }),
);

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'settings-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const read = (environment: Record<string, string>) =>
  settings.read(loadConfiguration('serve', { DATA_DIR: dataDir, ...environment }));

test('a domain reads what it declares', () => {
  expect(read({ NODE_ENV: 'production', SHOP_SECRET: SECRET, SHOP_CURRENCY: 'CHF' })).toEqual({
    SHOP_SECRET: SECRET,
    SHOP_PUSH_KEY: undefined,
    SHOP_CURRENCY: 'CHF',
    production: true,
  });
});

test('secrets that were not given are made in development and kept for their owner alone', () => {
  const made = read({});

  expect(made.SHOP_SECRET.length).toBeGreaterThanOrEqual(32);
  expect(made.SHOP_PUSH_KEY).toContain('PRIVATE KEY');
  expect(read({})).toEqual(made);
  expect(readdirSync(join(dataDir, 'secrets')).sort()).toEqual(['SHOP_PUSH_KEY', 'SHOP_SECRET']);
  expect(statSync(join(dataDir, 'secrets')).mode & 0o777).toBe(0o700);
  expect(statSync(join(dataDir, 'secrets', 'SHOP_SECRET')).mode & 0o777).toBe(0o600);
});

test('in production a secret must be given unless it may be missing, and none is made', () => {
  expect(() => read({ NODE_ENV: 'production' })).toThrow(
    expect.objectContaining({ name: 'ConfigurationError', message: 'SHOP_SECRET: must be set in production' }),
  );
  expect(existsSync(join(dataDir, 'secrets'))).toBe(false);
});

test.each([
  ['SHOP_SECRET', 'secret-word'],
  ['SHOP_CURRENCY', 'secret-word'],
])('%s=%s is one line that names the variable and does not show its value', (name, value) => {
  const failed = expect(() => read({ SHOP_SECRET: SECRET, [name]: value }));
  failed.toThrow(new RegExp(`^${name}: [^\\n]+$`));
  expect(() => read({ [name]: value })).not.toThrow(/secret-word/);
});

test('what a process misses is said all together', () => {
  const other = defineSettings(
    { OTHER_SECRET: secret('Of another.'), OTHER_KEY: secret('Of it, too.') },
    (values) => values,
  );
  const configuration = loadConfiguration('serve', { NODE_ENV: 'production', DATA_DIR: dataDir });
  const domains = [{ name: 'shop', settings }, { name: 'plain' }, { name: 'other', settings: other }];

  expect(() => requireSettings(configuration, { domains, signsCallers: true })).toThrow(
    [
      'CALLER_SIGNING_KEY: must be set in production',
      'DATABASE_SECRET: must be set in production',
      'SHOP_SECRET: must be set in production',
      'OTHER_SECRET: must be set in production',
      'OTHER_KEY: must be set in production',
    ].join('\n'),
  );
});
