import { readdirSync, readFileSync } from 'node:fs';
import { type DocumentNode, Kind, parse, print } from 'graphql';
import { usedFragments } from '../graphql/used-fragments.ts';

/** Finds the text of an operation by its name, with the fragments that it uses; null when there is none. */
export type FindRouteOperation = (name: string) => string | null;

const FOLDER = new URL('../../operations/', import.meta.url);
/** Of `operations/`, those of the routes; the others are of clients. */
const OF_ROUTES = /^v1-.*\.graphql$/;

/** Reads the operations of the routes when the first one is needed. */
export function readRouteOperations(folder = FOLDER): FindRouteOperation {
  let texts: ReadonlyMap<string, string> | null = null;
  return (name) => {
    texts ??= new Map(
      readdirSync(folder)
        .filter((file) => OF_ROUTES.test(file))
        .flatMap((file) => operationsIn(parse(readFileSync(new URL(file, folder), 'utf8'), { noLocation: true }))),
    );
    return texts.get(name) ?? null;
  };
}

const operationsIn = ({ definitions }: DocumentNode): readonly (readonly [string, string])[] =>
  definitions.flatMap((node) => {
    if (node.kind !== Kind.OPERATION_DEFINITION) return [];
    const fragments = Object.values(usedFragments(node, definitions));
    const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [node, ...fragments] };
    return [[node.name?.value ?? '', print(document)] as const];
  });
