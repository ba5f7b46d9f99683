import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { convertFile, MediaError } from './ffmpeg.ts';
import type { FileLimit } from './file-request.ts';
import { measureSound } from './measure-sound.ts';
import type { FileFacts, OutputFile } from './processed-file.ts';
import { type MediaStreams, readStreams } from './read-streams.ts';

/** How each container is written again, with nothing in it but its first picture and sound. */
const CONTAINERS: Readonly<Record<string, { readonly ending: string; readonly words: readonly string[] }>> = {
  'video/mp4': { ending: 'mp4', words: ['-movflags', '+faststart', '-f', 'mp4'] },
  'video/quicktime': { ending: 'mov', words: ['-f', 'mov'] },
  'video/webm': { ending: 'webm', words: ['-f', 'webm'] },
  'audio/webm': { ending: 'webm', words: ['-f', 'webm'] },
  'audio/mp4': { ending: 'm4a', words: ['-movflags', '+faststart', '-f', 'mp4'] },
  'audio/aac': { ending: 'aac', words: ['-f', 'adts'] },
  'audio/mpeg': { ending: 'mp3', words: ['-id3v2_version', '0', '-f', 'mp3'] },
  'audio/ogg': { ending: 'ogg', words: ['-f', 'ogg'] },
  'audio/wav': { ending: 'wav', words: ['-f', 'wav'] },
  'audio/flac': { ending: 'flac', words: ['-f', 'flac'] },
};

/** Where somebody was, what they recorded with and when: of the file, of each stream, and of chapters. */
const WITHOUT_METADATA = [
  ...['-map_metadata', '-1', '-map_metadata:s', '-1', '-map_chapters', '-1'],
  ...['-fflags', '+bitexact', '-flags:v', '+bitexact', '-flags:a', '+bitexact'],
];

const LONG_SIDE = 1_280;
const SHORT_SIDE = 720;
/** Fits a picture into 720p, wide or tall, with the even sides that H.264 needs. */
const SCALE = `scale=w='if(gt(iw,ih),min(${LONG_SIDE},iw),min(${SHORT_SIDE},iw))':h='if(gt(iw,ih),min(${SHORT_SIDE},ih),min(${LONG_SIDE},ih))':force_original_aspect_ratio=decrease:force_divisible_by=2`;
const ENCODE_VIDEO = [
  ...['-vf', `${SCALE},format=yuv420p`, '-fpsmax', '30', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '24'],
  // One thread each: two files are converted at once, beside everything else.
  ...['-threads', '1', '-filter_threads', '1', '-maxrate', '3M', '-bufsize', '6M'],
];
const ENCODE_AUDIO = ['-c:a', 'aac', '-b:a', '128k', '-ac', '2'];

const PICTURE_AND_SOUND = ['-map', '0:v:0', '-map', '0:a:0?'];

type Picture = NonNullable<MediaStreams['video']>;

/** A video or sound: what is known of it, and the files made of it. */
export interface ConvertedMedia
  extends Pick<FileFacts, 'kind' | 'contentType' | 'durationSeconds' | 'hasAudio' | 'peaks'> {
  readonly width: number | null;
  readonly height: number | null;
  readonly original: OutputFile;
  readonly rendition: OutputFile | null;
  /** A picture of the video, as PNG; null for sounds. */
  readonly posterPath: string | null;
}

interface MediaRequest {
  readonly inputPath: string;
  readonly outDir: string;
  /** By the bytes; a container of video may hold sound only. */
  readonly contentType: string;
  readonly signal: AbortSignal;
  /** The limit of a content type; throws MediaError where it is not allowed. */
  limitOf(contentType: string): FileLimit;
}

/** Converts a video or a sound with ffmpeg. @throws MediaError with the reason when the file is the cause. */
export async function convertMedia(request: MediaRequest): Promise<ConvertedMedia> {
  const streams = await readStreams(request.inputPath, request.signal);
  return streams.video === null ? convertSound(request, streams) : convertVideo(request, streams, streams.video);
}

