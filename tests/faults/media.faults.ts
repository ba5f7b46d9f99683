import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { type Person, registerPerson } from '../client.ts';
import { queryOnce } from '../engines.ts';
import { eventually } from '../eventually.ts';
import { type RunningSystem, startSystem } from '../running-system.ts';
import { openSmallS3, type SmallS3 } from '../small-s3.ts';
import { atGateway, sendFile } from '../upload-file.ts';

const FILE = 'query ($id: ID!) { mediaFile(id: $id) { state url } }';
const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
const photo = async () => {
  const create = { width: 1_000, height: 800, channels: 3, background: '#408040', noise } as const;
  return new Uint8Array(await sharp({ create }).jpeg().toBuffer());
};
const draftOf = (byteSize: number) => ({ fileName: 'a.jpg', contentType: 'image/jpeg', purpose: 'PHOTO', byteSize });

describe('files in a bucket of S3', () => {
  let server: SmallS3;
  let system: RunningSystem;
  let ada: Person;

  beforeAll(async () => {
    server = await openSmallS3();
    const bucket = { STORAGE_URL: 's3://files/', S3_ENDPOINT: server.url, S3_REGION: 'us-east-1' };
    const keys = { S3_ACCESS_KEY_ID: 'tests', S3_SECRET_ACCESS_KEY: 'secret-of-the-tests' };
    system = await startSystem('embedded', { MEDIA_MODERATION: 'rules', ...bucket, ...keys });
    ada = await registerPerson(system.url, 'ada');
  });
  afterAll(async () => {
    await ada?.close();
    await system?.close();
    await server?.close();
  });

  const fileOf = async (id: string) => (await ada.ask(FILE, { id })).mediaFile;
  const send = async () =>
    sendFile(system, ada, { ...draftOf(0), bytes: await photo(), contentType: 'image/jpeg', purpose: 'PHOTO' });
  /** Keys that rows name, and keys in the bucket, of one file and of all uploads. */
  async function keysOf(id: string): Promise<{ rows: string[]; bucket: string[] }> {
    const { rows } = await queryOnce(
      system.ownerUrl,
      `SELECT storage_key AS key FROM media.media_file WHERE id = $1
       UNION ALL SELECT storage_key FROM media.media_variant WHERE file_id = $1
       UNION ALL SELECT storage_key FROM media.upload_part`,
      [id],
    );
    const isOf = (key: string): boolean => !key.startsWith('files/') || key.startsWith(`files/${id}/`);
    return { rows: rows.map(({ key }) => String(key)).sort(), bucket: server.keys().filter(isOf) };
  }

  test.each([1, 2, 4])('a worker that is killed behind write %d leaves nothing out and nothing over', async (count) => {
    let written = 0;
    let killed: Promise<void> | null = null;
    server.onStored = (key) => {
      if (key.startsWith('files/')) written += 1;
      if (written === count) killed ??= system.killWorkers();
    };
    system.startWorker('media');
    const id = await send();
    await eventually(() => killed !== null, 'the worker to be killed');
    await killed;
    server.onStored = () => undefined;
    expect((await fileOf(id)).state).toBe('PROCESSING');
    // The work is taken over when its lease of 30 s has ended.
    system.startWorker('media');
    await eventually(async () => (await fileOf(id)).state === 'READY', 'another worker to finish', 120_000);
    await eventually(async () => {
      const { rows, bucket } = await keysOf(id);
      return rows.join() === bucket.join();
    }, 'the parts of the upload to be deleted');
    expect((await keysOf(id)).rows.length).toBeGreaterThan(4);
    await system.killWorkers();
  });

  test('while S3 responds with 500 uploads get 503 and leave nothing; then they succeed', async () => {
    const bytes = await photo();
    const { upload } = await ada.do('createUpload', draftOf(bytes.length), 'upload { id url }');
    const put = () => fetch(atGateway(system, upload.url), { method: 'PUT', body: bytes });
    const before = server.keys();
    server.fail('PUT', 500);
    const refused = await put();
    server.fail('PUT', null);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect(server.keys()).toEqual(before);
    expect((await put()).status).toBe(204);
  });

  test('half of a body from S3 is never a whole file for a client', async () => {
    system.startWorker('media');
    const id = await send();
    await eventually(async () => (await fileOf(id)).state === 'READY', 'the file to be ready', 120_000);
    const { url } = await fileOf(id);
    const read = async () => (await fetch(atGateway(system, url))).arrayBuffer();
    server.fail('GET', 'cut-off');
    await expect(read()).rejects.toThrow();
    server.fail('GET', null);
    expect((await read()).byteLength).toBeGreaterThan(10_000);
    await system.killWorkers();
  });
});

/** A file system of 16 MB; null where this process may not mount one. */
function mountSmallDisk(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'none', folder], { stdio: 'pipe' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return null;
  }
}

const disk = mountSmallDisk();
if (disk === null) console.warn('SKIPPED: no file system of 16 MB could be mounted (it needs root).');

(disk === null ? describe.skip : describe)('a disk of 16 MB', () => {
  let system: RunningSystem;
  let ada: Person;
  beforeAll(async () => {
    system = await startSystem('embedded', { MEDIA_MODERATION: 'rules', STORAGE_URL: pathToFileURL(disk ?? '').href });
    ada = await registerPerson(system.url, 'ada');
  });
  afterAll(async () => {
    await ada?.close();
    await system?.close();
    execFileSync('umount', ['-l', disk ?? '']);
    rmSync(disk ?? '', { recursive: true, force: true });
  });

  test('that is full refuses an upload with 507, keeps nothing of it, and works again once there is space', async () => {
    const filler = join(disk ?? '', 'filler');
    writeFileSync(filler, new Uint8Array(14_000_000));
    const bytes = new Uint8Array(4_000_000);
    const { upload } = await ada.do('createUpload', draftOf(bytes.length), 'upload { id url }');
    const refused = await fetch(atGateway(system, upload.url), { method: 'PUT', body: bytes });
    expect(refused.status).toBe(507);
    const { rows } = await queryOnce(system.ownerUrl, 'SELECT 1 FROM media.upload_part');
    expect(rows).toEqual([]);
    const left = readdirSync(disk ?? '', { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(left.map(({ name }) => name)).toEqual(['filler']);

    rmSync(filler);
    const photoBytes = await photo();
    const id = await sendFile(system, ada, { ...draftOf(0), bytes: photoBytes });
    system.startWorker('media');
    const isReady = async () => (await ada.ask(FILE, { id })).mediaFile.state === 'READY';
    await eventually(isReady, 'the next file to be ready', 120_000);
  });
});
