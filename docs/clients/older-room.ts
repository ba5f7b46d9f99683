import { WebSocket } from 'ws';

/** A message of a room, and where it stands. */
export interface RoomFrame {
  readonly id: string;
  readonly message: string;
  readonly phone_number: string | null;
  readonly avatar: string | null;
  readonly cursor: string;
}

/** A room that is joined. */
export interface Room {
  /** Sends a message; under the same name it is posted once, however often it is sent. */
  send(message: string, clientMessageId: string): void;
  close(): void;
}

/** The codes after which another attempt can succeed without a change. */
const TEMPORARY = new Set([1006, 1012, 1013, 4429, 4500]);

/** Refusals of a message that is sent again with the next connection. */
const RETRYABLE = new Set(['UNAVAILABLE', 'SUBGRAPH_UNAVAILABLE', 'RATE_LIMITED']);

/** Joins a room, and joins again after the last message whenever the connection is lost. */
export function joinRoom(
  url: string,
  readToken: () => Promise<string>,
  { onMessage, onClose }: { onMessage(frame: RoomFrame): void; onClose(code: number): void },
): Room {
  const unsent = new Map<string, string>();
  let cursor = '';
  let socket: WebSocket | undefined;
  let isClosed = false;

  async function connect(): Promise<void> {
    const token = await readToken();
    if (isClosed) return;
    const opened = new WebSocket(`${url}?cursor=${encodeURIComponent(cursor)}`, ['bearer', token]);
    socket = opened;
    opened.on('message', (data) => {
      const frame = JSON.parse(String(data));
      if ('accepted' in frame) unsent.delete(frame.client_message_id);
      if ('error' in frame && !RETRYABLE.has(frame.error.name)) unsent.delete(frame.error.client_message_id);
      if ('cursor' in frame) cursor = frame.cursor;
      if ('joined' in frame) for (const [id, message] of unsent) write(message, id);
      if ('message' in frame) onMessage(frame);
    });
    opened.on('error', () => undefined);
    opened.on('close', (code) => {
      if (!isClosed && (TEMPORARY.has(code) || code === 4401))
        setTimeout(() => connect().catch(() => onClose(4401)), 500 + 1_000 * Math.random());
      else onClose(code);
    });
  }

  function write(message: string, clientMessageId: string): void {
    if (socket?.readyState === WebSocket.OPEN)
      socket.send(JSON.stringify({ message, client_message_id: clientMessageId }));
  }

  connect().catch(() => onClose(4401));
  return {
    send(message, clientMessageId) {
      unsent.set(clientMessageId, message);
      write(message, clientMessageId);
    },
    close() {
      isClosed = true;
      socket?.close();
    },
  };
}
