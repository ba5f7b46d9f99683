import { expect, test } from '@jest/globals';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { z } from 'zod';
import { exampleStream } from '../../../../tests/example-stream.ts';
import { conformanceSettings, describeProvider } from '../../fixtures/provider-conformance.ts';
import { openMediamtx } from './open-mediamtx.ts';

const PATHS = {
  pageCount: 1,
  items: [
    { name: 'live/str_1', ready: true, source: { type: 'rtmpConn', id: 'con_1' }, bytesReceived: 4_096 },
    { name: 'live/str_3', ready: false, source: null, bytesReceived: 0 },
    { name: 'camera', ready: true, source: { type: 'rtspSession', id: 'con_2' }, bytesReceived: 1 },
  ],
};

describeProvider({
  name: 'mediamtx',
  open: (settings) => openMediamtx(settings, () => new Date()),
  publisher: 'con_1',
  respond: ({ path, headers }) => {
    if (headers.authorization?.startsWith('Bearer ey') !== true) return { status: 401, body: '' };
    return { status: 200, body: path.startsWith('/v3/paths/list') ? JSON.stringify(PATHS) : '' };
  },
  hook: (kind, streamKey) => ({
    headers: { authorization: `Bearer ${'h'.repeat(40)}` },
    body: Buffer.from(
      JSON.stringify({
        ...{ event: kind === 'publish' ? 'ready' : 'not-ready', path: 'live/str_1', sourceId: 'con_1' },
        query: `jwt=${streamKey}`,
      }),
    ),
  }),
  isDrop: ({ method, path }) => method === 'POST' && path === '/v3/rtmpconns/kick/con_1',
});

test('the server can verify tokens with our JWKS: to play one stream, for one viewer', async () => {
  const now = new Date();
  const provider = await openMediamtx(conformanceSettings('mediamtx', 'http://127.0.0.1:9'), () => new Date());
  const keys = createLocalJWKSet({
    keys: [z.record(z.string(), z.unknown()).parse(provider.playbackKeys[0])] as never,
  });
  const { url, protocol } = await provider.playbackOf(exampleStream({ latency: 'LOW' }), 'usr_bob', now);
  expect(protocol).toBe('LLHLS');
  const { payload, protectedHeader } = await jwtVerify(new URL(url).searchParams.get('jwt') ?? '', keys);
  expect(payload).toMatchObject({ sub: 'usr_bob', mediamtx_permissions: [{ action: 'read', path: 'live/str_1' }] });
  expect(protectedHeader.alg).toBe('EdDSA');
  expect(JSON.stringify(provider.playbackKeys)).not.toContain('"d"');

  const again = await openMediamtx(conformanceSettings('mediamtx', 'http://127.0.0.1:9'), () => new Date());
  expect(again.playbackKeys).toEqual(provider.playbackKeys);
});

test('a token to play is no key to publish with', async () => {
  const now = new Date();
  const provider = await openMediamtx(conformanceSettings('mediamtx', 'http://127.0.0.1:9'), () => new Date());
  const forged = JSON.stringify({ event: 'ready', path: 'live/str_1', sourceId: 'con_1', query: 'jwt=forged' });
  const received = await provider.readHook({
    ...{ now, url: new URL('http://gateway/'), body: Buffer.from(forged) },
    headers: new Headers({ authorization: `Bearer ${'h'.repeat(40)}` }),
  });
  expect(received?.hook).toMatchObject({ kind: 'publish', streamKey: '' });
});
