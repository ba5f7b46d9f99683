import { copyFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { convertMedia } from './convert-media.ts';
import { hasFfmpeg, MediaError } from './ffmpeg.ts';
import type { FileLimit, FileRequest } from './file-request.ts';
import type { WrittenFile } from './image-variants.ts';
import type { FileFacts, OutputFile, ProcessedFile } from './processed-file.ts';
import type { RejectedFile } from './rejected-file.ts';
import { type ConversionResult, runConversion } from './run-conversion.ts';

const NO_FACTS: Omit<FileFacts, 'kind' | 'contentType'> = {
  width: null,
  height: null,
  durationSeconds: null,
  hasAudio: null,
  placeholder: null,
  dominantColor: null,
  peaks: null,
  perceptualHash: null,
};

type Image = NonNullable<Extract<ConversionResult<'file'>, { image: unknown }>['image']>;

/** A container whose bytes do not say whether there are pictures in it. */
const OPEN_CONTAINERS: ReadonlySet<string> = new Set(['video/mp4', 'video/webm', 'video/quicktime']);

/** Longer than any file takes that is not rejected: what leases and time limits of the work have to allow. */
export const PROCESSING_LIMIT_MS = 20 * 60_000;

/**
 * Reads one uploaded file, decides its type by its bytes, and makes everything that is served of it. Knows nothing but the
 * file: the caller stores what is in `outDir`, and removes that folder.
 *
 * @throws an Error when the processes that convert cannot be started, and the reason of `signal` when it aborts.
 */
export async function processFile(request: FileRequest): Promise<ProcessedFile | RejectedFile> {
  const limit = AbortSignal.timeout(PROCESSING_LIMIT_MS);
  let isDone = false;
  try {
    const result = await convert({ ...request, signal: AbortSignal.any([request.signal, limit]) });
    isDone = !('rejected' in result);
    return result;
  } catch (error) {
    if (limit.aborted && !request.signal.aborted) return { rejected: 'TIME_LIMIT' };
    if (error instanceof MediaError) return reject(request, error.reason);
    throw error;
  } finally {
    if (!isDone) await emptyFolder(request.outDir);
  }
}

async function convert(request: FileRequest): Promise<ProcessedFile | RejectedFile> {
  const { inputPath, outDir, signal, priority = 'lowest' } = request;
  const { size } = await stat(inputPath);
  if (size === 0) return { rejected: 'EMPTY' };
  if (size > Math.max(...request.limits.map(({ byteSize }) => byteSize))) return { rejected: 'TOO_LARGE' };
  const imageLimits = request.limits.filter(({ kind }) => kind === 'IMAGE');
  const read = await runConversion({ kind: 'file', inputPath, imageLimits, outDir }, { signal, priority });
  if ('rejected' in read) return read;
  const { contentType, image } = read;
  if (image !== null) return processedImage(outDir, image);
  const limit = limitFor(request, contentType);
  if (limit === null) return reject(request, 'TYPE_NOT_ALLOWED');
  if (size > limit.byteSize) return { rejected: 'TOO_LARGE' };
  const hasPlayer = limit.kind === 'VIDEO' || limit.kind === 'AUDIO';
  if (hasPlayer && (await hasFfmpeg())) return convertVideoOrSound(request, contentType);
  return { ...NO_FACTS, kind: limit.kind, contentType, original: await keep(request, contentType), variants: [] };
}

const reject = ({ limits }: FileRequest, rejected: RejectedFile['rejected']): RejectedFile =>
  rejected === 'TYPE_NOT_ALLOWED'
    ? { rejected, allowed: limits.flatMap(({ contentTypes }) => contentTypes) }
    : { rejected };

/** The limit of a type; where only sounds are allowed, that of a container of videos, until it is known what is in it. */
function limitFor({ limits }: FileRequest, contentType: string): FileLimit | null {
  const limitOf = (type: string) => limits.find(({ contentTypes }) => contentTypes.includes(type)) ?? null;
  const sound = contentType.replace('video/', 'audio/').replace('audio/quicktime', 'audio/mp4');
  return limitOf(contentType) ?? (OPEN_CONTAINERS.has(contentType) ? limitOf(sound) : null);
}

async function processedImage(outDir: string, image: Image): Promise<ProcessedFile> {
  const { original, variants, ...description } = image;
  const [first, ...others] = await Promise.all([
    outputOf(outDir, original),
    ...variants.map((file) => outputOf(outDir, file)),
  ]);
  const { contentType, width, height } = first;
  const facts = { ...NO_FACTS, ...description, kind: 'IMAGE', contentType, width, height } as const;
  return { ...facts, original: first, variants: others };
}

async function convertVideoOrSound(request: FileRequest, contentType: string): Promise<ProcessedFile | RejectedFile> {
  const { inputPath, outDir, limits, signal, priority = 'lowest' } = request;
  const limitOf = (type: string): FileLimit => {
    const limit = limits.find(({ contentTypes }) => contentTypes.includes(type));
    if (limit === undefined) throw new MediaError('TYPE_NOT_ALLOWED');
    return limit;
  };
  const { original, rendition, posterPath, ...facts } = await convertMedia({
    inputPath,
    outDir,
    contentType,
    signal,
    limitOf,
  });
  const made = rendition === null ? [] : [rendition];
  if (posterPath === null) return { ...NO_FACTS, ...facts, original, variants: made };
  const { pixels } = limitOf(contentType);
  const imageLimits = [
    { kind: 'IMAGE', contentTypes: ['image/png'], byteSize: Number.MAX_SAFE_INTEGER, pixels, durationSeconds: null },
  ] as const;
  const poster = await runConversion(
    { kind: 'file', inputPath: posterPath, imageLimits, outDir },
    { signal, priority },
  );
  if ('rejected' in poster) return poster;
  if (poster.image === null) return { rejected: 'DAMAGED' };
  const {
    placeholder,
    dominantColor,
    perceptualHash,
    variants,
    original: picture,
  } = await processedImage(outDir, poster.image);
  await Promise.all([rm(posterPath), rm(picture.path)]);
  const described = { ...NO_FACTS, ...facts, placeholder, dominantColor, perceptualHash };
  return { ...described, original, variants: [...made, ...variants] };
}

/** The file as it came, for what is served as an attachment. */
async function keep({ inputPath, outDir }: FileRequest, contentType: string): Promise<OutputFile> {
  const path = join(outDir, 'original');
  await copyFile(inputPath, path);
  const { size } = await stat(path);
  return { name: 'original', format: 'ORIGINAL', path, contentType, width: null, height: null, byteSize: size };
}

async function outputOf(outDir: string, { fileName, ...file }: WrittenFile): Promise<OutputFile> {
  const path = join(outDir, fileName);
  return { ...file, path, byteSize: (await stat(path)).size };
}

async function emptyFolder(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
}
