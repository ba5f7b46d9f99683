import type { SharedEvent } from '../../subscribe/pushing.ts';

/** Makes the WebSocket frames that carry shared events. */
export interface EventFrames {
  /**
   * The `next` message that brings an event to one operation, as one whole frame. Who asks for the same one twice in a
   * row gets the same bytes: nobody may change them.
   */
  of(event: SharedEvent, opening: string): Buffer;
}

/** FIN and the opcode of text: a message in one frame. RFC 6455, section 5.2. */
const WHOLE_TEXT = 0x81;
/** From so many bytes on the length takes two bytes more, and from so many eight. */
const MEDIUM = 126;
const LARGE = 65_536;

/** How every message of an operation begins; what follows is the same for all who get an event. */
export const openingOf = (id: string): string => `{"id":${JSON.stringify(id)}`;

/**
 * Makes frames, encoding an event once however many operations it goes to. A frame is one buffer: writing is nearly all
 * that an event costs, and two pieces cost a tenth more.
 */
export function createEventFrames(): EventFrames {
  let of: SharedEvent | null = null;
  let rest: Buffer = Buffer.alloc(0);
  let opened = '';
  let last: Buffer | null = null;
  return {
    of(event, opening) {
      if (event !== of) {
        of = event;
        rest = Buffer.from(`,"type":"next","payload":${event.text}}`);
        last = null;
      }
      // Many clients count their operations from one, and so have the same id.
      if (last !== null && opening === opened) return last;
      opened = opening;
      last = frameOf(opening, rest);
      return last;
    },
  };
}

/** An unmasked text frame of two texts, of which the second is encoded. */
function frameOf(opening: string, rest: Buffer): Buffer {
  const openingBytes = Buffer.byteLength(opening);
  const length = openingBytes + rest.length;
  const start = length < MEDIUM ? 2 : length < LARGE ? 4 : 10;
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = WHOLE_TEXT;
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
