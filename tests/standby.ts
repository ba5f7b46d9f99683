import { spawnSync } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { roleOf } from '../runtime/database/domain-database.ts';
import { isFree } from '../runtime/embedded/free-port.ts';
import { type EmbeddedPostgres, startPostgres } from '../runtime/embedded/postgres.ts';
import { makeTemporaryFolder, recordEngine, removeTemporaryFolder } from '../runtime/embedded/temporary-folder.ts';
import { migrateAll } from '../runtime/migrations/migrations.ts';
import { loadConfiguration } from '../runtime/settings/configuration.ts';
import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';
import { queryOnce } from './engines.ts';
import { eventually } from './eventually.ts';

/** A PostgreSQL with a streaming standby that can be cut off, and take the other's place. */
export interface ReplicatedPostgres {
  /** Of whichever is the primary. */
  readonly ownerUrl: string;
  /** Resolves once the standby has all that was committed, and gets nothing more. */
  cutOff(): Promise<void>;
  /** Ends the primary by SIGKILL. */
  killPrimary(): Promise<void>;
  /** Promotes the standby and starts it at the address of the primary. */
  promote(): Promise<void>;
  close(): Promise<void>;
}

/** Starts both, with every domain migrated. */
export async function openReplicatedPostgres(): Promise<ReplicatedPostgres> {
  const [folder, copy] = [makeTemporaryFolder(), makeTemporaryFolder()];
  const start = async (dataDir: string, port?: number): Promise<EmbeddedPostgres> => {
    const options = { dataDir, log: () => undefined, durable: false };
    const started = await startPostgres(port === undefined ? options : { ...options, port });
    recordEngine(dataDir, started.pid);
    return started;
  };
  const configuration = loadConfiguration('serve', { DATABASE_SECRET: process.env['DATABASE_SECRET'] });
  const domains = readSupergraphConfig().map(({ name }) => name);
  let primary = await start(folder);
  await migrateAll({ ownerUrl: primary.url, domains, roleOf: (domain) => roleOf(configuration, domain) });
  await primary.stop();
  // The data of a server that has stopped is a base backup. The copy keeps its owner, who may be another than ours.
  spawnSync('cp', ['-a', primary.dataDir, join(folder, 'postgres.json'), copy]);
  primary = await start(folder, primary.port);
  const { username, password } = new URL(primary.url);
  const source = `host=127.0.0.1 port=${primary.port} user=${username} password=${password}`;
  appendFileSync(join(copy, 'postgres', 'postgresql.auto.conf'), `primary_conninfo = '${source}'\n`);
  writeFileSync(join(copy, 'postgres', 'standby.signal'), '');
  let standby = await start(copy, undefined);

  return {
    ownerUrl: primary.url,
    async cutOff() {
      const { rows } = await queryOnce(primary.url, 'SELECT pg_current_wal_lsn()::text AS lsn');
      await eventually(async () => {
        const caughtUp = 'SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS yes';
        return (await queryOnce(standby.url, caughtUp, [rows[0]?.['lsn']])).rows[0]?.['yes'] === true;
      }, 'the standby to catch up');
      await queryOnce(standby.url, "ALTER SYSTEM SET primary_conninfo = ''");
      await queryOnce(standby.url, 'SELECT pg_reload_conf()');
      await eventually(
        async () => (await queryOnce(primary.url, 'SELECT FROM pg_stat_replication')).rows.length === 0,
        'the standby to be cut off',
      );
    },
    async killPrimary() {
      process.kill(primary.pid, 'SIGKILL');
      await eventually(() => isFree(primary.port), 'the primary to be gone');
    },
    async promote() {
      await queryOnce(standby.url, 'SELECT pg_promote()');
      await standby.stop();
      standby = await start(copy, primary.port);
    },
    async close() {
      await standby.stop();
      await Promise.all([removeTemporaryFolder(folder), removeTemporaryFolder(copy)]);
    },
  };
}
