import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request as openRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { befriendAndTalk } from './befriend.ts';
import { type Answer, type Listening, type Person, registerPerson } from './client.ts';
import { eventually } from './eventually.ts';
import { type RunningSystem, startSystem } from './running-system.ts';
import { openS3Server, type S3Server } from './s3-server.ts';
import { atGateway, sendFile } from './upload-file.ts';
import { withRole } from './with-role.ts';

const CANARY = 'canary-of-the-place';
const FILE = 'id state url small: url(variant: "small") variants { name url }';
const PROCESSED =
  'subscription ($after: String) { mediaProcessed(after: $after) { change file { id state failureReason } } }';
const MESSAGES = `subscription ($id: ID!, $after: String) { messageAdded(conversationId: $id, after: $after) {
  message { id attachments { ${FILE} } } } }`;
const UPDATES = `subscription ($id: ID!, $after: String) { messageUpdated(conversationId: $id, after: $after) {
  change message { attachments { id } } } }`;
const CONVERSATION = `query ($id: ID!) { conversation(id: $id) { updatesCursor lastMessage { attachments { id } }
  messages(last: 10) { edges { node { text attachments { id url } } } } } }`;
const QUEUE = `subscription ($after: String) { moderationCaseAdded(after: $after) { case { id subjectId } } }`;

/** A photo that says where it was taken. */
async function photoWithLocation(): Promise<Uint8Array<ArrayBuffer>> {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const exif = {
    IFD0: { Artist: CANARY },
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1', GPSMapDatum: CANARY },
  };
  const image = sharp({ create: { width: 600, height: 400, channels: 3, background: '#408040', noise } });
  const photo = await image.jpeg().withExif(exif).toBuffer();
  return new Uint8Array(photo);
}

