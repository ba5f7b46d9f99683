import { z } from 'zod';
import type { Caller } from '../../../../runtime/executor/caller.ts';
import type { CallDomain } from '../../../../runtime/subgraph/host.ts';

const FILES = `query FileUrls($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on MediaFile { url } }
}`;
// A picture that is smaller than `small` has a variant `thumbnail` alone.
const PICTURES = `query PictureUrls($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on MediaFile { small: url(variant: "small") url: url(variant: "thumbnail") }
  }
}`;
const FOUND = z.object({
  _entities: z.array(z.object({ small: z.string().nullish(), url: z.string().nullish() }).nullable()),
});

/** A file with what lets the viewer read it, as one key of a loader. */
export const fileUrlKey = (fileId: string, access: string): string => `${fileId} ${access}`;

/** Where the viewer fetches files, in the order of their keys; null for one that they may not read, or while it is processed. */
export const findFileUrls = (ask: CallDomain, caller: Caller, keys: readonly string[]): Promise<(string | null)[]> =>
  findUrls(ask, caller, FILES, keys);

/** As `findFileUrls`, of pictures: where their small variant is, or the largest one of a picture that is smaller. */
export const findPictureUrls = (ask: CallDomain, caller: Caller, keys: readonly string[]): Promise<(string | null)[]> =>
  findUrls(ask, caller, PICTURES, keys);

async function findUrls(
  ask: CallDomain,
  caller: Caller,
  document: string,
  keys: readonly string[],
): Promise<(string | null)[]> {
  const representations = keys.map((key) => {
    const [id = '', access = ''] = key.split(' ');
    return { __typename: 'MediaFile', id, access };
  });
  const { _entities: files } = FOUND.parse(await ask('media', document, { representations }, caller));
  return keys.map((_, at) => files[at]?.small ?? files[at]?.url ?? null);
}
