import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { findFreePort, isFree } from '../runtime/embedded/free-port.ts';
import type { S3Settings } from '../subgraphs/media/storage/storage-settings.ts';
import { eventually } from './eventually.ts';
import { openSmallS3 } from './small-s3.ts';

/** A server of S3 with one empty bucket. */
export interface S3Server {
  /** Which one runs: the name of the program, or `small-s3` of the tests. */
  readonly program: string;
  readonly settings: S3Settings;
  close(): Promise<void>;
}

const CREDENTIALS = { accessKeyId: 'tests', secretAccessKey: 'secret-of-the-tests' };
const BUCKET = 'files';

/**
 * Starts versitygw where it is installed (`go install github.com/versity/versitygw/cmd/versitygw@v1.8.0`), which checks
 * signatures as S3 does, and else the small server of the tests, which does not.
 */
export async function openS3Server(): Promise<S3Server> {
  const program = findVersitygw();
  return program === null ? openSmall() : openVersitygw(program);
}

function findVersitygw(): string | null {
  const { GOBIN = '', GOPATH = '', PATH = '' } = process.env;
  const folders = [GOBIN, join(GOPATH, 'bin'), join(homedir(), 'go', 'bin'), ...PATH.split(delimiter)];
  return (
    folders.map((folder) => join(folder, 'versitygw')).find((path) => isAbsolute(path) && existsSync(path)) ?? null
  );
}

const settingsOf = (endpoint: string): S3Settings => ({
  bucket: BUCKET,
  prefix: 'media/',
  endpoint,
  region: 'us-east-1',
  credentials: CREDENTIALS,
});

async function openSmall(): Promise<S3Server> {
  const server = await openSmallS3();
  return { program: 'small-s3', settings: settingsOf(server.url), close: server.close };
}

async function openVersitygw(program: string): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'versitygw-'));
  const port = await findFreePort();
  await mkdir(join(folder, BUCKET));
  const keys = ['--access', CREDENTIALS.accessKeyId, '--secret', CREDENTIALS.secretAccessKey];
  const server = spawn(program, [...keys, '--port', `127.0.0.1:${port}`, '--quiet', 'posix', folder], {
    stdio: 'ignore',
  });
  const ended = once(server, 'exit');
  await eventually(async () => !(await isFree(port)), 'versitygw to listen');
  return {
    program: 'versitygw',
    settings: settingsOf(`http://127.0.0.1:${port}`),
    async close() {
      server.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
