import { openLocalStorage } from './local-storage.ts';
import type { Storage } from './storage.ts';
import type { StorageSettings } from './storage-settings.ts';

/** Opens the storage that the settings name. The SDK of AWS is loaded only where it is used: it costs 36 MB and 0.4 s. */
export async function openStorage(settings: StorageSettings, now: () => Date): Promise<Storage> {
  if ('folder' in settings) return openLocalStorage(settings.folder, now);
  const { openS3Storage } = await import('./s3-storage.ts');
  return openS3Storage(settings.s3);
}
