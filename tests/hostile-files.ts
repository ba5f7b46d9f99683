import { deflateSync, gzipSync } from 'node:zlib';
import sharp from 'sharp';
import {
  CANARY,
  grayPng,
  jpegSegment,
  pngChunk,
  riffChunk,
  tinyGif,
  wav,
  withJpegSegments,
  withJpegSize,
  withPngChunks,
} from './hostile-bytes.ts';

/** One file as somebody may upload it, and what has to come of it. */
export interface HostileFile {
  /** Also the name of the file. */
  readonly name: string;
  readonly bytes: Buffer;
  /** The size of the file, where it is larger than its bytes: the rest are zeros that take no space. */
  readonly byteSize?: number;
  /** A kind when it is processed, or why it is rejected. */
  readonly outcome: string;
}

const SIDE = 64;
const MEGABYTE = 1_000_000;

/** Makes them all. They are small, for it is the header that lies. */
export async function hostileFiles(): Promise<readonly HostileFile[]> {
  const picture = () =>
    sharp({
      create: {
        width: SIDE,
        height: SIDE,
        channels: 3,
        background: '#357',
        noise: { type: 'gaussian', mean: 90, sigma: 40 },
      },
    });
  const [jpeg, progressive, png, webp, avif, tiff, gif] = await Promise.all([
    picture().jpeg().toBuffer(),
    picture().jpeg({ progressive: true }).toBuffer(),
    picture().png().toBuffer(),
    picture().webp().toBuffer(),
    picture().avif({ effort: 0 }).toBuffer(),
    picture().tiff().toBuffer(),
    picture().gif().toBuffer(),
  ]);
  const exif = { IFD0: { Copyright: CANARY, Artist: CANARY }, IFD3: { GPSLatitudeRef: CANARY } };
  const [withExif, withXmp, withProfile, cmyk, webpExif] = await Promise.all([
    picture().withExif(exif).jpeg().toBuffer(),
    picture().withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>${CANARY}</a></x:xmpmeta>`).jpeg().toBuffer(),
    picture().withIccProfile('p3').jpeg().toBuffer(),
    picture().toColourspace('cmyk').jpeg().toBuffer(),
    picture().withExif(exif).webp().toBuffer(),
  ]);
  const zeros = deflateSync(Buffer.alloc(64 * MEGABYTE));
  const scan = progressive.subarray(progressive.lastIndexOf(Buffer.from([0xff, 0xda])), -2);
  const cut = (bytes: Buffer, part: number): Buffer => bytes.subarray(0, Math.floor(bytes.length * part));
  const file = (name: string, outcome: string, bytes: Buffer | string, byteSize?: number): HostileFile => ({
    name,
    bytes: Buffer.from(bytes),
    outcome,
    ...(byteSize === undefined ? {} : { byteSize }),
  });

  return [
    // What people leave in pictures without knowing.
    file('exif-canary.jpg', 'IMAGE', withExif),
    file('xmp-canary.jpg', 'IMAGE', withXmp),
    file('iptc-canary.jpg', 'IMAGE', withJpegSegments(jpeg, jpegSegment(0xed, `Photoshop 3.0\0${CANARY}`))),
    file('comment-canary.jpg', 'IMAGE', withJpegSegments(jpeg, jpegSegment(0xfe, CANARY))),
    file('unknown-segment-canary.jpg', 'IMAGE', withJpegSegments(jpeg, jpegSegment(0xef, CANARY))),
    file('trailing-canary.jpg', 'IMAGE', Buffer.concat([jpeg, Buffer.from(CANARY)])),
    file('profile.jpg', 'IMAGE', withProfile),
    file(
      'profile-canary.jpg',
      'IMAGE',
      withJpegSegments(jpeg, jpegSegment(0xe2, `ICC_PROFILE\0\u0001\u0001${CANARY}`)),
    ),
    file('text-canary.png', 'IMAGE', withPngChunks(png, pngChunk('tEXt', `Comment\0${CANARY}`))),
    file(
      'compressed-text-canary.png',
      'IMAGE',
      withPngChunks(png, pngChunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(CANARY)]))),
    ),
    file(
      'international-text-canary.png',
      'IMAGE',
      withPngChunks(png, pngChunk('iTXt', `XML:com.adobe.xmp\0\0\0\0\0${CANARY}`)),
    ),
    file('private-chunk-canary.png', 'IMAGE', withPngChunks(png, pngChunk('prVt', CANARY))),
    file('trailing-canary.png', 'IMAGE', Buffer.concat([png, Buffer.from(CANARY)])),
    file('exif-canary.webp', 'IMAGE', webpExif),
    file('trailing-canary.webp', 'IMAGE', Buffer.concat([webp, riffChunk('XMP ', CANARY)])),
    file(
      'comment-canary.gif',
      'IMAGE',
      Buffer.concat([
        gif.subarray(0, -1),
        Buffer.from([0x21, 0xfe, CANARY.length]),
        Buffer.from(CANARY),
        Buffer.from([0, 0x3b]),
      ]),
    ),
    file('trailing-canary.gif', 'IMAGE', Buffer.concat([gif, Buffer.from(CANARY)])),

    // Two files in one.
    file('gif-and-script.gif', 'DAMAGED', `GIF89a/*${'\0'.repeat(20)}*/=1;alert('${CANARY}')`),
    file(
      'jpeg-and-script.html.jpg',
      'IMAGE',
      withJpegSegments(jpeg, jpegSegment(0xfe, `<script>/*${CANARY}*/</script>`)),
    ),
    file('png-and-archive.zip', 'IMAGE', Buffer.concat([png, Buffer.from(`PK\u0003\u0004${CANARY}`)])),
    file('jpeg-and-document.pdf', 'IMAGE', Buffer.concat([jpeg, Buffer.from(`%PDF-1.7 ${CANARY}`)])),

    // Cut off at every kind of place.
    file('signature-only.jpg', 'DAMAGED', jpeg.subarray(0, 4)),
    file('cut-in-tables.jpg', 'DAMAGED', cut(jpeg, 0.1)),
    file('cut-in-pixels.jpg', 'DAMAGED', cut(jpeg, 0.6)),
    file('cut-in-last-pixels.jpg', 'DAMAGED', cut(jpeg, 0.95)),
    file('cut-in-scan.jpg', 'DAMAGED', cut(progressive, 0.7)),
    file('signature-only.png', 'TYPE_NOT_ALLOWED', png.subarray(0, 8)),
    file('cut-in-header.png', 'DAMAGED', png.subarray(0, 20)),
    file('cut-in-pixels.png', 'DAMAGED', cut(png, 0.5)),
    file(
      'wrong-checksum.png',
      'DAMAGED',
      Buffer.concat([png.subarray(0, 60), Buffer.from([1, 2, 3]), png.subarray(63)]),
    ),
    file('signature-only.gif', 'DAMAGED', gif.subarray(0, 6)),
    file('cut-in-pixels.gif', 'DAMAGED', cut(gif, 0.7)),
    file('signature-only.webp', 'DAMAGED', webp.subarray(0, 16)),
    file('cut-in-pixels.webp', 'DAMAGED', cut(webp, 0.5)),
    file('cut-in-boxes.avif', 'DAMAGED', cut(avif, 0.3)),
    file('cut-in-pixels.avif', 'DAMAGED', cut(avif, 0.8)),

    // Bombs: what they say of themselves, and what a few bytes become.
    file('sides.png', 'TOO_MANY_PIXELS', grayPng(20_000, 100, 1)),
    file('pixels.png', 'TOO_MANY_PIXELS', grayPng(16_000, 16_000, 1)),
    file('largest-sides.png', 'DAMAGED', grayPng(2_147_483_647, 2_147_483_647, 0)),
    file('no-sides.png', 'DAMAGED', grayPng(0, 0, 1)),
    file('few-pixels-of-many.png', 'DAMAGED', grayPng(6_000, 6_000, 1)),
    file('pixels.jpg', 'TOO_MANY_PIXELS', withJpegSize(jpeg, 65_500, 65_500)),
    file('more-pixels-than-there-are.jpg', 'DAMAGED', withJpegSize(jpeg, 2_000, 2_000)),
    // The decoder believes the frame, of one pixel.
    file('screen.gif', 'IMAGE', tinyGif(65_535, 65_535, 1)),
    file('frames.gif', 'TOO_MANY_PIXELS', tinyGif(1, 1, 201)),
    file('frames-times-pixels.gif', 'TOO_MANY_PIXELS', tinyGif(2_000, 2_000, 30)),
    file('most-frames.gif', 'IMAGE', tinyGif(2, 2, 200)),
    file(
      'text-bomb.png',
      'IMAGE',
      withPngChunks(png, pngChunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), zeros]))),
    ),
    file(
      'profile-bomb.png',
      'IMAGE',
      withPngChunks(png, pngChunk('iCCP', Buffer.concat([Buffer.from('p\0\0'), zeros]))),
    ),
    file(
      'scans.jpg',
      'DAMAGED',
      Buffer.concat([
        progressive.subarray(0, -2),
        ...Array.from({ length: 2_000 }, () => scan),
        progressive.subarray(-2),
      ]),
    ),
    file(
      'segments.jpg',
      'IMAGE',
      withJpegSegments(jpeg, ...Array.from({ length: 40 }, () => jpegSegment(0xe1, Buffer.alloc(65_000)))),
    ),

    // Other things under the first bytes of what is allowed.
    file(
      'garbage.jpg',
      'DAMAGED',
      Buffer.concat([Buffer.from('ffd8ffe000104a464946', 'hex'), Buffer.alloc(500, 0xa5)]),
    ),
    file('garbage.png', 'TYPE_NOT_ALLOWED', Buffer.concat([png.subarray(0, 16), Buffer.alloc(500, 0xa5)])),
    file('garbage.webp', 'DAMAGED', Buffer.concat([webp.subarray(0, 12), Buffer.alloc(500, 0xa5)])),
    file(
      'garbage.avif',
      'DAMAGED',
      Buffer.concat([Buffer.from('\0\0\0\u001cftypavif\0\0\0\0avifmif1'), Buffer.alloc(500, 0xa5)]),
    ),
    file(
      'photo.heic',
      'TYPE_NOT_ALLOWED',
      Buffer.concat([Buffer.from('\0\0\0\u0018ftypheic\0\0\0\0heicmif1'), Buffer.alloc(100)]),
    ),
    file('picture.tiff', 'TYPE_NOT_ALLOWED', tiff),
    file(
      'picture.ico',
      'TYPE_NOT_ALLOWED',
      Buffer.concat([Buffer.from('000001000100101000000000', 'hex'), Buffer.alloc(100)]),
    ),
    file('program.jpg', 'TYPE_NOT_ALLOWED', Buffer.concat([Buffer.from('7f454c4602010100', 'hex'), Buffer.alloc(200)])),
    file('program.png', 'TYPE_NOT_ALLOWED', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])),
    file('random.bin', 'TYPE_NOT_ALLOWED', Buffer.alloc(3_000, 'random\u0000\u0001')),
    file('cmyk.jpg', 'IMAGE', cmyk),
    file('one-pixel.png', 'IMAGE', grayPng(1, 1, 1)),
    file('tall.png', 'IMAGE', grayPng(1, 16_384, 16_384)),

    // Documents, which are never drawn.
    file('script.svg', 'DOCUMENT', `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`),
    file('nested.svg', 'DOCUMENT', `<svg>${'<svg width="1e9" height="1e9">'.repeat(20_000)}`),
    file(
      'entities.svg',
      'DOCUMENT',
      `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&b;&x;</svg>`,
    ),
    file('compressed.svgz', 'TYPE_NOT_ALLOWED', gzipSync('<svg/>')),
    file('page.html.png', 'DOCUMENT', '<!DOCTYPE html><script>alert(1)</script>'),
    file(
      'script.pdf',
      'DOCUMENT',
      '%PDF-1.7\n1 0 obj << /OpenAction << /S /JavaScript /JS (app.launchURL("x")) >> >> endobj',
    ),
    file('playlist.mp4', 'DOCUMENT', '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\nhttp://127.0.0.1/secret'),
    file('concat.mp4', 'DOCUMENT', "ffconcat version 1.0\nfile '/etc/passwd'\n"),

    // Sizes.
    file('empty.png', 'EMPTY', ''),
    file('one-byte-too-many.jpg', 'TOO_LARGE', jpeg, 20 * MEGABYTE + 1),
    file('one-byte-too-many.mp4', 'TOO_LARGE', '\0\0\0\u0018ftypisom\0\0\0\0isommp42', 200 * MEGABYTE + 1),

    // Names that are commands, options or paths elsewhere.
    file('$(touch injected) `touch injected` ; touch injected.png', 'IMAGE', png),
    file('-y -i %d file:x|y\n\u202egnp.exe.png', 'IMAGE', png),
    file('-y -i %d concat:x|y.wav', 'AUDIO', wav()),
    ...['mp4', 'webm', 'mp3', 'ogg', 'flac'].map((ending) => file(`garbage.${ending}`, 'DAMAGED', garbageOf(ending))),
    file('cut-in-samples.wav', 'AUDIO', cut(wav(), 0.5)),
  ];
}

const SIGNATURES: Readonly<Record<string, Buffer>> = {
  mp4: Buffer.from('\0\0\0\u0018ftypisom\0\0\0\0isommp42'),
  webm: Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d', 'hex'),
  mp3: Buffer.from('fffb9064', 'hex'),
  ogg: Buffer.from('OggS\0\u0002\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\u0001\u0013OpusHead', 'latin1'),
  flac: Buffer.from('fLaC'),
};

const garbageOf = (ending: string): Buffer =>
  Buffer.concat([SIGNATURES[ending] ?? Buffer.alloc(0), Buffer.alloc(2_000, 0x5a)]);
