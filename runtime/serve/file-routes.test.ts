import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Gateway } from '../../gateway/index.ts';
import { openToyWorld, type ToyDomain, type ToyWorld } from '../../tests/toy-world.ts';
import type { Route } from '../executor/route.ts';
import { respondWithBytes } from '../http/respond-with-bytes.ts';

const FILE_BYTES = 700_001;
const CONTENT = Buffer.from(Uint8Array.from({ length: FILE_BYTES }, (_, at) => at % 251));

describe.each([
  { form: 'embedded', served: false },
  { form: 'served', served: true },
])('a file of the disk as response of a route, $form', ({ served }) => {
  let folder: string;
  let world: ToyWorld;
  let gateway: Gateway;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'file-routes-'));
    writeFileSync(join(folder, 'whole'), CONTENT);
    world = await openToyWorld({ served });
    gateway = await (await world.open(documents())).gateway();
  });
  afterAll(async () => {
    await world?.close();
    rmSync(folder, { recursive: true });
  });

  function documents(): ToyDomain<Record<string, never>> {
    const route: Route<Record<string, never>> = {
      method: 'GET',
      path: '/documents/:name',
      cors: { anyOrigin: true },
      async handle(request) {
        const path = join(folder, request.params['name'] ?? '');
        const read = async ({ first, last }: { first: number; last: number }) => ({
          path,
          start: first,
          end: last + 1,
        });
        const source = { byteSize: FILE_BYTES, etag: '"1"', lastModified: null, read };
        return (await respondWithBytes(request, source, {})) ?? new Response(null, { status: 404 });
      },
    };
    return {
      name: 'documents',
      contract: 'type Query { documents: [String!]! }',
      resolvers: { Query: { documents: () => [] } },
      routes: [route],
      open: () => ({ createContext: () => ({}) }),
    };
  }

  const fetchAs = (name: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${gateway.url}/documents/${name}`, { method, headers });

  test('is sent with the headers of the route and of the gateway', async () => {
    const response = await fetchAs('whole', { origin: 'https://elsewhere.example' });
    expect([response.status, Number(response.headers.get('content-length'))]).toEqual([200, FILE_BYTES]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      ...{ etag: '"1"', 'accept-ranges': 'bytes', 'x-content-type-options': 'nosniff' },
      ...{ 'access-control-allow-origin': 'https://elsewhere.example', 'x-request-id': expect.any(String) },
    });
    expect(Buffer.from(await response.arrayBuffer()).equals(CONTENT)).toBe(true);
  });

  test('is sent in part', async () => {
    const response = await fetchAs('whole', { range: 'bytes=300000-650000' });
    expect([response.status, response.headers.get('content-range')]).toEqual([
      206,
      `bytes 300000-650000/${FILE_BYTES}`,
    ]);
    expect(Buffer.from(await response.arrayBuffer()).equals(CONTENT.subarray(300_000, 650_001))).toBe(true);
  });

  test('is not sent for HEAD, nor to whom has it', async () => {
    const head = await fetchAs('whole', {}, 'HEAD');
    expect([head.status, Number(head.headers.get('content-length'))]).toEqual([200, FILE_BYTES]);
    expect((await fetchAs('whole', { 'if-none-match': '"1"' })).status).toBe(304);
  });

  test('is not where a client says', async () => {
    const response = await fetchAs('whole', { 'x-accepts-file': '1' });
    expect([response.headers.get('x-file'), (await response.arrayBuffer()).byteLength]).toEqual([null, FILE_BYTES]);
  });

  test('is 404 when it is gone', async () => {
    const response = await fetchAs('absent');
    expect([response.status, await response.json()]).toEqual([
      404,
      { errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'NOT_FOUND' }) })] },
    ]);
  });
});
