import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Caller } from '../runtime/executor/caller.ts';
import { isStream } from '../runtime/executor/executor.ts';
import { SHOPS } from './commerce-world.ts';
import { ALBUMS, RECIPE } from './demo-albums.ts';
import type { Execute } from './seed.ts';
import { PEOPLE } from './seed-world.ts';
import { PHOTO_POSTS } from './social-world.ts';

const POLL_INTERVAL_MS = 500;
/** Most attempts to see a file ready, half a second apart. */
const MAX_POLLS = 240;

const CREATE = `mutation Begin($input: CreateUploadInput!) { done: createUpload(input: $input) {
  upload { id url headers { name value } file { id } } errors { ... on UserError { message } } } }`;
const COMPLETE =
  'mutation Complete($input: CompleteUploadInput!) { done: completeUpload(input: $input) { errors { ... on UserError { message } } } }';
const STATE = 'query State($id: ID!) { mediaFile(id: $id) { state } }';
const AVATAR =
  'mutation Face($input: SetAvatarInput!) { done: setAvatar(input: $input) { errors { ... on UserError { message } } } }';
const PHOTO =
  'mutation Photo($input: AddProfilePhotoInput!) { done: addProfilePhoto(input: $input) { errors { ... on UserError { message } } } }';
const POST =
  'mutation Post($input: CreatePostInput!) { done: createPost(input: $input) { errors { ... on UserError { message } } } }';
const WRITE =
  'mutation Write($input: SendMessageInput!) { done: sendMessage(input: $input) { errors { ... on UserError { message } } } }';
const CONVERSATION = `query Conversation { conversations(first: 20) { edges { node { id kind otherUser { profile { nickname } } } } } }`;

const PRODUCTS = 'query Goods($id: ID!) { user(id: $id) { products(first: 100) { edges { node { id title } } } } }';
const SHOW =
  'mutation Show($input: UpdateProductInput!) { done: updateProduct(input: $input) { errors { ... on UserError { message } } } }';
const SELL =
  'mutation Sell($input: PublishProductInput!) { done: publishProduct(input: $input) { errors { ... on UserError { message } } } }';

const GOODS = z.object({
  user: z
    .object({
      products: z.object({ edges: z.array(z.object({ node: z.object({ id: z.string(), title: z.string() }) })) }),
    })
    .nullable(),
});

const DONE = z.object({ done: z.looseObject({ errors: z.array(z.object({ message: z.string() })) }) });
const UPLOAD = z.object({
  upload: z.object({
    id: z.string(),
    url: z.string(),
    headers: z.array(z.object({ name: z.string(), value: z.string() })),
    file: z.object({ id: z.string() }),
  }),
});
const CONVERSATIONS = z.object({
  conversations: z.object({
    edges: z.array(
      z.object({
        node: z.object({
          id: z.string(),
          otherUser: z.object({ profile: z.object({ nickname: z.string() }).nullable() }).nullable(),
        }),
      }),
    ),
  }),
});

/** A file to be uploaded. */
interface DemoFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly purpose: 'AVATAR' | 'PHOTO' | 'MESSAGE';
  readonly altText: string;
  readonly bytes: Buffer;
}

/** Where files are uploaded, by whom, and until when. */
interface DemoSession {
  readonly execute: Execute;
  readonly gatewayUrl: string;
  readonly callerOf: (nickname: string) => Caller;
  readonly signal: AbortSignal;
}

/** Files of the demo world on their way. */
export interface DemoFiles {
  /** Ends with the file that is on its way. */
  close(): Promise<void>;
}

/**
 * Gives everybody of the demo world a face, some of them albums with a post, and one message a recipe, one after another and by the
 * operations that clients use. It takes a while, as each file is processed, so nobody waits for it; what fails is logged.
 */
export function startDemoFiles(session: Omit<DemoSession, 'signal'>, log: Logger): DemoFiles {
  const abort = new AbortController();
  const giving = giveFiles({ ...session, signal: abort.signal }).catch((error: unknown) => {
    if (!abort.signal.aborted) log.warn({ err: error }, 'the demo world has no pictures');
  });
  return {
    async close() {
      abort.abort();
      await giving;
    },
  };
}

