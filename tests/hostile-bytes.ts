import { crc32, deflateSync } from 'node:zlib';

/** What none of the files that are served may contain. */
export const CANARY = 'canary-51.5007N-0.1246W';

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** A chunk of a PNG, with its checksum. */
export function pngChunk(type: string, data: Uint8Array | string): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), Buffer.from(data)]);
  return Buffer.concat([u32(body.length - 4), body, u32(crc32(body))]);
}

const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** A gray PNG that says it has this size; its pixels are as many as `rows` of one byte each. */
export function grayPng(width: number, height: number, rows: number): Buffer {
  const header = Buffer.concat([u32(width), u32(height), Buffer.from([8, 0, 0, 0, 0])]);
  const pixels = deflateSync(Buffer.alloc(rows * (width + 1)), { level: 9 });
  return Buffer.concat([PNG_SIGNATURE, pngChunk('IHDR', header), pngChunk('IDAT', pixels), pngChunk('IEND', '')]);
}

/** A PNG with more chunks behind its header. */
export const withPngChunks = (png: Buffer, ...chunks: readonly Buffer[]): Buffer =>
  Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)]);

/** A segment of a JPEG. */
export function jpegSegment(marker: number, data: Uint8Array | string): Buffer {
  const body = Buffer.from(data);
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** A JPEG with more segments behind its first marker. */
export const withJpegSegments = (jpeg: Buffer, ...segments: readonly Buffer[]): Buffer =>
  Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);

/** A JPEG whose frame header says that it has this size. */
export function withJpegSize(jpeg: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(jpeg);
  const at = copy.indexOf(Buffer.from([0xff, 0xc0]));
  copy.writeUInt16BE(height, at + 5);
  copy.writeUInt16BE(width, at + 7);
  return copy;
}

/** A chunk of a RIFF file such as WebP. */
export function riffChunk(type: string, data: Uint8Array | string): Buffer {
  const body = Buffer.from(data);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(body.length);
  return Buffer.concat([Buffer.from(type, 'latin1'), size, body, Buffer.alloc(body.length % 2)]);
}

/** A GIF of one pixel in each of `frames` frames, on a screen of this size. */
export function tinyGif(width: number, height: number, frames: number, trailer = Buffer.from([0x3b])): Buffer {
  const screen = Buffer.alloc(7);
  screen.writeUInt16LE(width, 0);
  screen.writeUInt16LE(height, 2);
  screen[4] = 0x80;
  const frame = Buffer.from('21f90400050000002c00000000010001000002024401 00'.replaceAll(' ', ''), 'hex');
  const parts = Array.from({ length: frames }, () => frame);
  return Buffer.concat([Buffer.from('GIF89a'), screen, Buffer.from('000000ffffff', 'hex'), ...parts, trailer]);
}

/** Half a second of sound, as WAV. */
export function wav(): Buffer {
  const samples = Buffer.alloc(8_000);
  for (let at = 0; at < samples.length; at += 2) samples.writeInt16LE(Math.round(8_000 * Math.sin(at / 20)), at);
  const format = Buffer.from('0100010040 1f0000803e000002001000'.replaceAll(' ', ''), 'hex');
  const body = Buffer.concat([Buffer.from('WAVE'), riffChunk('fmt ', format), riffChunk('data', samples)]);
  return Buffer.concat([riffChunk('RIFF', body).subarray(0, 8), body]);
}
