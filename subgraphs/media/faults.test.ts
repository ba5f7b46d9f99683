import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../runtime/executor/caller.ts';
import { openLog } from '../../runtime/logging/log.ts';
import { newId } from '../../runtime/operations/ids.ts';
import { attemptWork, leaseMsOf } from '../../runtime/work/attempt-work.ts';
import { type ClaimedWork, claimWork } from '../../runtime/work/claim-work.ts';
import { type FreshDatabase, freshDatabase } from '../../tests/engines.ts';
import { eventually } from '../../tests/eventually.ts';
import { hashOf } from './adapters/hash-of.ts';
import { watchVariants } from './adapters/watch-variants.ts';
import type { MediaContext } from './context.ts';
import { deleteBytes, encodeForm, processUpload, VARIANTS_TOPIC } from './events.ts';
import { createMemoryStorage, type MemoryStorage } from './fixtures/memory-storage.ts';
import { workOf } from './jobs.ts';
import { awaitVariant } from './operations/await-variant.ts';
import { completeUpload } from './operations/complete-upload.ts';
import { MAX_FAILURES } from './operations/convert-file.ts';
import { createUpload } from './operations/create-upload.ts';
import { deleteMediaFile } from './operations/delete-media-file.ts';
import { obeyModeration } from './operations/obey-moderation.ts';
import { receiveBytes } from './operations/receive-bytes.ts';
import { sweepStorage } from './operations/sweep-storage.ts';
import type { ProcessedFile } from './processing/processed-file.ts';
import { type MediaRepository, openMediaRepository } from './repository/index.ts';

/** What a process does that is killed: nothing any more. */
const KILLED = new Error('killed');
const log = openLog('media', 'silent');
const now = () => new Date();
const ada = newId('usr', now());
const caller = { ...ANONYMOUS, viewerId: ada };

let database: FreshDatabase;
let repository: MediaRepository;
let storage: MemoryStorage;
/** Called before bytes are stored, with their key: throws where the process is killed. */
let onPut: (key: string) => void | Promise<void>;
/** Called after bytes were stored, before their row is written. */
let onStored: (key: string) => void;

beforeAll(async () => {
  database = await freshDatabase();
  repository = openMediaRepository(database.urlOf('media'));
});
afterAll(async () => {
  await repository.close();
  await database.drop();
});
beforeEach(async () => {
  await database.query('TRUNCATE media.media_file, media.media_upload, media.work_item, media.removed_content CASCADE');
  const memory = createMemoryStorage();
  [onPut, onStored] = [() => undefined, () => undefined];
  storage = {
    ...memory,
    async put(key, body, info) {
      await onPut(key);
      const stored = await memory.put(key, body, info);
      onStored(key);
      return stored;
    },
  };
});

const nothing = async (): Promise<void> => undefined;
async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const output = { contentType: 'image/webp', width: 1, height: 1, byteSize: 3 };
const PROCESSED: ProcessedFile = {
  ...{ kind: 'IMAGE', contentType: 'image/jpeg', width: 4, height: 3, durationSeconds: null, hasAudio: null },
  ...{ placeholder: null, dominantColor: null, peaks: null, perceptualHash: null },
  original: { ...output, name: 'original', format: 'ORIGINAL', path: 'one', contentType: 'image/jpeg' },
  variants: [
    ...(['WEBP', 'AVIF'] as const).map((format) => ({ ...output, name: 'small', format, path: 'two' })),
    ...(['medium', 'large'] as const).map((name) => ({ ...output, name, format: 'WEBP' as const, path: 'two' })),
  ],
};

// as: operations reach for no more of it.
const needs = () =>
  ({
    ...{ caller, now, log, repository, storage, hashOf, limits: { quotaBytes: 1_000 } },
    signals: { notify: nothing },
    streams: { announce: nothing },
    uploads: {
      load: async (id: string) => (await repository.uploads(ada, [id]))[0] ?? null,
      clear: () => undefined,
    },
    files: {
      load: async ({ id }: { id: string }) => {
        const query = { id, access: '', grantId: null };
        return (await repository.visibleFiles({ id: ada, isModerator: false }, [query]))[0] ?? null;
      },
    },
    conversion: {
      openFolder: async () => ({
        ...{ inputPath: '', outDir: '', read: bytesOf, remove: nothing },
        writeInput: (bytes: AsyncIterable<Uint8Array>) => hashOf(bytes).then(() => undefined),
      }),
      processFile: async () => PROCESSED,
      encodeVariant: async () => ({ ...output, name: 'large', format: 'AVIF', path: 'avi' }),
      ...{ concurrency: 1, mode: 'rules', classify: null, reportError: () => undefined },
    },
  }) as unknown as MediaContext & Parameters<typeof workOf>[0];

