import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { openS3Storage } from '../subgraphs/media/storage/s3-storage.ts';
import type { Storage } from '../subgraphs/media/storage/storage.ts';
import { type JourneySystem, startJourneySystem } from './journeys/journey-system.ts';
import { photos, type StoredFiles } from './journeys/photo.ts';
import { openS3Server, type S3Server } from './s3-server.ts';

const MAX_KEYS = 1_000;

describe.each(['embedded', 'served'] as const)('with a bucket of S3 as storage of the %s system', (form) => {
  let server: S3Server;
  let storage: Storage;
  let system: JourneySystem;

  beforeAll(async () => {
    server = await openS3Server();
    storage = openS3Storage(server.settings);
    system = await startJourneySystem(form, { environment: environmentOf(server) });
  });
  afterAll(async () => {
    await system?.close();
    await storage?.close();
    await server?.close();
  });

  photos(
    () => system,
    () => bucketOf(storage),
  );
});

const bucketOf = (storage: Storage): StoredFiles => ({
  async read() {
    const keys = await storage.list(null, MAX_KEYS);
    const found = await Promise.all(keys.map(({ key }) => storage.read(key)));
    return Promise.all(found.flatMap((object) => (object === null ? [] : [buffer(object.body)])));
  },
});

const environmentOf = ({ settings }: S3Server): Record<string, string> => ({
  STORAGE_URL: `s3://${settings.bucket}/${settings.prefix}`,
  S3_ENDPOINT: settings.endpoint ?? '',
  S3_REGION: settings.region,
  S3_ACCESS_KEY_ID: settings.credentials?.accessKeyId ?? '',
  S3_SECRET_ACCESS_KEY: settings.credentials?.secretAccessKey ?? '',
});
