import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FastifyInstance, fastify } from 'fastify';
import { mountLanding } from './landing.ts';

const SCRIPT = `// ${'x'.repeat(5_000)}`;
const NAME = 'explorer-6Z72NEHQ.js';
let directory: string;
let app: FastifyInstance;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'landing-'));
  writeFileSync(join(directory, 'index.html'), '<p>one</p>');
  writeFileSync(join(directory, NAME), SCRIPT);
  app = fastify();
  mountLanding(app, { directory, logins: [] }, true);
});
afterAll(async () => {
  await app.close();
  rmSync(directory, { recursive: true, force: true });
});

const ask = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

describe('a file with a hash in its name', () => {
  const url = `/explorer/${NAME}`;

  test('may be kept for ever, and comes compressed to who asks for it', async () => {
    const [plain, packed] = [await ask(url), await ask(url, { 'accept-encoding': 'gzip, br' })];
    expect([plain.body, plain.headers['content-encoding']]).toEqual([SCRIPT, undefined]);
    expect(String(brotliDecompressSync(packed.rawPayload))).toBe(SCRIPT);
    for (const { headers } of [plain, packed])
      expect(headers).toMatchObject({
        'cache-control': 'public, max-age=31536000, immutable',
        'content-type': 'text/javascript; charset=utf-8',
        vary: 'accept-encoding',
      });
    expect(plain.headers.etag).not.toBe(packed.headers.etag);
  });

  test.each([(etag: string) => etag, (etag: string) => `"other", W/${etag}`, () => '*'])(
    'is not sent again to who has it',
    async (match) => {
      const { headers } = await ask(url);
      const again = await ask(url, { 'if-none-match': match(String(headers.etag)) });
      expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', headers.etag]);
      expect((await ask(url, { 'if-none-match': '"other"' })).statusCode).toBe(200);
    },
  );
});

test('the page is asked about each time, and sent anew once it is another', async () => {
  const first = await ask('/');
  expect(first.headers).toMatchObject({ 'cache-control': 'no-cache', 'content-security-policy': expect.any(String) });
  const etag = String(first.headers.etag);
  expect((await ask('/', { 'if-none-match': etag })).statusCode).toBe(304);
  writeFileSync(join(directory, 'index.html'), '<p>another one</p>');
  expect((await ask('/', { 'if-none-match': etag })).body).toBe('<p>another one</p>');
});

test.each(['..%2Fpackage.json', '.hidden', 'a', 'none.js', 'a%00.js', '__proto__', 'constructor.name'])(
  'there is no file %s',
  async (name) => {
    expect((await ask(`/explorer/${name}`)).statusCode).toBe(404);
  },
);

test('without an explorer a few lines say how to send a query', async () => {
  const bare = fastify();
  mountLanding(bare, null, true);
  expect((await bare.inject({ url: '/' })).body).toContain('/graphql');
  await bare.close();
});
