/** Opcodes of RFC 6455, section 5.2, that the benchmark reads. */
export const OPCODE = { text: 0x1, close: 0x8, ping: 0x9 } as const;
/** A client's pong for a ping without payload. */
export const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

/** Counts the text frames that a server sends (RFC 6455, section 5.2) without reading their payload. */
export function createFrameCounter(onText: () => void, answer: (pong: Buffer) => void): (chunk: Buffer) => void {
  let header = Buffer.alloc(0);
  let left = 0;
  let opcode = 0;
  const onFrame = (): void => {
    if (opcode === OPCODE.text) onText();
    else if (opcode === OPCODE.ping) answer(PONG);
  };
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (left > 0) {
        const taken = Math.min(left, chunk.length - at);
        left -= taken;
        at += taken;
        if (left === 0) onFrame();
        continue;
      }
      header = Buffer.concat([header, chunk.subarray(at, at + 1)]);
      at += 1;
      const size = payloadSize(header);
      if (size === null) continue;
      opcode = header.readUInt8(0) & 0x0f;
      header = Buffer.alloc(0);
      left = size;
      if (left === 0) onFrame();
    }
  };
}

/** Calls `onFrame` with each frame that a server sends. */
export function createFrameReader(onFrame: (opcode: number, payload: Buffer) => void): (chunk: Buffer) => void {
  let buffered: Buffer = Buffer.alloc(0);
  return (chunk) => {
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
    for (;;) {
      const size = payloadSize(buffered);
      if (size === null) return;
      const start = size < 126 ? 2 : size < 65_536 ? 4 : 10;
      if (buffered.length < start + size) return;
      const frame = buffered.subarray(start, start + size);
      const opcode = buffered.readUInt8(0) & 0x0f;
      buffered = buffered.subarray(start + size);
      onFrame(opcode, frame);
    }
  };
}

/** Bytes of the payload that a header announces; null while the header is not whole. */
function payloadSize(header: Buffer): number | null {
  if (header.length < 2) return null;
  const short = header.readUInt8(1) & 0x7f;
  if (short < 126) return short;
  if (short === 126) return header.length < 4 ? null : header.readUInt16BE(2);
  return header.length < 10 ? null : Number(header.readBigUInt64BE(2));
}

/** A client's text frame. The mask is zero, which the protocol allows, so the text stays as it is. */
export function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const isShort = payload.length < 126;
  const header = Buffer.alloc(isShort ? 6 : 8);
  header.writeUInt8(0x81, 0);
  if (isShort) header.writeUInt8(0x80 | payload.length, 1);
  else {
    header.writeUInt8(0x80 | 126, 1);
    header.writeUInt16BE(payload.length, 2);
  }
  return Buffer.concat([header, payload]);
}
