import { expect, test } from '@jest/globals';
import { fastify } from 'fastify';
import { sendResult } from './send-result.ts';

const PLAIN = { type: 'application/json', mayCompress: true } as const;

test.each([
  ['short', 'plain'],
  ['short, with other letters', 'Ä😀'],
  ['long', 'x'.repeat(20_000)],
  ['long, with other letters', 'Ä😀'.repeat(10_000)],
])('an answer that is %s arrives as it is, as data or as text', async (_, word) => {
  const app = fastify();
  const data = { word };
  const written = { text: JSON.stringify({ data }) };
  app.get('/data', (_request, reply) => sendResult(reply, PLAIN, { data }));
  app.get('/text', (_request, reply) => sendResult(reply, PLAIN, written));

  for (const url of ['/data', '/text']) {
    const response = await app.inject({ url });
    expect(response.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(JSON.stringify({ data }))),
    });
    expect(response.json()).toEqual({ data });
  }
  expect(written.text).toBeUndefined();
});
