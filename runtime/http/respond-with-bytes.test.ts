import { Readable } from 'node:stream';
import { expect, jest, test } from '@jest/globals';
import { toResponse } from '../serve/response-body.ts';
import { entityTag } from './conditional-request.ts';
import { type ByteSource, respondWithBytes } from './respond-with-bytes.ts';

const CONTENT = Buffer.from('0123456789');
const CHANGED_AT = new Date('2030-01-01T00:00:00.700Z');
const HEADERS = { 'content-type': 'text/plain', 'cache-control': 'private', 'content-security-policy': 'sandbox' };

function sourceOf(changes: Partial<Omit<ByteSource, 'read'>> = {}) {
  const read = jest.fn<ByteSource['read']>(async ({ first, last }) =>
    Readable.from([CONTENT.subarray(first, last + 1)]),
  );
  return { byteSize: CONTENT.length, etag: '"v1"', lastModified: CHANGED_AT, read, ...changes };
}

async function respond(headers: Record<string, string>, source = sourceOf(), method = 'GET'): Promise<Response> {
  const response = await respondWithBytes({ method, headers: new Headers(headers) }, source, HEADERS);
  return response === null ? new Response('gone', { status: 404 }) : toResponse(response);
}

test('everything is sent with its length and what identifies it', async () => {
  const response = await respond({});
  expect([response.status, await response.text()]).toEqual([200, '0123456789']);
  expect(Object.fromEntries(response.headers)).toEqual({
    ...HEADERS,
    'accept-ranges': 'bytes',
    'content-length': '10',
    etag: '"v1"',
    'last-modified': 'Tue, 01 Jan 2030 00:00:00 GMT',
  });
});

test('a range is sent alone, and no other byte is read', async () => {
  const source = sourceOf();
  const response = await respond({ range: 'bytes=2-4' }, source);
  expect([response.status, await response.text()]).toEqual([206, '234']);
  expect([response.headers.get('content-range'), response.headers.get('content-length')]).toEqual([
    'bytes 2-4/10',
    '3',
  ]);
  expect(source.read.mock.calls).toEqual([[{ first: 2, last: 4 }]]);
});

test('a range behind the end is refused with the length, and says nothing of a content', async () => {
  const source = sourceOf();
  const response = await respond({ range: 'bytes=10-' }, source);
  expect([response.status, response.body, response.headers.get('content-range')]).toEqual([416, null, 'bytes */10']);
  expect([response.headers.get('content-type'), response.headers.get('content-length')]).toEqual([null, null]);
  expect(source.read).not.toHaveBeenCalled();
});

test.each([
  { 'if-none-match': '"v1"' },
  { 'if-none-match': 'W/"v1"' },
  { 'if-none-match': '"v0", "v1"' },
  { 'if-none-match': '*' },
  { 'if-none-match': '"v1"', range: 'bytes=0-1' },
  { 'if-modified-since': 'Tue, 01 Jan 2030 00:00:00 GMT' },
  { 'if-none-match': '"v1"', 'if-modified-since': 'Mon, 31 Dec 2029 00:00:00 GMT' },
])('what the client has is not sent again: %j', async (headers) => {
  for (const method of ['GET', 'HEAD']) {
    const source = sourceOf();
    const response = await respond(headers, source, method);
    expect([response.status, response.body, response.headers.get('etag')]).toEqual([304, null, '"v1"']);
    expect([response.headers.get('cache-control'), response.headers.get('content-type')]).toEqual(['private', null]);
    expect(source.read).not.toHaveBeenCalled();
  }
});

test.each([
  { 'if-none-match': '"v0"' },
  { 'if-none-match': 'v1' },
  { 'if-modified-since': 'Mon, 31 Dec 2029 23:59:59 GMT' },
  { 'if-modified-since': 'yesterday' },
  { 'if-none-match': '"v0"', 'if-modified-since': 'Wed, 02 Jan 2030 00:00:00 GMT' },
])('what the client has not is sent: %j', async (headers) => {
  expect((await respond(headers)).status).toBe(200);
});

test.each([
  ['"v1"', 206],
  ['Tue, 01 Jan 2030 00:00:00 GMT', 206],
  ['"v0"', 200],
  ['W/"v1"', 200],
  ['Mon, 31 Dec 2029 00:00:00 GMT', 200],
  ['Wed, 02 Jan 2030 00:00:00 GMT', 200],
  ['nonsense', 200],
])('a range goes on only with the content that it began with: If-Range %s gives %i', async (condition, status) => {
  expect((await respond({ range: 'bytes=0-1', 'if-range': condition })).status).toBe(status);
});

test('a weak tag never joins two parts', async () => {
  const source = sourceOf({ etag: 'W/"v1"' });
  expect((await respond({ range: 'bytes=0-1', 'if-range': 'W/"v1"' }, source)).status).toBe(200);
});

test('HEAD gives the headers of the whole, and reads nothing', async () => {
  const source = sourceOf();
  const response = await respond({ range: 'bytes=0-1' }, source, 'HEAD');
  expect([response.status, response.body, response.headers.get('content-length')]).toEqual([200, null, '10']);
  expect(source.read).not.toHaveBeenCalled();
});

test('bytes that are gone are no response', async () => {
  const source = sourceOf();
  source.read.mockResolvedValue(null);
  expect((await respond({}, source)).status).toBe(404);
});

test('an empty content is 200 without a body', async () => {
  const response = await respond({}, sourceOf({ byteSize: 0 }));
  expect([response.status, response.body, response.headers.get('content-length')]).toEqual([200, null, '0']);
});

test('an entity tag is one quoted text, whatever it is made of', async () => {
  expect(entityTag('a"b', 7)).toBe('"a%22b-7"');
});
