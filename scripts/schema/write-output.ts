import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UnreachableError } from './outcome.ts';

/** Writes what a command made into a file under `root`. @throws UnreachableError when it cannot be written. */
export async function writeOutput(root: string, output: string, text: string): Promise<void> {
  try {
    await writeFile(resolve(root, output), text);
  } catch (error) {
    throw new UnreachableError(`${output}: cannot be written`, { cause: error });
  }
}
