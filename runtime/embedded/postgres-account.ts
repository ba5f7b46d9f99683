import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';

/** The system account that the server runs as. Null stands for the account of this process. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const NAME = 'social-supergraph';

function lookUp(): Account | null {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, NAME], { encoding: 'utf8' }));
  if (uid?.status !== 0 || gid?.status !== 0) return null;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

function create(): Account {
  const attempts: [string, string[]][] = [
    [
      'useradd',
      ['--system', '--user-group', '--no-create-home', '--home-dir', '/', '--shell', '/usr/sbin/nologin', NAME],
    ],
    ['adduser', ['-S', '-D', '-H', '-h', '/', '-s', '/sbin/nologin', NAME]],
  ];
  for (const [command, words] of attempts) {
    spawnSync(command, words, { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }, stdio: 'ignore' });
    const account = lookUp();
    if (account !== null) return account;
  }
  throw new Error(
    `PostgreSQL refuses to run as root, and the system account "${NAME}" could not be made: run as another user, or set DATABASE_URL`,
  );
}

/** Whether this process may start others with a different account. */
export const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * The account to run PostgreSQL with, which refuses root: null when this process is not root's. For root it is the owner of
 * the data, or at the first start a system account of this project, created when it does not exist.
 *
 * @throws when root cannot create that account.
 */
export function accountFor(dataLocation: string): Account | null {
  if (!isRoot()) return null;
  const owner = statSync(dataLocation, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return lookUp() ?? create();
}

/** Whether the account may enter every folder of `path`. The system's `test` decides, since it considers ACLs too. */
export function canReach(account: Account | null, path: string): boolean {
  if (account === null) return true;
  return spawnSync('test', ['-x', path], { ...account, cwd: '/' }).status === 0;
}
