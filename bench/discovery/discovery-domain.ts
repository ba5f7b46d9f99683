import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '../../runtime/embedded/redis.ts';
import { isStream } from '../../runtime/executor/executor.ts';
import { openLog } from '../../runtime/logging/log.ts';
import { openProcess } from '../../runtime/process/open-process.ts';
import { loadConfiguration } from '../../runtime/settings/configuration.ts';
import discovery from '../../subgraphs/discovery/index.ts';

const PAGE = `query ($after: String) { discoveryCandidates(first: 20, after: $after) {
  edges { node { user { id } score reasons { kind share text } distanceKm candidateToken sharedInterests mutualFriendCount
    headline prompts { answer } } }
  pageInfo { endCursor } } }`;

/** Opens discovery as a gateway has it in its own process, with a Redis of its own. */
export async function openDiscoveryDomain(databaseUrl: string) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-discovery-'));
  const redis = await startRedis({ dataDir: null, log: () => {} });
  const configuration = loadConfiguration('serve', {
    DATA_DIR: folder,
    REDIS_URL: redis.url,
    DISCOVERY_DATABASE_URL: databaseUrl,
  });
  const log = openLog('discovery', 'error');
  const running = openProcess({ configuration, databaseUrl: null, redisUrl: redis.url, subgraphs: [], log });
  const open = await discovery.open(running.hostOf('discovery'));
  return {
    /** A page of 20; null for `after` begins the list. @throws when it fails. */
    async page(viewerId: string, after: string | null) {
      const caller = { viewerId, sessionId: 'ses_bench', scopes: [], service: null };
      const result = await open.execute({ query: PAGE, variables: { after } }, caller);
      if (isStream(result) || result.errors !== undefined) throw new Error(`A page failed: ${JSON.stringify(result)}`);
      const { edges, pageInfo } = Object(result.data)['discoveryCandidates'];
      return { size: Number(edges.length), endCursor: String(pageInfo.endCursor) };
    },
    async close() {
      await open.close();
      await running.close();
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type DiscoveryDomain = Awaited<ReturnType<typeof openDiscoveryDomain>>;
