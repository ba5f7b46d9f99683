import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '../../runtime/embedded/redis.ts';
import { isStream } from '../../runtime/executor/executor.ts';
import { openLog } from '../../runtime/logging/log.ts';
import { openProcess } from '../../runtime/process/open-process.ts';
import { loadConfiguration } from '../../runtime/settings/configuration.ts';
import chat from '../../subgraphs/chat/index.ts';
import { LARGE } from './make-conversations.ts';

/** The chat domain as a gateway has it in its own process. */
export interface OpenChat {
  /** The first root field of the answer, for the viewer that is measured. @throws what the answer has for errors. */
  ask(query: string, variables: Readonly<Record<string, unknown>>): Promise<unknown>;
  close(): Promise<void>;
}

/** Opens it on a database, with a Redis of its own. */
export async function openChat(databaseUrl: string): Promise<OpenChat> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-chat-'));
  const redis = await startRedis({ dataDir: null, log: () => {} });
  const configuration = loadConfiguration('serve', {
    DATA_DIR: folder,
    REDIS_URL: redis.url,
    CHAT_DATABASE_URL: databaseUrl,
  });
  const log = openLog('chat', 'error');
  const running = openProcess({ configuration, databaseUrl: null, redisUrl: redis.url, subgraphs: [], log });
  const open = await chat.open(running.hostOf('chat'));
  const caller = { viewerId: LARGE.viewerId, sessionId: 'ses_bench', scopes: [], service: null };
  return {
    async ask(query, variables) {
      const answer = await open.execute({ query, variables }, caller);
      if (isStream(answer) || answer.errors !== undefined || answer.data == null)
        throw new Error(`The question failed: ${JSON.stringify(answer)}`);
      return Object.values(answer.data)[0];
    },
    async close() {
      await open.close();
      await running.close();
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
