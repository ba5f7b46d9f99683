import { Writable } from 'node:stream';
import type pg from 'pg';

/** Sends what `send` hands to the connection before it returns as one packet: each write to a socket is a system call. */
export function sendTogether<Value>(client: pg.PoolClient, send: () => Value): Value {
  const connection: unknown = Reflect.get(client, 'connection');
  const stream: unknown = Reflect.get(Object(connection), 'stream');
  if (!(stream instanceof Writable)) return send();
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
  }
}