async function convertSound(request: MediaRequest, streams: MediaStreams): Promise<ConvertedMedia> {
  const { inputPath, outDir, signal } = request;
  const contentType = request.contentType.replace('video/', 'audio/').replace('audio/quicktime', 'audio/mp4');
  const limit = request.limitOf(contentType);
  requireDuration(streams.durationSeconds, limit);
  const { durationSeconds, peaks } = await measureSound(inputPath, signal);
  requireDuration(durationSeconds, limit);
  const original = await copy(inputPath, contentType, ['-map', '0:a:0'], outDir, signal);
  const facts = {
    kind: 'AUDIO',
    contentType,
    durationSeconds,
    hasAudio: true,
    peaks,
    width: null,
    height: null,
  } as const;
  return { ...facts, original, rendition: null, posterPath: null };
}

async function convertVideo(
  request: MediaRequest,
  streams: MediaStreams,
  { width, height }: Picture,
): Promise<ConvertedMedia> {
  const { inputPath, outDir, contentType, signal } = request;
  const limit = request.limitOf(contentType.replace('audio/', 'video/'));
  if (limit.pixels !== null && width * height > limit.pixels) throw new MediaError('TOO_MANY_PIXELS');
  requireDuration(streams.durationSeconds, limit);
  const copied = await copy(inputPath, contentType, PICTURE_AND_SOUND, outDir, signal);
  const { rendition, durationSeconds } = await render(request, streams);
  requireDuration(durationSeconds, limit);
  const posterPath = join(outDir, 'poster.png');
  const position = ['-ss', String(Math.min(1, (durationSeconds ?? 0) / 2))];
  const picture = ['-frames:v', '1', '-f', 'image2', '-update', '1', posterPath];
  await convertFile(rendition.path, picture, signal, { before: position });
  return {
    kind: 'VIDEO',
    contentType,
    width,
    height,
    durationSeconds,
    hasAudio: streams.audio !== null,
    peaks: null,
    original: { ...copied, width, height },
    rendition,
    posterPath,
  };
}

/** What every player shows: H.264 and AAC up to 720p. */
async function render(
  { inputPath, outDir, signal }: MediaRequest,
  streams: MediaStreams,
): Promise<{ readonly rendition: OutputFile; readonly durationSeconds: number | null }> {
  const path = join(outDir, 'video.mp4');
  const codecs = isPlayable(streams) ? ['-c', 'copy'] : [...ENCODE_VIDEO, ...ENCODE_AUDIO];
  const container = ['-movflags', '+faststart', '-f', 'mp4', path];
  await convertFile(inputPath, [...PICTURE_AND_SOUND, ...codecs, ...WITHOUT_METADATA, ...container], signal);
  const { video, durationSeconds } = await readStreams(path, signal);
  const size = { width: video?.width ?? null, height: video?.height ?? null, byteSize: (await stat(path)).size };
  return { rendition: { name: 'video', format: 'MP4', path, contentType: 'video/mp4', ...size }, durationSeconds };
}

/** Whether every player shows it as it is, so that encoding it again would only lose quality. */
const isPlayable = ({ audio, video }: MediaStreams): boolean =>
  video !== null &&
  video.codec === 'h264' &&
  video.pixelFormat === 'yuv420p' &&
  !video.isRotated &&
  Math.max(video.width, video.height) <= LONG_SIDE &&
  Math.min(video.width, video.height) <= SHORT_SIDE &&
  (audio === null || audio.codec === 'aac');

function requireDuration(seconds: number | null, { durationSeconds }: FileLimit): void {
  if (seconds !== null && durationSeconds !== null && seconds > durationSeconds) throw new MediaError('TOO_LONG');
}

/** The same pictures and sounds in a new container of the same type. */
async function copy(
  inputPath: string,
  contentType: string,
  maps: readonly string[],
  outDir: string,
  signal: AbortSignal,
): Promise<OutputFile> {
  const container = CONTAINERS[contentType];
  if (container === undefined) throw new MediaError('TYPE_NOT_ALLOWED');
  const path = join(outDir, `original.${container.ending}`);
  await convertFile(inputPath, [...maps, '-c', 'copy', ...WITHOUT_METADATA, ...container.words, path], signal);
  const { size } = await stat(path);
  return { name: 'original', format: 'ORIGINAL', path, contentType, width: null, height: null, byteSize: size };
}
