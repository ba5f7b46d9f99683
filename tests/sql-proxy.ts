import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { isCounted } from './sql-meter.ts';

/** One statement on its way to PostgreSQL. */
export interface SeenStatement {
  /** The role that sent it: the domain. */
  readonly role: string;
  readonly text: string;
}

/** Stands between processes and PostgreSQL and reads what they send; what it lets through is untouched. */
export interface SqlProxy {
  readonly port: number;
  /** Statements sent since the last call, except those of transactions, outbox and inbox. */
  take(): SeenStatement[];
  close(): Promise<void>;
}

/** Opens a proxy to the server of `databaseUrl`. */
export async function openSqlProxy(databaseUrl: string): Promise<SqlProxy> {
  const { hostname, port } = new URL(databaseUrl);
  const seen: SeenStatement[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    const read = createReader((statement) => isCounted(statement.text) && seen.push(statement));
    client.on('data', read);
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    take: () => seen.splice(0),
    async close() {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}

/** Reads the frontend's messages: https://www.postgresql.org/docs/18/protocol-message-formats.html. */
function createReader(onStatement: (statement: SeenStatement) => void): (chunk: Buffer) => void {
  let pending: Buffer = Buffer.alloc(0);
  let role: string | null = null;
  const statements = new Map<string, string>();

  const readMessage = (kind: string, body: Buffer): void => {
    const [first = '', second = ''] = body.toString('latin1').split('\0');
    if (kind === 'P') statements.set(first, second);
    // Each execution binds once; a simple query is its own text.
    if (kind === 'B') onStatement({ role: role ?? '', text: statements.get(second) ?? '' });
    if (kind === 'Q') onStatement({ role: role ?? '', text: first });
  };

  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      // Only the very first message has no kind: it names the role.
      const head = role === null ? 0 : 1;
      if (pending.length < head + 4) return;
      const end = head + pending.readUInt32BE(head);
      if (pending.length < end) return;
      const body = pending.subarray(head + 4, end);
      if (role === null) role = roleIn(body);
      else readMessage(String.fromCharCode(pending[0] ?? 0), body);
      pending = pending.subarray(end);
    }
  };
}

function roleIn(startup: Buffer): string {
  const words = startup.subarray(4).toString('latin1').split('\0');
  return words[words.indexOf('user') + 1] ?? '';
}
