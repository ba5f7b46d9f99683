const MAX_KEY_LENGTH = 512;
const KEY = /^[a-z0-9_-][a-z0-9_.-]*(?:\/[a-z0-9_-][a-z0-9_.-]*)*$/;

/**
 * Returns the key.
 *
 * @throws an Error when it could leave the root of a storage, or is not one that every storage can have.
 */
export function checkKey(key: string): string {
  if (key.length > MAX_KEY_LENGTH || !KEY.test(key))
    throw new Error(`not a key of the storage: ${JSON.stringify(key)}`);
  return key;
}
