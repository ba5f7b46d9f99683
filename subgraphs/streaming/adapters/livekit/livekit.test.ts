import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { AccessToken, TokenVerifier } from 'livekit-server-sdk';
import { exampleStream } from '../../../../tests/example-stream.ts';
import { conformanceSettings, describeProvider } from '../../fixtures/provider-conformance.ts';
import { openLivekit } from './open-livekit.ts';

const INGRESS = {
  ...{ ingress_id: 'IN_1', room_name: 'str_1', stream_key: 'key_of_livekit', url: 'rtmp://livekit.example/x' },
  state: {
    ...{ status: 'ENDPOINT_PUBLISHING', started_at: '1796126400000000000' },
    video: { average_bitrate: 2_500_000, framerate: 30 },
    audio: { average_bitrate: 128_000 },
  },
};
const INACTIVE = { ...INGRESS, ingress_id: 'IN_2', room_name: 'str_2', state: { status: 'ENDPOINT_INACTIVE' } };

/** The `Authorization` of a webhook: a JWT of the API key with the hash of the body. */
async function signatureOf(body: string, secret = 's'.repeat(40)): Promise<string> {
  const token = new AccessToken('key', secret);
  token.sha256 = createHash('sha256').update(body).digest('base64');
  return token.toJwt();
}

describeProvider({
  name: 'livekit',
  open: (settings) => openLivekit(settings, () => new Date()),
  publisher: 'IN_1-1796126400000000000',
  respond: ({ path, headers, body }) => {
    if (headers.authorization?.startsWith('Bearer ey') !== true) return { status: 401, body: '{}' };
    const room = /"room_?[nN]ame":"(\w+)"/.exec(body.toString())?.[1];
    const items = [INGRESS, INACTIVE].filter(({ room_name }) => room === undefined || room === room_name);
    const isList = path.endsWith('/ListIngress');
    return { status: 200, body: JSON.stringify(isList ? { items } : path.endsWith('/CreateIngress') ? INGRESS : {}) };
  },
  async hook(kind) {
    const event = kind === 'publish' ? 'ingress_started' : 'ingress_ended';
    const body = JSON.stringify({ id: `EV_${kind}`, event, ingress_info: INGRESS });
    return { body: Buffer.from(body), headers: { authorization: await signatureOf(body) } };
  },
  isDrop: ({ path, body }) => path.endsWith('/DeleteIngress') && body.toString().includes('IN_1'),
});

const provider = openLivekit(conformanceSettings('livekit', 'http://127.0.0.1:9'), () => new Date());
const read = (body: string, authorization: string) =>
  provider.readHook({
    ...{ now: new Date(), url: new URL('http://gateway/'), body: Buffer.from(body) },
    headers: new Headers({ authorization }),
  });

test('a webhook with another body than the signed one, or signed with another secret, is none', async () => {
  const body = JSON.stringify({ id: 'EV_1', event: 'ingress_ended', ingress_info: INGRESS });
  expect(await read(body, await signatureOf(body))).toMatchObject({ eventId: 'EV_1', hook: { kind: 'end' } });
  expect(await read(body.replace('IN_1', 'IN_9'), await signatureOf(body))).toBeNull();
  expect(await read(body, await signatureOf(body, 'x'.repeat(40)))).toBeNull();
});

test('a viewer gets a token of one room, to watch alone', async () => {
  const { url, protocol } = await provider.playbackOf(exampleStream(), 'usr_bob', new Date());
  expect(protocol).toBe('WEBRTC');
  const claims = await new TokenVerifier('key', 's'.repeat(40)).verify(
    new URL(url).searchParams.get('access_token') ?? '',
  );
  expect(claims.video).toMatchObject({ room: 'str_1', roomJoin: true, canPublish: false, canSubscribe: true });
  expect(claims.sub).toBe('usr_bob');
});
