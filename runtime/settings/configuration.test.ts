import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { databaseVariables, directDatabaseUrl, domainDatabaseUrl, roleOf } from '../database/domain-database.ts';
import { loadConfiguration } from './configuration.ts';
import { ConfigurationError } from './configuration-error.ts';

const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'configuration-'));
  folders.push(folder);
  return folder;
};
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const pemOf = (namedCurve: string): string =>
  generateKeyPairSync('ec', { namedCurve }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const failureOf = (work: () => unknown): Error => {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('It was taken.');
};

describe('a value that cannot be used is one line that names its variable, and does not show it', () => {
  test.each([
    ['NODE_ENV', 'prod'],
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '40.5'],
    ['DATABASE_URL', 'mysql://secret-word@host/db'],
    ['DATABASE_URL', 'secret-word'],
    ['REDIS_URL', 'http://secret-word'],
    ['SEED', 'all'],
    ['AUTH', 'none'],
    ['LIMITS', 'no'],
    ['TRUSTED_DOCUMENTS_MODE', 'some'],
    ['PUBLIC_CACHE_SECONDS', '-1'],
    ['PUBLIC_CACHE_SECONDS', 'long'],
    ['OPERATIONS_PER_MINUTE', '1.5'],
    ['REQUESTS_IN_FLIGHT', '0'],
    ['SHARE_QUERIES', 'maybe'],
    ['FORWARD_HEADERS', 'x-tenant authorization'],
    ['FORWARD_HEADERS', 'Host'],
    ['FORWARD_HEADERS', 'x-tenant,content-length'],
    ['QUERY_TIMEOUT_MS', '0'],
    ['QUERY_TIMEOUT_MS', '2s'],
    ['MUTATION_TIMEOUT_MS', '1.5'],
    ['REQUEST_TIMEOUT_MS', '600001'],
    ['REQUEST_TIMEOUT_MS', '1999'],
    ['SUBGRAPH_TIMEOUTS_MS', 'reports=30000'],
    ['SUBGRAPH_TIMEOUTS_MS', 'reports.subscription=30000'],
    ['SUBGRAPH_TIMEOUTS_MS', 'reports.query=0'],
    ['SUBGRAPH_ERROR_CODES', 'MEMBERS_ONLY GONE'],
    ['SUBGRAPH_ERROR_CODES', 'MEMBERS_ONLY,*'],
    ['SUBGRAPH_ERROR_CODES', 'MEMBERS_ONLY,INTERNAL'],
    ['DATABASE_URL', 'postgresql://a@b/c?prepared_statements=off'],
    ['LOG_LEVEL', 'loud'],
    ['LOG_REPEATED_STATEMENTS', 'yes'],
    ['LOG_FORMAT', 'xml'],
    ['COMPRESSION', 'zstd'],
    ['SLOW_OPERATION_MS', '-1'],
    ['ALLOWED_ORIGINS', 'https://app.example/'],
    ['ALLOWED_ORIGINS', 'https://app.example, app.example'],
    ['ALLOWED_ORIGINS', 'https://app.example/*'],
    ['DATABASE_SECRET', 'secret-word'],
    ['CALLER_SIGNING_KEY', 'secret-word'.repeat(10)],
    ['CALLER_SIGNING_KEY', pemOf('secp384r1')],
  ])('%s=%s', (name, value) => {
    const error = failureOf(() => loadConfiguration('serve', { [name]: value }));

    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toMatch(new RegExp(`^${name}: .+$`));
    expect(error.message).not.toContain('secret-word');
  });

  test.each([
    ['DATABASE_URL', 'secret-word'],
    ['DATABASE_DIRECT_URL', 'secret-word'],
    ['SUBGRAPH_URL', 'secret-word'],
    ['SUBGRAPH_URL', 'http://one:4001/,'],
    ['SUBGRAPH_URL', 'http://one:4001/, ws://two'],
  ] as const)('CHAT_%s=%s', (suffix, value) => {
    const configuration = loadConfiguration('serve', { [`CHAT_${suffix}`]: value });

    expect(failureOf(() => configuration.domainVariable('chat', suffix)).message).toMatch(
      new RegExp(`^CHAT_${suffix}: must be a URL`),
    );
  });
});

