import type { SharedEvent } from '../../subscribe/pushing.ts';

/** Encodes shared events as WebSocket frames. */
export interface EventFrames {
  /** The `next` message of an event for one operation, as one frame. Consecutive calls may return the same buffer. */
  of(event: SharedEvent, opening: string): Buffer;
}

/** FIN and the text opcode: a message in one frame. RFC 6455, section 5.2. */
const FINAL_TEXT_FRAME = 0x81;
/** Payloads of this many bytes or more have an extended length of two bytes, or of eight. */
const MIN_LENGTH_16 = 126;
const MIN_LENGTH_64 = 65_536;

/** The beginning of every message of an operation; the rest is the same for all subscribers. */
export const openingOf = (id: string): string => `{"id":${JSON.stringify(id)}`;

/**
 * Creates an encoder that encodes an event once for all its operations. A frame is one buffer: writing is nearly the whole
 * cost of an event, and two writes take a tenth longer.
 */
export function createEventFrames(): EventFrames {
  let current: SharedEvent | null = null;
  let rest: Buffer = Buffer.alloc(0);
  let opened = '';
  let last: Buffer | null = null;
  return {
    of(event, opening) {
      if (event !== current) {
        current = event;
        rest = Buffer.from(`,"type":"next","payload":${event.text}}`);
        last = null;
      }
      // Many clients number their operations from one, and so use the same id.
      if (last !== null && opening === opened) return last;
      opened = opening;
      last = frameOf(opening, rest);
      return last;
    },
  };
}

/** An unmasked text frame of the opening and the encoded rest. */
function frameOf(opening: string, rest: Buffer): Buffer {
  const openingBytes = Buffer.byteLength(opening);
  const length = openingBytes + rest.length;
  const start = length < MIN_LENGTH_16 ? 2 : length < MIN_LENGTH_64 ? 4 : 10;
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = FINAL_TEXT_FRAME;
  if (start === 2) frame[1] = length;
  else if (start === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeUInt32BE(Math.floor(length / 2 ** 32), 2);
    frame.writeUInt32BE(length % 2 ** 32, 6);
  }
  frame.write(opening, start);
  frame.set(rest, start + openingBytes);
  return frame;
}