/** Begins an upload of Ada; returns its id and that of its file. */
async function begin(): Promise<{ uploadId: string; fileId: string }> {
  const input = { fileName: 'cat.jpg', contentType: 'image/jpeg', byteSize: 10, purpose: 'PHOTO' };
  const begun = await createUpload(needs(), input);
  if (!begun.ok || begun.value.uploadId === null) throw new Error('no upload');
  return { uploadId: begun.value.uploadId, fileId: begun.value.fileId };
}
async function receive(uploadId: string): Promise<void> {
  const upload = await repository.findUpload(uploadId);
  if (upload === null) throw new Error('no upload');
  await receiveBytes(needs(), upload, upload.receivedBytes, bytesOf('0123456789'));
}
const complete = (uploadId: string) => completeUpload(needs(), { uploadId });
async function uploadFile(): Promise<string> {
  const { uploadId, fileId } = await begin();
  await receive(uploadId);
  await complete(uploadId);
  return fileId;
}
const fileOf = (id: string) => repository.fileToProcess(id);

const handlerOf = (kind: string) => {
  const handler = workOf(needs()).find((one) => one.kind === kind);
  if (handler === undefined) throw new Error(kind);
  return handler;
};
/** Claims an item as a worker does. */
async function claim({ kind }: { readonly kind: string }): Promise<ClaimedWork & { token: string }> {
  const token = crypto.randomUUID();
  const [item] = await claimWork(
    repository.sql,
    [{ kind, free: 1, leaseMs: leaseMsOf(handlerOf(kind)) }],
    token,
    now(),
  );
  if (item === undefined) throw new Error(`no ${kind} is due`);
  return { ...item, token };
}
const endLeases = () => database.query("UPDATE media.work_item SET lease_until = now() - interval '1 second'");
const attempt = ({ token, ...item }: ClaimedWork & { token: string }) =>
  attemptWork(
    { database: repository, log, now, random: () => 0, onCompleted: () => undefined },
    ...([handlerOf(item.kind), item, token, new AbortController().signal] as const),
  );
/** A worker that is killed while it calls, or after that and before it records what came of it. */
async function killedAttempt(type: { readonly kind: string }): Promise<void> {
  const item = await claim(type);
  await handlerOf(type.kind)
    .call?.(item, new AbortController().signal)
    .catch((error: unknown) => expect(error).toBe(KILLED));
  await endLeases();
}
/** Does all that is due, as workers do that are not killed. */
async function work(): Promise<void> {
  await endLeases();
  for (;;) {
    const { rows } = await database.query(
      'SELECT kind FROM media.work_item WHERE failed_at IS NULL AND due_at <= now()',
    );
    if (rows[0] === undefined) return;
    await attempt(await claim({ kind: String(rows[0]['kind']) }));
  }
}

/** Keys without a row, and rows without bytes. */
async function differences(): Promise<{ unnamed: string[]; lost: string[] }> {
  const { rows } = await database.query(`SELECT storage_key AS key FROM media.media_file WHERE storage_key IS NOT NULL
    UNION ALL SELECT storage_key FROM media.media_variant UNION ALL SELECT storage_key FROM media.upload_part`);
  const named = rows.map(({ key }) => String(key));
  const stored = [...storage.objects.keys()];
  return {
    unnamed: stored.filter((key) => !named.includes(key)),
    lost: named.filter((key) => !stored.includes(key)),
  };
}
const SAME = { unnamed: [], lost: [] };
const sweep = () => sweepStorage(needs(), new AbortController().signal);

const killAt = (part: string) => (key: string) => {
  if (key.includes(part)) throw KILLED;
};