describe('in production', () => {
  test.each(['DATABASE_SECRET', 'CALLER_SIGNING_KEY'] as const)('%s must be given', (name) => {
    const folder = newFolder();
    const { secrets } = loadConfiguration('serve', { NODE_ENV: 'production', DATA_DIR: folder });

    expect(failureOf(() => secrets.read(name))).toMatchObject({
      name: 'ConfigurationError',
      message: `${name}: must be set in production`,
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(['AUTH', 'LIMITS'])('%s=off is refused but for a supergraph that is not ours', (name) => {
    const environment = { NODE_ENV: 'production', [name]: 'off' };

    expect(failureOf(() => loadConfiguration('serve', environment)).message).toMatch(new RegExp(`^${name}: `));
    expect(loadConfiguration('serve', { ...environment, SUPERGRAPH_FILE: 'x.graphql' }).supergraphFile).toBe(
      'x.graphql',
    );
  });

  test('a signing key may be given in one line', () => {
    const pem = pemOf('prime256v1');
    const { secrets } = loadConfiguration('serve', {
      NODE_ENV: 'production',
      CALLER_SIGNING_KEY: pem.replaceAll('\n', '\\n'),
    });

    expect(secrets.read('CALLER_SIGNING_KEY')).toBe(pem);
  });
});

test.each([
  ['https://app.example,http://localhost:3000', ['https://app.example', 'http://localhost:3000']],
  ['https://*.app.example, http://app.example:*', ['https://*.app.example', 'http://app.example:*']],
  ['capacitor://localhost,http://[::1]:8080,null,*', ['capacitor://localhost', 'http://[::1]:8080', 'null', '*']],
])('origins may be %s', (given, allowedOrigins) => {
  expect(loadConfiguration('serve', { ALLOWED_ORIGINS: given })).toMatchObject({ allowedOrigins });
});

test('the public origin is an allowed origin', () => {
  const { allowedOrigins } = loadConfiguration('serve', {
    ALLOWED_ORIGINS: 'https://app.example',
    PUBLIC_URL: 'https://Social.example:443/live?x',
  });
  expect(allowedOrigins).toEqual(['https://app.example', 'https://social.example']);
});

describe('operations are counted', () => {
  const countedBy = (environment: Record<string, string>): number =>
    loadConfiguration('serve', environment).gateway.operationsPerMinute;
  const production = { NODE_ENV: 'production' };

  test('in production, where people are known, unless it is switched off', () => {
    expect(countedBy(production)).toBeGreaterThan(0);
    expect(countedBy({ ...production, OPERATIONS_PER_MINUTE: '0' })).toBe(0);
    expect(countedBy({ ...production, OPERATIONS_PER_MINUTE: '7' })).toBe(7);
    expect(countedBy({ ...production, AUTH: 'off', SUPERGRAPH_FILE: 'x.graphql' })).toBe(0);
  });

  test('elsewhere where it is asked for alone', () => {
    expect([countedBy({}), countedBy({ NODE_ENV: 'test' }), countedBy({ OPERATIONS_PER_MINUTE: '7' })]).toEqual([
      0, 0, 7,
    ]);
  });
});

test('lines of the log are for people in development alone', () => {
  const formats = ['development', 'test', 'production'].map(
    (NODE_ENV) => loadConfiguration('serve', { NODE_ENV }).logFormat,
  );
  expect(formats).toEqual(['text', 'json', 'json']);
});

describe('what is not given', () => {
  test('has safe defaults, and an empty variable is not given', () => {
    expect(loadConfiguration('serve', { PORT: '', AUTH: '', EMBED: '' })).toMatchObject({
      production: false,
      port: 4000,
      host: '127.0.0.1',
      auth: 'jwt',
      limits: 'on',
      databaseUrl: null,
      embed: [],
      seed: 'none',
      logLevel: 'info',
    });
    expect(loadConfiguration('start', {})).toMatchObject({ embed: 'all', seed: 'demo', logLevel: 'warn' });
  });

  test.each([
    ['all', 'all'],
    ['none', []],
    ['auth, chat,', ['auth', 'chat']],
  ])('EMBED=%s', (text, expected) => {
    expect(loadConfiguration('start', { EMBED: text }).embed).toEqual(expected);
  });
});

describe("a domain's database", () => {
  const folder = newFolder;

  test('is its own when given, else the owner, as its role with a password that each process derives alike', () => {
    const environment = { DATA_DIR: folder(), DATABASE_URL: 'postgresql://owner:pass@db:5433/social?x=1' };
    const [first, second] = [loadConfiguration('serve', environment), loadConfiguration('serve', environment)];
    const url = new URL(domainDatabaseUrl(first, 'chat'));

    expect(url).toMatchObject({ username: 'chat', host: 'db:5433', pathname: '/social', search: '?x=1' });
    expect(url.password).toMatch(/^[0-9a-f]{64}$/);
    expect(domainDatabaseUrl(second, 'chat')).toBe(url.href);
    expect(new URL(domainDatabaseUrl(first, 'auth')).password).not.toBe(url.password);
    const owner = 'postgresql://owner:secret@db:5432/social';
    const [chat, auth] = databaseVariables(first, ['chat', 'auth'], owner);
    expect(chat).toBe(`CHAT_DATABASE_URL=postgresql://chat:${roleOf(first, 'chat').password}@db:5432/social`);
    expect(auth).toBe(`AUTH_DATABASE_URL=${domainDatabaseUrl(first, 'auth', owner)}`);
    const own = loadConfiguration('serve', { CHAT_DATABASE_URL: 'postgresql://a@b/c' });
    expect(domainDatabaseUrl(own, 'chat')).toBe('postgresql://a@b/c');
    expect(directDatabaseUrl(own, 'chat')).toBe('postgresql://a@b/c');
    const pooled = loadConfiguration('serve', {
      CHAT_DATABASE_URL: 'postgresql://a@pooler/c',
      CHAT_DATABASE_DIRECT_URL: 'postgresql://a@b/c',
    });
    expect(domainDatabaseUrl(pooled, 'chat')).toBe('postgresql://a@pooler/c');
    expect(directDatabaseUrl(pooled, 'chat')).toBe('postgresql://a@b/c');
  });

  test('has a role with the prefix that is configured, and its own password where it is given', () => {
    const prefix = { DATABASE_ROLE_PREFIX: 'social_', DATA_DIR: folder() };
    const derived = loadConfiguration('serve', { ...prefix, DATABASE_URL: 'postgresql://owner@db/social' });
    const { name, password } = roleOf(derived, 'chat');
    expect([name, domainDatabaseUrl(derived, 'chat')]).toEqual([
      'social_chat',
      `postgresql://social_chat:${password}@db/social`,
    ]);
    const given = loadConfiguration('serve', {
      ...prefix,
      CHAT_DATABASE_URL: 'postgresql://social_chat:mine@db/social',
    });
    expect(roleOf(given, 'chat').password).toBe('mine');
    expect(() => loadConfiguration('serve', { DATABASE_ROLE_PREFIX: 'Social-' })).toThrow(/^DATABASE_ROLE_PREFIX: /);
  });

  test('is missing with the name of the variable', () => {
    expect(() => domainDatabaseUrl(loadConfiguration('serve', {}), 'chat')).toThrow(
      'CHAT_DATABASE_URL: must be set, or DATABASE_URL',
    );
  });
});

test('secrets that are made are kept for their owner alone', () => {
  const dataDir = newFolder();
  const { secrets } = loadConfiguration('start', { DATA_DIR: dataDir });
  const value = secrets.read('DATABASE_SECRET');

  expect(value.length).toBeGreaterThanOrEqual(32);
  expect(loadConfiguration('start', { DATA_DIR: dataDir }).secrets.read('DATABASE_SECRET')).toBe(value);
  expect(statSync(join(dataDir, 'secrets')).mode & 0o777).toBe(0o700);
  expect(readdirSync(join(dataDir, 'secrets'))).toEqual(['DATABASE_SECRET']);
  expect(statSync(join(dataDir, 'secrets', 'DATABASE_SECRET')).mode & 0o777).toBe(0o600);
});

describe('a file of variables', () => {
  const variables = ['ENV_FILE', 'PORT', 'TOKEN_ISSUER'] as const;
  const before = variables.map((name) => [name, process.env[name]] as const);
  afterEach(() => {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  });
  const fileOf = (text: string): string => {
    const file = join(newFolder(), 'variables');
    writeFileSync(file, text);
    return file;
  };

  test('adds to the environment, which wins', () => {
    process.env['ENV_FILE'] = fileOf('PORT=4711\nTOKEN_ISSUER=file\n');
    process.env['TOKEN_ISSUER'] = 'environment';
    expect(loadConfiguration('serve')).toMatchObject({ port: 4711, tokenIssuer: 'environment' });
  });

  test('is not read when there is to be none', () => {
    process.env['ENV_FILE'] = 'none';
    delete process.env['PORT'];
    expect(loadConfiguration('serve').port).toBe(4000);
  });

  test('that was named must be there', () => {
    process.env['ENV_FILE'] = '/no/such/file';
    expect(failureOf(() => loadConfiguration('serve')).message).toBe('ENV_FILE: /no/such/file cannot be read');
  });
});

describe('the password of a role', () => {
  const secret = 'a secret of thirty-two characters at least';
  const of = (url: string) =>
    roleOf(loadConfiguration('serve', { CHAT_DATABASE_URL: url, DATABASE_SECRET: secret }), 'chat').password;
  const derived = roleOf(loadConfiguration('serve', { DATABASE_SECRET: secret }), 'chat').password;

  test('is the one in the address of its domain', () => {
    expect(of('postgresql://chat:a%2Fb@host/db')).toBe('a/b');
  });

  test.each(['postgresql://chat@host/db', 'postgresql://somebody:else@host/db'])('is derived beside %s', (url) => {
    expect(of(url)).toBe(derived);
  });
});

test('times of subgraphs are read by name and kind of operation, and none is longer than that of a request', () => {
  const given = { SUBGRAPH_TIMEOUTS_MS: 'reports.query=30000, reports.mutation=60000,chat.query=500' };
  const { callTimeouts } = loadConfiguration('serve', { ...given, REQUEST_TIMEOUT_MS: '60000' }).gateway;

  expect(callTimeouts).toEqual({
    queryMs: 2_000,
    mutationMs: 5_000,
    requestMs: 60_000,
    subgraphs: new Map([
      ['reports', { queryMs: 30_000, mutationMs: 60_000 }],
      ['chat', { queryMs: 500 }],
    ]),
  });
  expect(failureOf(() => loadConfiguration('serve', given)).message).toMatch(/^REQUEST_TIMEOUT_MS: .*60000/);
});
