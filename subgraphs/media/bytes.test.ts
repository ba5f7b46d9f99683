import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { type ClientRequest, request as openRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { ANONYMOUS, type Caller } from '../../runtime/executor/caller.ts';
import { contentHidden, contentRemoved, contentRestored } from '../../runtime/moderation/content-events.ts';
import { newId } from '../../runtime/operations/ids.ts';
import { userBlocked, userUnblocked } from '../../runtime/relations/block-events.ts';
import { fileAccessEnded, fileAccessRestored } from '../../runtime/relations/file-access-events.ts';
import { createFileAccess } from '../../runtime/signed-links/file-access.ts';
import { nextOf } from '../../tests/domain-client.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { eventually } from '../../tests/eventually.ts';
import { recordingDeleted } from '../streaming/events.ts';
import subgraph from './index.ts';

const SECRET = 'a secret of thirty-two characters';
const CREATE = `mutation ($input: CreateUploadInput!) { createUpload(input: $input) {
  upload { id url tusUrl file { id } } errors { __typename } } }`;
const COMPLETE = `mutation ($id: ID!) { completeUpload(input: { uploadId: $id }) { file { id state } errors { __typename } } }`;
const FILE = `query ($id: ID!, $access: String!) { _entities(representations: [{ __typename: "MediaFile", id: $id, access: $access }]) {
  ... on MediaFile { state kind contentType width placeholder url small: url(variant: "small") variants { name format } } } }`;

let world: DomainWorld;
/** Where the bytes are. */
const folder = mkdtempSync(join(tmpdir(), 'media-bytes-'));
let picture: Buffer;
const [ada, ben] = [newId('usr', new Date()), newId('usr', new Date())];

beforeAll(async () => {
  const environment = { LINK_SECRET: SECRET, MEDIA_MODERATION: 'rules', STORAGE_URL: pathToFileURL(folder).href };
  world = await openDomainWorld(subgraph, { served: true, environment });
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const create = { width: 600, height: 400, channels: 3, background: '#408040', noise } as const;
  picture = await sharp({ create })
    .jpeg()
    .withExifMerge({ IFD0: { Artist: 'canary' } })
    .toBuffer();
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

const headersFor = (caller: Caller, more: Record<string, string> = {}): Record<string, string> => ({
  ...more,
  authorization: `Bearer ${world.callerToken(caller, 'media')}`,
});
/** The same path and query at the served domain. */
const at = (address: string): URL => {
  const { pathname, search } = new URL(address, 'http://gateway');
  return new URL(`${pathname}${search}`, world.url ?? undefined);
};
const send = (method: string, address: string, init: RequestInit = {}, caller: Caller = ANONYMOUS) =>
  fetch(at(address), { ...init, method, headers: headersFor(caller, init.headers as Record<string, string>) });
const as = (viewerId: string): Caller => world.as(viewerId);
async function createUpload(changes: object = {}) {
  const input = {
    fileName: 'cat.jpg',
    contentType: 'image/jpeg',
    byteSize: picture.length,
    purpose: 'PHOTO',
    ...changes,
  };
  const { data } = await world.execute(CREATE, { input }, as(ada));
  return Object(data)['createUpload'].upload as { id: string; url: string; tusUrl: string; file: { id: string } };
}
const complete = async (id: string) => Object((await world.execute(COMPLETE, { id }, as(ada))).data)['completeUpload'];
const seen = async (id: string, viewerId = ada, access = '') =>
  Object((await world.execute(FILE, { id, access }, as(viewerId))).data)['_entities'][0];
const ready = (id: string) => eventually(async () => (await seen(id)).state === 'READY', 'the file to be ready');
/** Bytes of what is being written. */
const incomingBytes = (): number => {
  const incoming = join(folder, '.incoming');
  const names = existsSync(incoming) ? readdirSync(incoming) : [];
  return names.reduce((sum, name) => sum + statSync(join(incoming, name)).size, 0);
};

/** A file of Ada that is ready, by one request. */
async function uploadedFile(changes: object = {}): Promise<string> {
  const upload = await createUpload(changes);
  await send('PUT', upload.url, { body: new Uint8Array(picture), headers: { 'content-type': 'image/jpeg' } });
  const { file } = await complete(upload.id);
  await ready(file.id);
  return file.id;
}

describe('a file in parts, by PUT', () => {
  test('is processed when it is complete, and its owner follows it', async () => {
    const { data } = await world.execute('{ mediaFilesCursor }', {}, as(ada));
    const upload = await createUpload();
    const put = (start: number, end: number) => {
      const range = `bytes ${start}-${end - 1}/${picture.length}`;
      const body = new Uint8Array(picture.subarray(start, end));
      return send('PUT', upload.url, { body, headers: { 'content-range': range } });
    };
    expect((await put(0, 100)).headers.get('upload-offset')).toBe('100');
    expect((await put(50, 100)).status).toBe(409);
    expect(await complete(upload.id)).toEqual({ file: null, errors: [{ __typename: 'UploadIncomplete' }] });
    expect((await put(100, picture.length)).status).toBe(204);
    expect(await complete(upload.id)).toEqual({ file: { id: upload.file.id, state: 'PROCESSING' }, errors: [] });

    const follow = 'subscription ($after: String) { mediaProcessed(after: $after) { change file { id state } } }';
    const events = await world.subscribe(follow, { after: data?.['mediaFilesCursor'] }, as(ada));
    const file = { id: upload.file.id, state: 'READY' };
    expect(await nextOf(events)).toEqual({ data: { mediaProcessed: { change: 'READY', file } } });
    expect(await seen(upload.file.id)).toMatchObject({ kind: 'IMAGE', contentType: 'image/jpeg', width: 600 });
    await events.return?.();
  });

  test('its bytes are served in full, in part, and not at all where the client has them', async () => {
    const file = await seen(await uploadedFile());
    const whole = await send('GET', file.url);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect([whole.status, whole.headers.get('content-type'), bytes.includes('canary')]).toEqual([
      200,
      'image/jpeg',
      false,
    ]);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'cache-control': 'private, max-age=45, must-revalidate',
      'content-disposition': "inline; filename*=UTF-8''cat.jpg",
      'content-security-policy': expect.stringContaining('sandbox'),
      'x-content-type-options': 'nosniff',
    });
    const part = await send('GET', file.url, { headers: { range: 'bytes=0-3' } });
    expect([part.status, Buffer.from(await part.arrayBuffer())]).toEqual([206, bytes.subarray(0, 4)]);
    const same = await send('GET', file.url, { headers: { 'if-none-match': whole.headers.get('etag') ?? '' } });
    expect(same.status).toBe(304);
    const small = await send('GET', file.small);
    expect([small.status, small.headers.get('content-type')]).toEqual([200, 'image/webp']);
    expect((await send('GET', file.url.replace('viewer=', 'viewer=x'))).status).toBe(403);
    expect((await send('HEAD', file.url)).headers.get('content-length')).toBe(String(bytes.length));
  });

  test('its large AVIF is made when it is first asked for, and other forms that it has not are not found', async () => {
    const create = { width: 1_400, height: 40, channels: 3, background: '#408040' } as const;
    const wide = await sharp({ create }).jpeg().toBuffer();
    const upload = await createUpload({ byteSize: wide.length });
    await send('PUT', upload.url, { body: new Uint8Array(wide) });
    const { file } = await complete(upload.id);
    await ready(file.id);
    const { url } = await seen(file.id);
    const formUrl = (path: string) => url.replace(file.id, `${file.id}/${path}`);
    const large = await send('GET', formUrl('large.avif'));
    expect([large.status, large.headers.get('content-type')]).toEqual([200, 'image/avif']);
    expect(Number(large.headers.get('content-length'))).toBeGreaterThan(100);
    expect((await seen(file.id)).variants).toContainEqual({ name: 'large', format: 'AVIF' });
    expect((await send('GET', formUrl('large.png'))).status).toBe(404);
  });

  test('deleted, its bytes cannot be fetched, and are gone from the storage', async () => {
    const id = await uploadedFile();
    const { url } = await seen(id);
    const deleted = 'mutation ($id: ID!) { deleteMediaFile(input: { fileId: $id }) { fileId errors { __typename } } }';
    expect((await world.execute(deleted, { id }, as(ben))).data).toEqual({
      deleteMediaFile: { fileId: null, errors: [{ __typename: 'NotFound' }] },
    });
    await world.execute(deleted, { id }, as(ada));
    expect((await send('GET', url)).status).toBe(404);
    await eventually(async () => !existsSync(join(folder, 'files', id)), 'the bytes to be deleted');
  });

  test('goes with its bytes when it is the recording of a stream and is deleted there', async () => {
    const [recording, photo] = [await uploadedFile({ purpose: 'STREAM' }), await uploadedFile()];
    const { url } = await seen(recording);
    for (const mediaFileId of [recording, photo, null, recording])
      await world.publish(recordingDeleted, {
        ...{ recordingId: newId('rec', new Date()), streamId: newId('str', new Date()), mediaFileId },
        at: new Date().toISOString(),
      });
    expect((await send('GET', url)).status).toBe(404);
    await eventually(() => !existsSync(join(folder, 'files', recording)), 'the bytes to be deleted');
    expect(await seen(recording)).toBeNull();
    expect(existsSync(join(folder, 'files', photo))).toBe(true);
  });
});

describe('a file by tus', () => {
  const tus = (more: Record<string, string> = {}) => ({ 'tus-resumable': '1.0.0', ...more });
  const patchHeaders = (offset: number) =>
    tus({ 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' });
  const offsetOf = async (url: string) =>
    Number((await send('HEAD', url, { headers: tus() })).headers.get('upload-offset'));

  test('is resumed after the connection broke, without what has arrived', async () => {
    const metadata = Object.entries({ filename: 'cat.jpg', filetype: 'image/jpeg', purpose: 'PHOTO' })
      .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
      .join(',');
    const headers = tus({ 'upload-length': String(picture.length), 'upload-metadata': metadata });
    const created = await send('POST', '/media/tus', { headers }, as(ada));
    const url = created.headers.get('location') ?? '';
    expect(created.status).toBe(201);

    const broken: ClientRequest = openRequest(at(url), {
      method: 'PATCH',
      headers: { ...headersFor(ANONYMOUS, patchHeaders(0)), 'content-length': picture.length },
    }).on('error', () => undefined);
    broken.write(picture.subarray(0, 1_000));
    await eventually(async () => incomingBytes() === 1_000, 'what was sent to arrive');
    broken.destroy();
    await eventually(async () => (await offsetOf(url)) === 1_000, 'what has arrived to be stored');

    const offset = 1_000;
    const wrong = await send('PATCH', url, { headers: patchHeaders(offset + 1), body: 'x' });
    expect(wrong.status).toBe(409);
    const body = new Uint8Array(picture.subarray(offset));
    const rest = await send('PATCH', url, { headers: patchHeaders(offset), body });
    expect([rest.status, rest.headers.get('upload-offset')]).toEqual([204, String(picture.length)]);
    const { file } = await complete(new URL(url, 'http://gateway').pathname.split('/').at(-1) ?? '');
    await ready(file.id);
  });

  test('is given up by DELETE, and its address is forged for others', async () => {
    const { tusUrl } = await createUpload();
    expect((await send('DELETE', tusUrl.replace('signature=', 'signature=x'), { headers: tus() })).status).toBe(403);
    expect((await send('DELETE', tusUrl, { headers: tus() })).status).toBe(204);
    expect((await send('HEAD', tusUrl, { headers: tus() })).status).toBe(410);
    expect((await send('POST', '/media/tus', { headers: tus({ 'upload-length': '1' }) })).status).toBe(401);
    const options = await send('OPTIONS', '/media/tus');
    expect([options.status, options.headers.get('tus-version')]).toEqual([204, '1.0.0']);
  });
});

describe('a file by a form', () => {
  const formOf = (fields: Record<string, string>, type = 'image/jpeg') => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('file', new File([new Uint8Array(picture)], 'cat.jpg', { type }));
    return form;
  };

  const emptyForm = () => {
    const form = new FormData();
    form.set('file_tags', 'a');
    return form;
  };

  test('goes into the bucket of chats', async () => {
    const response = await send('POST', '/media/upload', { body: formOf({ file_tags: 'a, b' }) }, as(ada));
    const file = Object(await response.json());
    expect([response.status, file]).toMatchObject([
      201,
      { file_name: 'cat.jpg', file_size: picture.length, bucket_name: 'chat-bucket', file_tags: ['a', 'b'] },
    ]);
    await ready(file.id);
  });

  test.each([
    ['of a visitor', 401, () => formOf({}), ANONYMOUS],
    ['of a type that is not allowed', 415, () => formOf({}, 'text/html'), null],
    ['for a bucket of another form', 422, () => formOf({ bucket_name: 'A B' }), null],
    ['of another kind', 415, () => new URLSearchParams(), null],
    ['without a file', 422, () => emptyForm(), null],
  ])('%s is refused with %d', async (_, status, body, caller) => {
    const response = await send('POST', '/media/upload', { body: body() }, caller ?? as(ada));
    expect(response.status).toBe(status);
  });
});

describe('who sees a file by a grant', () => {
  const access = createFileAccess([SECRET]);
  const at = new Date().toISOString();
  const status = async (url: string) => (await send('GET', url)).status;
  const shown = async (id: string) => {
    const text = access.mint({ fileId: id, viewerId: ben, grantId: 'cnv_1' }, new Date());
    return (await seen(id, ben, text))?.url as string | undefined;
  };

  test('can no longer fetch its bytes when the grant ends, until it is given again', async () => {
    const id = await uploadedFile();
    const url = (await shown(id)) ?? '';
    expect(await status(url)).toBe(200);
    const fact = { grantId: 'cnv_1', userId: ben, fileIds: null, at };
    await world.publish(fileAccessEnded('chat'), fact);
    expect([await status(url), await shown(id)]).toEqual([404, undefined]);
    await world.publish(fileAccessRestored('chat'), fact);
    expect(await status(url)).toBe(200);
  });

  test('can not while moderators have hidden the file, and never again once they have removed it', async () => {
    const id = await uploadedFile();
    const url = (await shown(id)) ?? '';
    const decision = (seconds: number) => ({
      ...{ subjectId: id, kind: 'FILE', ownerId: ada, at: new Date(Date.now() + seconds * 1_000).toISOString() },
    });
    await world.publish(contentHidden, decision(0));
    expect([await status(url), await shown(id), (await seen(id)).state]).toEqual([404, undefined, 'READY']);
    await world.publish(contentRestored, decision(1));
    expect(await status(url)).toBe(200);
    await world.publish(contentRemoved, decision(2));
    expect([await status(url), (await seen(id)).state]).toEqual([404, 'REJECTED']);
    await eventually(async () => !existsSync(join(folder, 'files', id)), 'the bytes to be deleted');

    const again = await createUpload();
    await send('PUT', again.url, { body: new Uint8Array(picture) });
    await complete(again.id);
    await eventually(async () => (await seen(again.file.id)).state === 'REJECTED', 'what was removed to be known');
    await world.sql.$executeRaw`DELETE FROM removed_content`;
  });

  test('can not while one of the two blocks the other', async () => {
    const id = await uploadedFile();
    const url = (await shown(id)) ?? '';
    await world.publish(userBlocked, { userId: ada, blockedId: ben, at });
    expect([await status(url), await shown(id)]).toEqual([404, undefined]);
    await world.publish(userUnblocked, { userId: ada, blockedId: ben, at: new Date(Date.now() + 1).toISOString() });
    expect(await status(url)).toBe(200);
  });
});
