import { z } from 'zod';
import { MediaError, probeFile } from './ffmpeg.ts';

const seconds = z.coerce.number().nonnegative().optional().catch(undefined);

const PROBE = z.object({
  format: z.object({ duration: seconds }).default({}),
  streams: z
    .array(
      z.object({
        codec_type: z.string().optional(),
        codec_name: z.string().optional(),
        pix_fmt: z.string().optional(),
        width: z.number().int().positive().optional(),
        height: z.number().int().positive().optional(),
        duration: seconds,
        disposition: z.object({ attached_pic: z.number().optional() }).default({}),
        side_data_list: z.array(z.object({ rotation: z.number().optional() })).default([]),
      }),
    )
    .default([]),
});

/** The pictures and the sound of a file; null where it has none. */
export interface MediaStreams {
  readonly video: {
    readonly codec: string;
    readonly pixelFormat: string;
    /** As shown: turned as the file says. */
    readonly width: number;
    readonly height: number;
    readonly isRotated: boolean;
  } | null;
  readonly audio: { readonly codec: string } | null;
  /** Null when the file does not say, as recordings of browsers do not. */
  readonly durationSeconds: number | null;
}

/** @throws MediaError when the file cannot be read or has neither. */
export async function readStreams(path: string, signal: AbortSignal): Promise<MediaStreams> {
  const { streams, format } = PROBE.parse(await probeFile(path, signal));
  // The cover of a song is no video.
  const video = streams.find(({ codec_type, disposition }) => codec_type === 'video' && disposition.attached_pic !== 1);
  const audio = streams.find(({ codec_type }) => codec_type === 'audio');
  if (video === undefined && audio === undefined) throw new MediaError('DAMAGED');
  const durationSeconds = format.duration ?? video?.duration ?? audio?.duration ?? null;
  return {
    video: video === undefined ? null : pictureOf(video),
    audio: audio === undefined ? null : { codec: audio.codec_name ?? '' },
    durationSeconds,
  };
}

function pictureOf(stream: z.infer<typeof PROBE>['streams'][number]): NonNullable<MediaStreams['video']> {
  const { width, height, codec_name: codec = '', pix_fmt: pixelFormat = '' } = stream;
  if (width === undefined || height === undefined) throw new MediaError('DAMAGED');
  const rotation = stream.side_data_list.find((data) => data.rotation !== undefined)?.rotation ?? 0;
  const isTurned = Math.abs(rotation) % 180 === 90;
  const shown = isTurned ? { width: height, height: width } : { width, height };
  return { codec, pixelFormat, ...shown, isRotated: rotation !== 0 };
}
