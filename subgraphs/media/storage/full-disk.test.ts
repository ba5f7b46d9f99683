import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const FILL = fileURLToPath(new URL('./fixtures/fill-folder.ts', import.meta.url));
const run = promisify(execFile);

test('a full disk is named so, leaves nothing behind and works again once there is space', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'full-disk-'));
  // A file system of one megabyte that only this process and its children see.
  const mounted = `mount -t tmpfs -o size=1m none ${folder} && exec "$0" "$@"`;
  const words = ['--user', '--map-root-user', '--mount', 'sh', '-c', mounted, process.execPath, FILL, folder];
  const result = await run('unshare', words).finally(() => rmSync(folder, { recursive: true }));
  expect(JSON.parse(result.stdout)).toEqual({ failure: 'StorageFullError', left: [], isStoredAfterwards: true });
});
