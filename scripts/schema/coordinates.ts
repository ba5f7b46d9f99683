import { type ASTNode, Kind, parse, print, Source, visit } from 'graphql';
import type { SubgraphSource } from '../compose.ts';

/** Where a coordinate is defined, with the text of its definition. */
export interface DefinitionLocation {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** Every schema coordinate (`User`, `User.name`, `Query.user(id:)`, `Theme.DARK`) with the locations that define it. */
export function locationsOf(sources: readonly SubgraphSource[]): ReadonlyMap<string, readonly DefinitionLocation[]> {
  const locations = new Map<string, DefinitionLocation[]>();
  for (const { sdl, schemaFile } of sources) {
    const trail: string[] = [];
    visit(parse(new Source(sdl, schemaFile)), {
      enter(node) {
        const name = definedName(node);
        if (name === null) return;
        trail.push(name);
        const location = { file: schemaFile, line: lineOf(node), text: print(node) };
        locations.set(coordinateOf(trail), [...(locations.get(coordinateOf(trail)) ?? []), location]);
      },
      leave(node) {
        if (definedName(node) !== null) trail.pop();
      },
    });
  }
  return locations;
}

/** `[User]`, `[User, name]`, `[Query, user, id]` as schema coordinates (GraphQL specification, section 3.14). */
export function coordinateOf([type = '', member, argument]: readonly string[]): string {
  if (member === undefined) return type;
  return argument === undefined ? `${type}.${member}` : `${type}.${member}(${argument}:)`;
}

const DEFINITION = /^(Object|Interface|Union|Enum|Scalar|InputObject)Type(Definition|Extension)$/;

function definedName(node: ASTNode): string | null {
  const defines =
    DEFINITION.test(node.kind) ||
    node.kind === Kind.FIELD_DEFINITION ||
    node.kind === Kind.INPUT_VALUE_DEFINITION ||
    node.kind === Kind.ENUM_VALUE_DEFINITION;
  return defines && 'name' in node ? (node.name?.value ?? null) : null;
}

const lineOf = (node: ASTNode): number => ('name' in node ? (node.name?.loc?.startToken.line ?? 1) : 1);
