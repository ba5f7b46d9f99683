import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '../../runtime/embedded/redis.ts';
import { isStream } from '../../runtime/executor/executor.ts';
import { openLog } from '../../runtime/logging/log.ts';
import { newId } from '../../runtime/operations/ids.ts';
import { openProcess } from '../../runtime/process/open-process.ts';
import { loadConfiguration } from '../../runtime/settings/configuration.ts';
import social from '../../subgraphs/social/index.ts';
import { openSocialRepository } from '../../subgraphs/social/repository/index.ts';

const PAGE = `query ($kind: FeedKind!, $after: String) { feed(kind: $kind, first: 20, after: $after) {
  edges { node { post { id text author { id } } reason { kind score terms { name value } } } } } }`;

const LIKE = `mutation ($input: LikePostInput!) { likePost(input: $input) { errors { __typename } } }`;

/** Opens social as a gateway has it in its own process, with a Redis of its own. */
export async function openFeedDomain(databaseUrl: string) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-feed-'));
  const redis = await startRedis({ dataDir: null, log: () => {} });
  const configuration = loadConfiguration('serve', {
    DATA_DIR: folder,
    REDIS_URL: redis.url,
    SOCIAL_DATABASE_URL: databaseUrl,
  });
  const running = openProcess({
    ...{ configuration, databaseUrl: null, redisUrl: redis.url, subgraphs: [] },
    log: openLog('social', 'error'),
  });
  const repository = openSocialRepository(databaseUrl);
  // A domain without copies of friendships, blocks and suspensions serves nobody.
  await repository.sql.$executeRaw`
    INSERT INTO inbox_position (producer, epoch, number)
    SELECT producer, 'bench', 0 FROM unnest(ARRAY['friends', 'auth', 'media', 'moderation', 'profile']) AS p(producer)`;
  const open = await social.open(running.hostOf('social'));
  const execute = async (viewerId: string, query: string, variables: Record<string, unknown>) => {
    const caller = { viewerId, sessionId: 'ses_bench', scopes: [], service: null };
    const result = await open.execute({ query, variables }, caller);
    if (isStream(result) || result.errors !== undefined || result.data == null)
      throw new Error(`An operation failed: ${JSON.stringify(result)}`);
    return result.data;
  };
  return {
    redis: running.redis.commands,
    sql: repository.sql,
    /** The ids of the posts of a page. */
    async page(viewerId: string, kind: string, after: string | null = null) {
      const { feed } = Object(await execute(viewerId, PAGE, { kind, after }));
      const ids: string[] = feed.edges.map(({ node }: { node: { post: { id: string } } }) => node.post.id);
      return { ids };
    },
    /** @throws unless the person likes the post then. */
    async like(viewerId: string, postId: string): Promise<void> {
      const { likePost } = Object(await execute(viewerId, LIKE, { input: { postId } }));
      if (likePost.errors.length > 0) throw new Error(`A like failed: ${JSON.stringify(likePost)}`);
    },
    /** Publishes a post as the domain does. */
    async publish(authorId: string): Promise<void> {
      const [at, id] = [new Date(), newId('pst', new Date())];
      await repository.transaction(async (store, sql) => {
        await sql.$executeRaw`
          INSERT INTO post (id, author_id, text, visibility, reply_policy, tags, links, created_at)
          VALUES (${id}, ${authorId}, 'Soup', 'PUBLIC', 'EVERYONE', '{}', '{}', ${at})`;
        await store.appendPost({ id, authorId, tags: [] }, at);
      });
    },
    async close() {
      await open.close();
      await repository.close();
      await running.close();
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type FeedDomain = Awaited<ReturnType<typeof openFeedDomain>>;