/** Contents of all files below a folder. */
const bytesBelow = (folder: string): Buffer[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .map((name) => join(folder, name))
        .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
        .map((path) => readFileSync(path))
    : [];

const sizeBelow = (folder: string): number => bytesBelow(folder).reduce((sum, bytes) => sum + bytes.length, 0);

describe.each(['embedded', 'served'] as const)('a photo in the %s system', (form) => {
  let folder: string;
  let system: RunningSystem;
  let people: Readonly<Record<'ada' | 'ben' | 'eve' | 'moderator' | 'chief', Person>>;
  let photo: Uint8Array<ArrayBuffer>;
  let conversation: { readonly id: string; readonly cursor: string };
  let messageId: string;
  let attachment: Answer;
  let processed: Listening;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'media-journey-'));
    photo = await photoWithLocation();
    system = await startSystem(form, { MEDIA_MODERATION: 'rules', STORAGE_URL: pathToFileURL(folder).href });
    if (form === 'embedded') system.startWorker('media');
    people = await openPeople(system);
    const { ada, ben } = people;
    conversation = await befriendAndTalk(ada, ben);
    processed = ada.listen(PROCESSED, { after: (await ada.ask('{ mediaFilesCursor }')).mediaFilesCursor });
  });
  afterAll(async () => {
    await Promise.all(Object.values(people ?? {}).map((person) => person.close()));
    await system?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const nextProcessed = async () => (await processed.next()).data.mediaProcessed;
  const fetchAs = (address: string, person: Person | null = null): Promise<Response> =>
    fetch(atGateway(system, address), {
      headers: person === null ? {} : { authorization: `Bearer ${person.accessToken}` },
    });
  const status = async (address: string, person: Person | null = null): Promise<number> => {
    const response = await fetchAs(address, person);
    await response.body?.cancel();
    return response.status;
  };
  const addresses = (): string[] => [
    attachment.url,
    attachment.small,
    ...attachment.variants.map(({ url }: Answer) => url),
  ];
  const read = (person: Person): Promise<Answer> => person.ask(CONVERSATION, { id: conversation.id });

  test('goes up although the connection breaks, and becomes an avatar that does not say where it was taken', async () => {
    const { ada, ben } = people;
    const draft = { fileName: 'me.jpg', contentType: 'image/jpeg', purpose: 'AVATAR', byteSize: photo.length };
    const { upload } = await ada.do('createUpload', draft, 'upload { id tusUrl }');
    // The gateway's, as `PORT` says: not that of the process that receives the bytes.
    expect(new URL(upload.tusUrl).host).toBe('localhost:0');
    const half = Math.floor(photo.length / 2);
    const broken = openRequest(atGateway(system, upload.tusUrl), {
      method: 'PATCH',
      headers: { ...patchFrom(0), 'content-length': photo.length },
    }).on('error', () => undefined);
    broken.write(photo.subarray(0, half));
    await eventually(() => sizeBelow(join(folder, '.incoming')) === half, 'the first half to arrive');
    broken.destroy();
    await eventually(async () => (await offsetOf(system, upload.tusUrl)) === half, 'the first half to be stored');
    expect(await patch(system, upload.tusUrl, half, photo.subarray(half))).toBe(204);

    const { file } = await ada.do('completeUpload', { uploadId: upload.id }, 'file { id }');
    expect(await nextProcessed()).toMatchObject({ change: 'READY', file: { id: file.id, failureReason: null } });
    await ada.do('setAvatar', { mediaFileId: file.id }, 'profile { id }');

    const { profile } = await ben.ask(`query ($id: ID!) { profile(userId: $id) { avatar { ${FILE} } } }`, {
      id: ada.id,
    });
    expect(profile.avatar).toMatchObject({ id: file.id, state: 'READY' });
    const picture = await fetchAs(profile.avatar.url);
    expect(await sharp(Buffer.from(await picture.arrayBuffer())).metadata()).toMatchObject({ width: 600, height: 400 });
    expect(Buffer.from(photo).includes(CANARY)).toBe(true);
    await eventually(() => bytesBelow(folder).every((bytes) => !bytes.includes(CANARY)), 'the original to be deleted');
    expect(bytesBelow(folder).length).toBeGreaterThan(1);
  });

  test('reaches a friend with a message, and nobody else', async () => {
    const { ada, ben, eve } = people;
    const fileId = await sendFile(system, ada, {
      fileName: 'us.jpg',
      contentType: 'image/jpeg',
      purpose: 'MESSAGE',
      bytes: photo,
    });
    expect(await nextProcessed()).toMatchObject({ change: 'READY', file: { id: fileId } });
    const inbox = ben.listen(MESSAGES, { id: conversation.id, after: conversation.cursor });
    const draft = { conversationId: conversation.id, text: 'Look!', attachmentIds: [fileId] };
    messageId = (await ada.do('sendMessage', draft, 'message { id }')).message.id;
    const { message } = (await inbox.next()).data.messageAdded;
    inbox.stop();
    attachment = message.attachments[0];
    expect(attachment).toMatchObject({ id: fileId, state: 'READY' });
    expect(attachment.variants.length).toBeGreaterThan(0);
    for (const address of addresses()) expect(await status(address, ben)).toBe(200);
    expect(await status(attachment.url)).toBe(200);

    const foundByEve = await eve.ask(
      `query ($id: ID!, $requests: [MediaUrlRequest!]!) { mediaFile(id: $id) { id } mediaUrls(requests: $requests) { url } }`,
      { id: fileId, requests: [{ fileId }, { fileId, variant: 'small' }] },
    );
    expect(foundByEve).toEqual({ mediaFile: null, mediaUrls: [null, null] });
    for (const address of addresses()) {
      expect(await status(address, eve)).toBe(403);
      expect(await status(withQuery(address, { viewer: eve.id }), eve)).toBe(403);
      for (const person of [eve, null]) {
        expect(await status(new URL(address).pathname, person)).toBe(403);
        expect(await status(withQuery(address, { viewer: null }), person)).toBe(403);
        expect(await status(withQuery(address, { viewer: ada.id, grant: null }), person)).toBe(403);
      }
    }
  });

  test('is gone when a moderator hides the message, and comes back with an appeal', async () => {
    const { ada, ben, moderator, chief } = people;
    const { updatesCursor } = (await read(ben)).conversation;
    const updates = ben.listen(UPDATES, { id: conversation.id, after: updatesCursor });
    const queue = moderator.listen(QUEUE, {
      after: (await moderator.ask('{ moderationCasesCursor }')).moderationCasesCursor,
    });
    await ben.do('report', { subject: messageId, reason: 'SPAM', idempotencyKey: messageId }, 'report { id }');
    const { id: caseId } = (await queue.next()).data.moderationCaseAdded.case;
    queue.stop();
    await moderator.do('claimCase', { caseId }, 'case { id }');
    await moderator.do('decideCase', { caseId, decision: 'HIDE', reason: 'Rule 1.' }, 'case { state }');

    expect((await updates.next()).data.messageUpdated).toEqual({
      change: 'MESSAGE_HIDDEN',
      message: { attachments: [] },
    });
    for (const person of [ada, ben]) expect(JSON.stringify(await read(person))).not.toContain(attachment.id);
    for (const address of addresses())
      await eventually(async () => (await status(address, ben)) === 404, 'the bytes to be refused');

    await ada.do('appealDecision', { caseId, text: 'It is us.' }, 'case { state }');
    await chief.do('decideAppeal', { caseId, outcome: 'OVERTURNED', reason: 'Indeed.' }, 'case { state }');
    expect((await updates.next()).data.messageUpdated).toEqual({
      change: 'MESSAGE_RESTORED',
      message: { attachments: [{ id: attachment.id }] },
    });
    for (const address of addresses())
      await eventually(async () => (await status(address, ben)) === 200, 'the bytes to be served again');
  });

  test('can no longer be fetched by whom its owner blocks', async () => {
    const { ada, ben } = people;
    await ada.do('blockUser', { userId: ben.id }, 'user { id }');
    for (const address of addresses())
      for (const person of [ben, null])
        await eventually(async () => (await status(address, person)) === 404, 'the bytes to be refused');
    expect(await ben.ask('query ($id: ID!) { mediaFile(id: $id) { id } }', { id: attachment.id })).toEqual({
      mediaFile: null,
    });
  });
});

