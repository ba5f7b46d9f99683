import { fault } from '../../../runtime/executor/faults.ts';
import type { WorkItem } from '../../../runtime/work/work-handler.ts';
import type { MediaContext } from '../context.ts';
import type { OutputFile, ProcessedFile } from '../processing/processed-file.ts';
import type { FileRow, StoredVariant } from '../repository/file-columns.ts';
import type { FinishedFile } from '../repository/processed-files.ts';
import type { FileConversion, WorkFolder } from './file-conversion.ts';
import { limitsOf } from './media-limits.ts';
import { moderatePicture } from './moderate-picture.ts';
import { readParts } from './read-parts.ts';
import { REASONS } from './rejection-reasons.ts';

type Converting = Omit<FileConversion, 'encodeVariant' | 'concurrency'>;

interface Needs extends Pick<MediaContext, 'storage'> {
  readonly repository: Pick<MediaContext['repository'], 'fileToProcess' | 'partsOfFile' | 'isRemovedContent'>;
  readonly conversion: Converting;
}

/** The item `process-upload`. */
type Item = Pick<WorkItem<{ readonly fileId: string; readonly revision: number }>, 'payload' | 'failures'>;

/** A file that fails as often has failed for good, also when it ends the process each time; its owner may upload it again. */
export const MAX_FAILURES = 6;

const FAILED: FinishedFile = { state: 'FAILED', reason: 'The file could not be processed. Upload it again.' };

/**
 * Makes what is served of a file and stores it under keys of its next revision, outside any transaction: a repeated attempt
 * writes the same keys. Null when there is nothing to do, as the file is gone or was processed since.
 *
 * @throws when an attempt fails that is not the last, and whenever the storage cannot be used, which does not count.
 */
export async function convertFile(needs: Needs, item: Item, signal: AbortSignal): Promise<FinishedFile | null> {
  const { fileId, revision } = item.payload;
  const file = await needs.repository.fileToProcess(fileId);
  if (file === null || file.revision !== revision || file.state !== 'PROCESSING') return null;
  if (item.failures > MAX_FAILURES)
    return giveUp(needs, fileId, new Error('Each process that converted it has ended.'));
  const folder = await needs.conversion.openFolder();
  try {
    return await convert(needs, file, folder, signal);
  } catch (error) {
    if (isOfStorage(error)) throw Object.assign(fault('UNAVAILABLE', error.message), { cause: error });
    if (signal.aborted || item.failures < MAX_FAILURES) throw error;
    return giveUp(needs, fileId, error);
  } finally {
    await folder.remove();
  }
}

function giveUp({ conversion }: Needs, fileId: string, error: unknown): FinishedFile {
  conversion.reportError(error, fileId);
  return FAILED;
}

const isOfStorage = (error: unknown): error is Error =>
  error instanceof Error && ['StorageUnavailableError', 'StorageFullError'].includes(error.name);

async function convert(needs: Needs, file: FileRow, folder: WorkFolder, signal: AbortSignal): Promise<FinishedFile> {
  const { repository, conversion } = needs;
  const isRemoved = (hash: string | null): Promise<boolean> => repository.isRemovedContent(file.checksum, hash);
  if (await isRemoved(null)) return reject('REMOVED_BEFORE');
  await folder.writeInput(readInput(needs, file, signal));
  const { inputPath, outDir } = folder;
  const result = await conversion.processFile({ inputPath, outDir, limits: limitsOf(file.purpose), signal });
  if ('rejected' in result) return reject(result.rejected);
  if (result.perceptualHash !== null && (await isRemoved(result.perceptualHash))) return reject('REMOVED_BEFORE');
  // What a moderator has approved is not looked at again.
  const { labels, isClean } =
    file.decision === 'APPROVED'
      ? { labels: file.labels, isClean: true }
      : await moderatePicture(conversion, file.id, result);
  const stored = await storeOutputs(needs, file, folder, result);
  return { ...factsOf(result), ...stored, labels, state: isClean ? 'READY' : 'QUARANTINED' };
}

/** The bytes as uploaded, or for one that was processed before the original. */
async function* readInput(needs: Needs, file: FileRow, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const parts = await needs.repository.partsOfFile(file.id);
  if (parts.length > 0) return yield* readParts(needs, parts, signal);
  const original = file.storageKey === null ? null : await needs.storage.read(file.storageKey, undefined, signal);
  if (original === null) throw new Error(`The bytes of the file ${file.id} are gone.`);
  yield* original.body;
}

async function storeOutputs(
  { storage }: Needs,
  { id, revision }: FileRow,
  folder: WorkFolder,
  { original, variants }: ProcessedFile,
) {
  const store = async (output: OutputFile, name: string): Promise<string> => {
    const key = `files/${id}/${revision + 1}/${name}`;
    await storage.put(key, folder.read(output.path), { contentType: output.contentType });
    return key;
  };
  const stored: StoredVariant[] = [];
  for (const { path, format, ...output } of variants) {
    if (format === 'ORIGINAL') continue;
    const storageKey = await store({ ...output, path, format }, `${output.name}.${format.toLowerCase()}`);
    stored.push({ ...output, format, storageKey });
  }
  return { storageKey: await store(original, 'original'), byteSize: original.byteSize, variants: stored };
}

const factsOf = ({ original: _, variants: __, peaks, ...facts }: ProcessedFile) => ({ ...facts, peaks: peaks ?? [] });

const reject = (reason: keyof typeof REASONS): FinishedFile => ({ state: 'REJECTED', reason: REASONS[reason] });
