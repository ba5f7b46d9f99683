import { readdirSync, readFileSync } from 'node:fs';
import { request as openRequest } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { PART_BYTES } from '../../subgraphs/media/operations/receive-bytes.ts';
import { befriendAndTalk } from '../befriend.ts';
import { type Answer, type Listening, type Person, registerPerson } from '../client.ts';
import { queryOnce } from '../engines.ts';
import { eventually } from '../eventually.ts';
import { atGateway, sendFile } from '../upload-file.ts';
import { withRole } from '../with-role.ts';
import type { JourneySystem } from './journey-system.ts';

const CANARY = 'canary-of-the-place';
/** Bytes of the longest comment of a JPEG, with its marker. */
const MAX_COMMENT_BYTES = 65_537;
const FILE = 'id state url small: url(variant: "small") variants { name url }';
const PROCESSED =
  'subscription ($after: String) { mediaProcessed(after: $after) { change file { id state failureReason } } }';
const AVATARS = `subscription ($id: ID!) { profileUpdated(userId: $id) { profile { avatar { ${FILE} } } } }`;
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

/** With comments behind its first marker, so that it has two parts: the first is stored while the second has yet to come. */
function inTwoParts(photo: Uint8Array): Uint8Array<ArrayBuffer> {
  const comments: Buffer[] = [];
  for (let left = 2 * PART_BYTES - photo.length; left > 0; left -= MAX_COMMENT_BYTES) {
    const comment = Buffer.alloc(MAX_COMMENT_BYTES, CANARY);
    comment.writeUInt16BE(0xff_fe);
    comment.writeUInt16BE(MAX_COMMENT_BYTES - 2, 2);
    comments.push(comment);
  }
  return new Uint8Array(Buffer.concat([photo.subarray(0, 2), ...comments, photo.subarray(2)]));
}

/** Where the system stores files, as a test looks at it. */
export interface StoredFiles {
  /** The bytes of everything that is stored, in no order. */
  read(): Promise<readonly Uint8Array[]>;
}

/** Contents of all files below a folder. */
const filesBelow = (folder: string): StoredFiles => ({ read: async () => [...bytesBelow(folder)] });

/** What is deleted meanwhile is not there. */
function* bytesBelow(folder: string): Generator<Buffer> {
  for (const entry of orAbsent(() => readdirSync(folder, { withFileTypes: true })) ?? []) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* bytesBelow(path);
    const bytes = entry.isFile() ? orAbsent(() => readFileSync(path)) : null;
    if (bytes !== null) yield bytes;
  }
}

function orAbsent<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** A photo goes up, is shown, reported, hidden and restored, and never says where it was taken. */
export const photos = (at: () => JourneySystem, storageOf?: () => StoredFiles) =>
  describe('a photo', () => {
    let system: JourneySystem;
    let stored: StoredFiles;
    let people: Readonly<Record<'ada' | 'ben' | 'eve' | 'moderator' | 'chief', Person>>;
    let photo: Uint8Array<ArrayBuffer>;
    let conversation: { readonly id: string; readonly cursor: string };
    let messageId: string;
    let attachment: Answer;
    let processed: Listening;

    beforeAll(async () => {
      system = at();
      stored = storageOf?.() ?? filesBelow(join(system.dataDir, 'media'));
      photo = await photoWithLocation();
      people = await openPeople(system);
      const { ada, ben } = people;
      conversation = await befriendAndTalk(ada, ben);
      processed = ada.listen(PROCESSED, { after: (await ada.ask('{ mediaFilesCursor }')).mediaFilesCursor });
    });
    afterAll(async () => {
      await Promise.all(Object.values(people ?? {}).map((person) => person.close()));
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
    const addresses = (): string[] => addressesOf(attachment);
    const read = (person: Person): Promise<Answer> => person.ask(CONVERSATION, { id: conversation.id });

    test('goes up although the connection breaks, and becomes an avatar that does not say where it was taken', async () => {
      const { ada, ben } = people;
      const large = inTwoParts(photo);
      const draft = { fileName: 'me.jpg', contentType: 'image/jpeg', purpose: 'AVATAR', byteSize: large.length };
      const { upload } = await ada.do('createUpload', draft, 'upload { id tusUrl }');
      // The gateway's, and not that of the process that receives the bytes.
      expect(new URL(upload.tusUrl).origin).toBe(system.url);
      const broken = openRequest(atGateway(system, upload.tusUrl), {
        method: 'PATCH',
        headers: { ...patchFrom(0), 'content-length': large.length },
      }).on('error', () => undefined);
      broken.write(large.subarray(0, PART_BYTES));
      const isHalfStored = async () => (await stored.read()).some(({ length }) => length === PART_BYTES);
      await eventually(isHalfStored, 'the first half to arrive');
      broken.destroy();
      const offset = () => offsetOf(system, upload.tusUrl);
      await eventually(async () => (await offset()) === PART_BYTES, 'the first half to be counted');
      expect(await patch(system, upload.tusUrl, PART_BYTES, large.subarray(PART_BYTES))).toBe(204);

      const seenByBen = ben.listen(AVATARS, { id: ada.id });
      const { file } = await ada.do('completeUpload', { uploadId: upload.id }, 'file { id }');
      // The first thing that is heard of it.
      expect(await nextProcessed()).toMatchObject({ change: 'READY', file: { id: file.id, failureReason: null } });
      await ada.do('setAvatar', { mediaFileId: file.id }, 'profile { id }');
      const { profile } = (await seenByBen.next()).data.profileUpdated;
      seenByBen.stop();

      expect(profile.avatar).toMatchObject({ id: file.id, state: 'READY' });
      for (const address of addressesOf(profile.avatar)) {
        const picture = Buffer.from(await (await fetchAs(address)).arrayBuffer());
        expect(picture.includes(CANARY)).toBe(false);
        expect((await sharp(picture).metadata()).exif).toBeUndefined();
      }
      expect(Buffer.from(large).includes(CANARY)).toBe(true);
      const files = async () => [...(await stored.read()), ...(await filesBelow(system.dataDir).read())];
      const isClean = async () => (await files()).every((bytes) => !Buffer.from(bytes).includes(CANARY));
      await eventually(isClean, 'the bytes that were sent to be deleted');
      expect((await stored.read()).length).toBeGreaterThan(1);
      expect(await rowsWith(system, CANARY)).toEqual([]);
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

const addressesOf = ({ url, small, variants }: Answer): string[] => [
  url,
  small,
  ...variants.map((variant: Answer) => variant.url),
];

/** Tables of media that have a text somewhere. */
async function rowsWith({ ownerUrl }: JourneySystem, text: string): Promise<readonly string[]> {
  const listed = "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'media'";
  const { rows: tables } = await queryOnce(ownerUrl, listed);
  const found: string[] = [];
  for (const name of tables.map((table) => String(table['name']))) {
    const { rows } = await queryOnce(
      ownerUrl,
      `SELECT 1 FROM media."${name}" t WHERE strpos(t::text, $1) > 0 LIMIT 1`,
      [text],
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

async function openPeople(system: JourneySystem) {
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

async function patch(system: JourneySystem, tusUrl: string, offset: number, body: Uint8Array<ArrayBuffer>) {
  const { status } = await fetch(atGateway(system, tusUrl), { method: 'PATCH', headers: patchFrom(offset), body });
  return status;
}

async function offsetOf(system: JourneySystem, tusUrl: string): Promise<number> {
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
