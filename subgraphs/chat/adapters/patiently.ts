import { setTimeout } from 'node:timers/promises';
import { isTransient } from '../../../runtime/database/database-errors.ts';

const RETRY_MS = 250;

/** Reads until it succeeds, as long as `isOpen`: a database that restarts delays a stream, it does not end it. */
export async function patiently<Value>(read: () => Promise<Value>, isOpen: () => boolean): Promise<Value> {
  for (;;) {
    try {
      return await read();
    } catch (error) {
      if (!isTransient(error) || !isOpen()) throw error;
      await setTimeout(RETRY_MS, undefined, { ref: false });
    }
  }
}