test.each([
  ['before the bytes of a part are stored', () => (onPut = killAt('uploads/')), 0],
  ['between the bytes of a part and its row', () => (onStored = killAt('uploads/')), 1],
])('killed %s, the upload goes on from what has a row', async (_, kill, unnamed) => {
  const { uploadId, fileId } = await begin();
  kill();
  await expect(receive(uploadId)).rejects.toBe(KILLED);
  expect(await differences()).toMatchObject({ unnamed: { length: unnamed }, lost: [] });
  await sweep();
  expect(await differences()).toEqual(SAME);
  [onPut, onStored] = [() => undefined, () => undefined];
  await receive(uploadId);
  await complete(uploadId);
  await work();
  expect([(await fileOf(fileId))?.state, await differences()]).toEqual(['READY', SAME]);
});

test.each([
  ['before anything is stored', () => (onPut = killAt('files/')), 0],
  ['at the second of four variants', () => (onPut = killAt('/small.avif')), 1],
  ['between the bytes of all and their rows', () => undefined, 5],
])('a worker killed %s leaves what the sweep removes, and another one converts the file', async (_, kill, unnamed) => {
  const fileId = await uploadFile();
  kill();
  await killedAttempt(processUpload);
  expect(await differences()).toMatchObject({ unnamed: { length: unnamed }, lost: [] });
  await sweep();
  expect([(await fileOf(fileId))?.state, await differences()]).toEqual(['PROCESSING', SAME]);
  onPut = () => undefined;
  await work();
  expect(await fileOf(fileId)).toMatchObject({ state: 'READY', revision: 1, variants: { length: 4 } });
  expect([storage.objects.size, await differences()]).toEqual([5, SAME]);
});

test('a file that kills each worker has failed, and can be uploaded again', async () => {
  const fileId = await uploadFile();
  onPut = killAt('files/');
  for (let failures = 0; failures < MAX_FAILURES; failures += 1) await killedAttempt(processUpload);
  await work();
  expect([(await fileOf(fileId))?.state, storage.objects.size]).toEqual(['FAILED', 0]);
  onPut = () => undefined;
  const again = await uploadFile();
  await work();
  expect([(await fileOf(again))?.state, await differences()]).toEqual(['READY', SAME]);
});

test.each([
  ['deleted by its owner', async (fileId: string) => void (await deleteMediaFile(needs(), { fileId })), undefined],
  [
    'removed by a moderator',
    async (subjectId: string) =>
      void (await repository.transaction((store) =>
        obeyModeration(needs(), store, { subjectId, decision: 'REMOVE', at: now() }),
      )),
    'REJECTED',
  ],
])('a file that is %s while it is converted leaves nothing', async (_, end, state) => {
  const fileId = await uploadFile();
  onPut = async (key) => {
    if (key.endsWith('/small.avif')) await end(fileId);
  };
  await work();
  expect([(await fileOf(fileId))?.state, storage.objects.size, await differences()]).toEqual([state, 0, SAME]);
});

test('deleted while it is converted by a worker that is killed then, the sweep removes what it stored', async () => {
  const fileId = await uploadFile();
  onPut = async (key) => {
    if (key.endsWith('/small.avif')) await deleteMediaFile(needs(), { fileId });
    if (key.endsWith('/medium.webp')) throw KILLED;
  };
  await killedAttempt(processUpload);
  await work();
  expect(await differences()).toMatchObject({ unnamed: { length: 2 }, lost: [] });
  await sweep();
  expect([await fileOf(fileId), storage.objects.size]).toEqual([null, 0]);
});

test('killed while bytes are deleted, the rest is deleted later', async () => {
  const fileId = await uploadFile();
  await work();
  await deleteMediaFile(needs(), { fileId });
  const remove = storage.delete;
  storage = {
    ...storage,
    async delete([first = '']) {
      await remove([first]);
      throw KILLED;
    },
  };
  await killedAttempt(deleteBytes);
  expect(await differences()).toMatchObject({ unnamed: { length: 4 }, lost: [] });
  storage = { ...storage, delete: remove };
  await work();
  expect(storage.objects.size).toBe(0);
});

