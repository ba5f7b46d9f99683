import { open } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { fault } from '../executor/faults.ts';
import type { FileSlice } from '../executor/route-response.ts';

/** Bytes of one read: each costs a turn of the thread pool. */
const BUFFER_BYTES = 1_024 * 1_024;
/** A slow client keeps its buffer for as long as it is slow. So many have a large one, and those that come then a small one. */
const MAX_BUFFERS = 32;
const SMALL_BUFFER_BYTES = 64 * 1_024;
/** Bytes of one write: the least that a client has to take in the time for which a connection may be idle. */
const WRITE_BYTES = 256 * 1_024;

/**
 * Sends bytes of a file. Calls `begin`, which sets status and headers, when the first bytes have been read.
 * Resolves when all were handed to the connection or the client has gone.
 *
 * @throws a fault when the file is gone, and an error when its first bytes cannot be read; what fails later destroys the response.
 */
export type SendFile = (file: FileSlice, response: ServerResponse, begin: () => void) => Promise<void>;

/**
 * Creates what sends files, with buffers that all of them share. A new buffer for each read costs more than the read and the
 * write do: the system has to map and to clear its memory.
 */
export function createFileSender(): SendFile {
  const free: Buffer[] = [];
  let used = 0;

  function takeBuffer(): Buffer {
    if (used === MAX_BUFFERS) return Buffer.allocUnsafeSlow(SMALL_BUFFER_BYTES);
    used += 1;
    return free.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES);
  }

  function giveBack(buffer: Buffer, isSent: boolean): void {
    if (buffer.length === SMALL_BUFFER_BYTES) return;
    used -= 1;
    // A connection that is destroyed may still refer to its buffer, which therefore is not used again.
    if (isSent) free.push(buffer);
  }

  return async function sendFile({ path, start, end }, response, begin) {
    const handle = await open(path).catch(absentAsFault);
    const buffer = takeBuffer();
    let isBegun = false;
    let isSent = false;
    try {
      for (let at = start; at < end; ) {
        const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, end - at), at);
        if (bytesRead === 0) throw new Error('The file is shorter than it was.');
        if (!isBegun) begin();
        isBegun = true;
        at += bytesRead;
        for (let from = 0; from < bytesRead; from += WRITE_BYTES)
          if (!(await write(response, buffer.subarray(from, Math.min(from + WRITE_BYTES, bytesRead))))) return;
      }
      if (!isBegun) begin();
      response.end();
      isSent = true;
    } catch (error) {
      if (!isBegun) throw error;
      response.destroy();
    } finally {
      giveBack(buffer, isSent);
      await handle.close();
    }
  };
}

function absentAsFault(error: unknown): never {
  const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  throw isAbsent ? fault('NOT_FOUND', 'The file is gone.') : error;
}

/** Resolves to whether the bytes have left: until then the connection refers to them. */
function write(response: ServerResponse, bytes: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    const onClose = (): void => resolve(false);
    response.once('close', onClose);
    response.write(bytes, (error) => {
      response.off('close', onClose);
      resolve(error == null);
    });
  });
}
