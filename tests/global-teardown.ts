import { removeTemporaryFolder } from '../runtime/embedded/temporary-folder.ts';

/** Jest calls it once after the last test file. */
export default async function tearDown(): Promise<void> {
  const folder = process.env['TEST_FOLDER'];
  if (folder !== undefined) await removeTemporaryFolder(folder);
}