test('of two workers with one file the one that lost it changes nothing', async () => {
  const fileId = await uploadFile();
  const slow = await claim(processUpload);
  const isOther = { done: false };
  onPut = async (key) => {
    if (!key.endsWith('/large.webp') || isOther.done) return;
    isOther.done = true;
    await work();
  };
  await attempt(slow);
  expect(await fileOf(fileId)).toMatchObject({ state: 'READY', revision: 1, variants: { length: 4 } });
  const { rows } = await database.query(
    "SELECT count(*)::int AS count FROM media.outbox_event WHERE payload->>'fileId' = $1",
    [fileId],
  );
  expect([rows, storage.objects.size, await differences()]).toEqual([[{ count: 1 }], 5, SAME]);
});

test('the same bytes uploaded twice at once are two files, and the third is the first', async () => {
  const ids = await Promise.all([uploadFile(), uploadFile()]);
  await work();
  const files = await Promise.all(ids.map(fileOf));
  expect(files).toMatchObject([{ state: 'READY' }, { state: 'READY', checksum: files[0]?.checksum }]);
  const input = { fileName: 'cat.jpg', contentType: 'image/jpeg', byteSize: 10, purpose: 'PHOTO' };
  const third = await createUpload(needs(), { ...input, checksum: files[0]?.checksum });
  expect(third).toMatchObject({ ok: true, value: { uploadId: null, fileId: [...ids].sort()[0] } });
  // The bytes of each are its own: one goes without the other.
  await deleteMediaFile(needs(), { fileId: ids[0] });
  await work();
  expect([storage.objects.size, await differences()]).toEqual([5, SAME]);
});

test('an upload that is completed twice at once is processed once', async () => {
  const { uploadId, fileId } = await begin();
  await receive(uploadId);
  const completed = await Promise.all([complete(uploadId), complete(uploadId)]);
  expect(completed).toEqual([
    { ok: true, value: fileId },
    { ok: true, value: fileId },
  ]);
  const { rows } = await database.query('SELECT kind FROM media.work_item');
  expect(rows).toEqual([{ kind: 'process-upload' }]);
});

describe('a form that is made when it is first asked for', () => {
  /** Asks as a request for bytes does. */
  async function ask(fileId: string, limit = new AbortController().signal): Promise<void> {
    const file = await fileOf(fileId);
    if (file === null) throw new Error('no file');
    const signals = {
      on: (_: string, listener: (payload: unknown) => void) => {
        wakes.push(listener);
        return () => void wakes.splice(wakes.indexOf(listener), 1);
      },
      notify: nothing,
    };
    await awaitVariant(
      { now, repository, signals, watchVariants: watchVariants(signals, VARIANTS_TOPIC) },
      file,
      limit,
    );
  }
  const wakes: ((payload: unknown) => void)[] = [];
  const countItems = async () => (await database.query('SELECT 1 FROM media.work_item')).rows.length;

  test('is made once for all who ask, stored, and counted', async () => {
    const fileId = await uploadFile();
    await work();
    const requests = Promise.all([ask(fileId), ask(fileId)]);
    await eventually(async () => (await countItems()) === 1 && wakes.length === 2, 'both to wait');
    await work();
    for (const wake of [...wakes]) wake(fileId);
    await requests;
    expect([await countItems(), storage.objects.size, await differences()]).toEqual([0, 6, SAME]);
    expect(await repository.usedBytes(ada)).toBe(13);
    await deleteMediaFile(needs(), { fileId });
    await work();
    expect(storage.objects.size).toBe(0);
  });

  test('is there later for who did not wait for it', async () => {
    const fileId = await uploadFile();
    await work();
    await ask(fileId, AbortSignal.abort());
    await killedAttempt(encodeForm);
    expect(await differences()).toMatchObject({ unnamed: [`files/${fileId}/1/large.avif`], lost: [] });
    await work();
    await ask(fileId);
    expect([wakes, await differences()]).toEqual([[], SAME]);
  });

  test('of a file that is deleted meanwhile leaves nothing', async () => {
    const fileId = await uploadFile();
    await work();
    await ask(fileId, AbortSignal.abort());
    onPut = async () => void (await deleteMediaFile(needs(), { fileId }));
    await work();
    expect([storage.objects.size, await differences()]).toEqual([0, SAME]);
  });
});