async function giveFiles(session: DemoSession): Promise<void> {
  // Imported late: what draws takes memory, and only the first start draws.
  const { drawFace, drawScene, writePdf } = await import('./demo-pictures.ts');
  for (const { nickname, displayName } of PEOPLE) {
    const bytes = await drawFace(nickname);
    const face = {
      contentType: 'image/jpeg',
      purpose: 'AVATAR',
      altText: `A drawing of ${displayName}.`,
      bytes,
    } as const;
    const mediaFileId = await upload(session, nickname, { ...face, fileName: `${nickname}.jpg` });
    await mutate(session, nickname, AVATAR, { mediaFileId });
  }
  for (const { owner, titles } of ALBUMS) {
    const mediaFileIds: string[] = [];
    for (const title of titles) {
      const scene = {
        contentType: 'image/jpeg',
        purpose: 'PHOTO',
        altText: title,
        bytes: await drawScene(title),
      } as const;
      const mediaFileId = await upload(session, owner, { ...scene, fileName: `${title}.jpg` });
      await mutate(session, owner, PHOTO, { mediaFileId });
      mediaFileIds.push(mediaFileId);
    }
    const text = PHOTO_POSTS[owner] ?? '';
    await mutate(session, owner, POST, { text, mediaFileIds, idempotencyKey: 'photos' });
  }
  await showGoods(session, drawScene);
  const { from, to, fileName, text, lines } = RECIPE;
  const recipe = {
    contentType: 'application/pdf',
    purpose: 'MESSAGE',
    altText: 'A recipe.',
    bytes: writePdf(lines),
  } as const;
  const fileId = await upload(session, from, { ...recipe, fileName });
  const { conversations } = CONVERSATIONS.parse(await run(session, from, CONVERSATION, {}));
  const direct = conversations.edges.find(({ node }) => node.otherUser?.profile?.nickname === to);
  if (direct === undefined) throw new Error(`${from} and ${to} have no conversation`);
  await mutate(session, from, WRITE, { conversationId: direct.node.id, text, attachmentIds: [fileId] });
}

/** Gives goods of shops, which are drafts until then, a picture, and puts them on sale. */
async function showGoods(session: DemoSession, draw: (title: string) => Promise<Buffer>): Promise<void> {
  for (const { owner, products } of SHOPS) {
    for (const { title, kind } of products) {
      if (kind !== 'PHYSICAL') continue;
      const picture = {
        contentType: 'image/jpeg',
        purpose: 'PHOTO',
        altText: title,
        bytes: await draw(title),
      } as const;
      const fileId = await upload(session, owner, { ...picture, fileName: `${title}.jpg` });
      const { user } = GOODS.parse(await run(session, owner, PRODUCTS, { id: session.callerOf(owner).viewerId }));
      const productId = user?.products.edges.find(({ node }) => node.title === title)?.node.id;
      await mutate(session, owner, SHOW, { productId, images: [fileId] });
      await mutate(session, owner, SELL, { productId });
    }
  }
}

/** Uploads a file, waits until it can be shown, and returns its id. */
async function upload(session: DemoSession, nickname: string, { bytes, ...about }: DemoFile): Promise<string> {
  const begun = await mutate(session, nickname, CREATE, { ...about, byteSize: bytes.length });
  const { id: uploadId, url, headers, file } = UPLOAD.parse(begun).upload;
  const { pathname, search } = new URL(url);
  const response = await fetch(`${session.gatewayUrl}${pathname}${search}`, {
    method: 'PUT',
    headers: headers.map(({ name, value }): [string, string] => [name, value]),
    body: new Uint8Array(bytes),
    signal: session.signal,
  });
  if (!response.ok) throw new Error(`an upload failed with ${response.status}`);
  await mutate(session, nickname, COMPLETE, { uploadId });
  for (let poll = 0; poll < MAX_POLLS; poll += 1) {
    const { mediaFile } = z
      .object({ mediaFile: z.object({ state: z.string() }).nullable() })
      .parse(await run(session, nickname, STATE, { id: file.id }));
    if (mediaFile?.state === 'READY') return file.id;
    if (mediaFile?.state !== 'PROCESSING') throw new Error(`${about.fileName} is ${mediaFile?.state ?? 'gone'}`);
    await pause(POLL_INTERVAL_MS, undefined, { signal: session.signal, ref: false });
  }
  throw new Error(`${about.fileName} is still being processed`);
}

async function mutate(session: DemoSession, nickname: string, query: string, input: object): Promise<unknown> {
  const { done } = DONE.parse(await run(session, nickname, query, { input }));
  const [error] = done.errors;
  if (error !== undefined) throw new Error(error.message);
  return done;
}

async function run(session: DemoSession, nickname: string, query: string, variables: Record<string, unknown>) {
  const result = await session.execute({ query, variables }, session.callerOf(nickname));
  if (isStream(result)) throw new Error('a query returned a stream');
  if (result.errors !== undefined) throw new Error(JSON.stringify(result.errors));
  return result.data;
}