describe('a photo in a bucket of S3', () => {
  let server: S3Server;
  let system: RunningSystem;
  let ada: Person;

  beforeAll(async () => {
    server = await openS3Server();
    system = await startSystem('embedded', { MEDIA_MODERATION: 'rules', ...environmentOf(server) });
    system.startWorker('media');
    ada = await registerPerson(system.url, 'ada');
  });
  afterAll(async () => {
    await ada?.close();
    await system?.close();
    await server?.close();
  });

  test('goes up in two halves, and comes back without where it was taken', async () => {
    const photo = await photoWithLocation();
    const processed = ada.listen(PROCESSED, { after: (await ada.ask('{ mediaFilesCursor }')).mediaFilesCursor });
    const draft = { fileName: 'me.jpg', contentType: 'image/jpeg', purpose: 'PHOTO', byteSize: photo.length };
    const { upload } = await ada.do('createUpload', draft, 'upload { id tusUrl }');
    const half = Math.floor(photo.length / 2);
    expect(await patch(system, upload.tusUrl, 0, photo.subarray(0, half))).toBe(204);
    expect(await offsetOf(system, upload.tusUrl)).toBe(half);
    expect(await patch(system, upload.tusUrl, half, photo.subarray(half))).toBe(204);
    const { file } = await ada.do('completeUpload', { uploadId: upload.id }, 'file { id }');
    const event = (await processed.next()).data.mediaProcessed;
    expect(event).toMatchObject({ change: 'READY', file: { id: file.id, failureReason: null } });

    const { mediaFile } = await ada.ask(`query ($id: ID!) { mediaFile(id: $id) { ${FILE} } }`, { id: file.id });
    for (const address of [mediaFile.url, mediaFile.small]) {
      const response = await fetch(atGateway(system, address));
      const bytes = Buffer.from(await response.arrayBuffer());
      expect([response.status, bytes.length > 0, bytes.includes(CANARY)]).toEqual([200, true, false]);
    }
  });
});

const environmentOf = ({ settings }: S3Server): Record<string, string> => ({
  STORAGE_URL: `s3://${settings.bucket}/${settings.prefix}`,
  S3_ENDPOINT: settings.endpoint ?? '',
  S3_REGION: settings.region,
  S3_ACCESS_KEY_ID: settings.credentials?.accessKeyId ?? '',
  S3_SECRET_ACCESS_KEY: settings.credentials?.secretAccessKey ?? '',
});

async function openPeople(system: RunningSystem) {
  const names = ['ada', 'ben', 'eve', 'mod', 'chief'] as const;
  const [ada, ben, eve, mod, chief] = await Promise.all(names.map((name) => registerPerson(system.url, name)));
  if (!ada || !ben || !eve || !mod || !chief) throw new Error('Somebody is missing.');
  const [moderator, admin] = await Promise.all([withRole(system, mod, 'MODERATOR'), withRole(system, chief, 'ADMIN')]);
  return { ada, ben, eve, moderator, chief: admin };
}

const TUS = { 'tus-resumable': '1.0.0' };
const patchFrom = (offset: number) => ({
  ...TUS,
  'upload-offset': String(offset),
  'content-type': 'application/offset+octet-stream',
});

async function patch(system: RunningSystem, tusUrl: string, offset: number, body: Uint8Array<ArrayBuffer>) {
  const { status } = await fetch(atGateway(system, tusUrl), { method: 'PATCH', headers: patchFrom(offset), body });
  return status;
}

async function offsetOf(system: RunningSystem, tusUrl: string): Promise<number> {
  const { headers } = await fetch(atGateway(system, tusUrl), { method: 'HEAD', headers: TUS });
  return Number(headers.get('upload-offset'));
}

/** The address with other values of its query, or without them. */
function withQuery(address: string, changes: Readonly<Record<string, string | null>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url.href;
}
