import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { encodeVariant } from './encode-variant.ts';
import { hasFfmpeg } from './ffmpeg.ts';
import { ANY_FILE } from './fixtures/any-file.ts';
import { processFile } from './process-file.ts';
import type { ProcessedFile } from './processed-file.ts';

let folder: string;
let outDir: string;
let count = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'process-file-'));
});

beforeEach(() => {
  count += 1;
  outDir = join(folder, `out-${count}`);
  mkdirSync(outDir);
});

afterAll(() => rmSync(folder, { recursive: true }));

const noise = (width: number, height: number) =>
  sharp({
    create: { width, height, channels: 3, background: '#204060', noise: { type: 'gaussian', mean: 90, sigma: 30 } },
  });

const input = (bytes: Uint8Array): string => {
  const path = join(folder, `input-${count}`);
  writeFileSync(path, bytes);
  return path;
};

const { signal } = new AbortController();

async function processed(inputPath: string): Promise<ProcessedFile> {
  const result = await processFile({ inputPath, outDir, limits: ANY_FILE, priority: 'low', signal });
  if ('rejected' in result) throw new Error(`rejected: ${result.rejected}`);
  return result;
}

test('an image has its original, sizes that are not larger than it, and what stands for it', async () => {
  const path = input(await noise(1_500, 100).jpeg().toBuffer());
  const { variants, original, ...facts } = await processed(path);
  expect(facts).toMatchObject({ kind: 'IMAGE', contentType: 'image/jpeg', width: 1_500, height: 100 });
  expect(facts.placeholder).toMatch(/^[\w+/]{20,}=*$/);
  expect(facts.dominantColor).toMatch(/^#[0-9a-f]{6}$/);
  expect(original.byteSize).toBe(readFileSync(original.path).length);
  expect(variants.map(({ name, format, width, height }) => [name, format, width, height])).toEqual([
    ['thumbnail', 'WEBP', 320, 21],
    ['thumbnail', 'AVIF', 320, 21],
    ['small', 'WEBP', 640, 43],
    ['small', 'AVIF', 640, 43],
    ['medium', 'WEBP', 1_280, 85],
    ['medium', 'AVIF', 1_280, 85],
    ['large', 'WEBP', 1_500, 100],
  ]);
  for (const { path: variant, width } of variants) expect((await sharp(variant).metadata()).width).toBe(width);
  const next = join(folder, 'variant');
  mkdirSync(next);
  const larger = { inputPath: original.path, outDir: next, name: 'large', format: 'AVIF', signal } as const;
  expect(await encodeVariant(larger)).toMatchObject({
    name: 'large',
    format: 'AVIF',
    width: 1_500,
    contentType: 'image/avif',
  });
});

test('an image is turned as it says, in sRGB and without metadata', async () => {
  const exif = { IFD0: { Copyright: 'CANARY' }, IFD3: { GPSLatitude: '51/1 30/1 3/1' } };
  const source = noise(60, 20).withIccProfile('p3').withExif(exif).withMetadata({ orientation: 6 });
  const { original, variants } = await processed(input(await source.jpeg().toBuffer()));
  expect(original).toMatchObject({ width: 20, height: 60 });
  for (const { path } of [original, ...variants]) {
    const metadata = await sharp(path).metadata();
    expect(metadata).toMatchObject({ width: 20, height: 60, space: 'srgb' });
    for (const name of ['exif', 'icc', 'xmp', 'iptc', 'orientation'] as const) expect(metadata[name]).toBeUndefined();
  }
});

test('pictures that look alike have nearly the same hash, and empty ones have none', async () => {
  const picture = await noise(16, 16).resize(400, 300, { fit: 'fill', kernel: 'cubic' }).png().toBuffer();
  const one = await processed(input(picture));
  count += 1;
  outDir = mkdtempSync(join(folder, 'out-'));
  const other = await processed(input(await sharp(picture).resize(200).jpeg({ quality: 60 }).toBuffer()));
  const difference = BigInt(`0x${one.perceptualHash}`) ^ BigInt(`0x${other.perceptualHash}`);
  expect(difference.toString(2).replaceAll('0', '').length).toBeLessThanOrEqual(4);
  outDir = mkdtempSync(join(folder, 'out-'));
  const plain = sharp({ create: { width: 50, height: 50, channels: 3, background: '#ff0000' } });
  expect(await processed(input(await plain.png().toBuffer()))).toMatchObject({
    dominantColor: '#ff0000',
    perceptualHash: null,
  });
});

test('an animation stays one', async () => {
  const frames = [noise(40, 30), noise(40, 30), noise(40, 30)];
  const images = await Promise.all(frames.map((frame) => frame.png().toBuffer()));
  const gif = await sharp(images, { join: { animated: true } })
    .gif({ delay: [100, 200, 300] })
    .toBuffer();
  const { contentType, original, variants, height } = await processed(input(gif));
  expect({ contentType, height }).toEqual({ contentType: 'image/webp', height: 30 });
  for (const { path } of [original, ...variants])
    expect(await sharp(path, { animated: true }).metadata()).toMatchObject({
      pages: 3,
      pageHeight: 30,
      delay: [100, 200, 300],
    });
});

test.each([
  [
    'application/pdf',
    'DOCUMENT',
    '%PDF-1.7\n1 0 obj\n<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>\nendobj',
  ],
  [
    'image/svg+xml',
    'DOCUMENT',
    '<?xml version="1.0"?><!-- a --><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
  ],
  ['text/plain', 'DOCUMENT', '<!DOCTYPE html><script>alert(1)</script>'],
] as const)('%s is stored as it is, to be served as an attachment', async (contentType, kind, text) => {
  const { original, ...rest } = await processed(input(Buffer.from(text)));
  expect(rest).toMatchObject({ contentType, kind, width: null, placeholder: null, variants: [] });
  expect(readFileSync(original.path).toString()).toBe(text);
});

test('work that is aborted ends at once and leaves nothing', async () => {
  const leaving = new AbortController();
  const inputPath = input(await noise(300, 200).jpeg().toBuffer());
  const working = processFile({ inputPath, outDir, limits: ANY_FILE, priority: 'low', signal: leaving.signal });
  leaving.abort(new Error('deleted'));
  await expect(working).rejects.toThrow('deleted');
  expect(readdirSync(outDir)).toEqual([]);
});

const ffmpeg = await hasFfmpeg();
if (!ffmpeg) console.warn('ffmpeg is not installed: videos and sounds are not tested');

(ffmpeg ? describe : describe.skip)('with ffmpeg', () => {
  const make = (name: string, ...words: string[]): string => {
    const path = join(folder, name);
    execFileSync('ffmpeg', ['-v', 'error', '-y', ...words, path]);
    return path;
  };
  const PICTURES = ['-f', 'lavfi', '-i', 'testsrc=size=320x180:rate=10:duration=2'];
  const SOUND = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=2'];
  const CANARIES = [
    '-metadata',
    'title=CANARY',
    '-metadata',
    'location=+51.5-0.1/CANARY',
    '-metadata:s',
    'title=CANARY',
    '-metadata:s',
    'handler_name=CANARY',
  ];

  test.each([
    [
      'video.mp4',
      'video/mp4',
      ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-movflags', 'use_metadata_tags'],
    ],
    ['video.mov', 'video/quicktime', ['-c:v', 'mpeg4', '-c:a', 'pcm_s16le']],
    ['video.webm', 'video/webm', ['-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libopus']],
  ] as const)('%s has a rendition, a poster in all sizes, and no metadata', async (name, contentType, codecs) => {
    const path = make(name, ...PICTURES, ...SOUND, ...CANARIES, ...codecs);
    const { original, variants, ...facts } = await processed(path);
    expect(facts).toMatchObject({ kind: 'VIDEO', contentType, width: 320, height: 180, hasAudio: true });
    expect(facts.durationSeconds).toBeCloseTo(2, 0);
    expect(facts.placeholder).not.toBeNull();
    expect(variants.map((variant) => `${variant.name} ${variant.format}`)).toEqual([
      'video MP4',
      'thumbnail WEBP',
      'thumbnail AVIF',
    ]);
    expect(readdirSync(outDir)).toHaveLength(4);
    for (const file of [original, ...variants]) expect(readFileSync(file.path).includes('CANARY')).toBe(false);
  });

  test.each([
    ['sound.mp3', 'audio/mpeg', ['-c:a', 'libmp3lame']],
    ['sound.m4a', 'audio/mp4', ['-c:a', 'aac']],
    ['sound.webm', 'audio/webm', ['-c:a', 'libopus']],
  ] as const)('%s has a duration and peaks', async (name, contentType, codecs) => {
    const { original, variants, ...facts } = await processed(make(name, ...SOUND, ...CANARIES, ...codecs));
    expect(facts).toMatchObject({ kind: 'AUDIO', contentType, hasAudio: true, width: null });
    expect(facts.durationSeconds).toBeCloseTo(2, 0);
    expect(facts.peaks?.length).toBeGreaterThan(30);
    expect(Math.max(...(facts.peaks ?? []))).toBeGreaterThan(5);
    expect(variants).toEqual([]);
    expect(readFileSync(original.path).includes('CANARY')).toBe(false);
  });

  test('a video that is too long is rejected', async () => {
    const path = make('long.mp4', ...PICTURES);
    const limits = ANY_FILE.map((limit) => ({ ...limit, durationSeconds: limit.kind === 'VIDEO' ? 1 : null }));
    expect(await processFile({ inputPath: path, outDir, limits, priority: 'low', signal })).toEqual({
      rejected: 'TOO_LONG',
    });
  });
});
