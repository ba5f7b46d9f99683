import { type Commands, createCommands } from './command.ts';
import { freshDatabase, privateRedis } from './engines.ts';

/** Commands, and engines of their own to run on. */
export interface CommandWorld {
  readonly commands: Commands;
  readonly database: Awaited<ReturnType<typeof freshDatabase>>;
  /** The environment that says where the engines are, with the secret that the roles of the test server were made with. */
  readonly engines: () => Record<string, string>;
  close(): Promise<void>;
}

/** Opens the engines. Commands are started by the test. */
export async function openCommandWorld(): Promise<CommandWorld> {
  const commands = createCommands();
  const [database, redis] = await Promise.all([freshDatabase(), privateRedis()]);
  return {
    commands,
    database,
    engines: () => ({
      ...{ NODE_ENV: 'test', PORT: '0', DATABASE_URL: database.ownerUrl, REDIS_URL: redis.url },
      DATABASE_SECRET: process.env['DATABASE_SECRET'] ?? '',
    }),
    async close() {
      await commands.close();
      await Promise.all([redis.stop(), database.drop()]);
    },
  };
}
