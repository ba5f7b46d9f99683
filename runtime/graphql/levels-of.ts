import { type DocumentNode, Kind, type SelectionSetNode } from 'graphql';

/** How many levels of fields a valid document has, at its deepest. */
export function levelsOf({ definitions }: DocumentNode): number {
  const fragments = new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition.selectionSet] as const] : [],
    ),
  );
  // A fragment may be spread many times, and so may those that it spreads.
  const levelsOfFragments = new Map<string, number>();
  const belowFragment = (name: string): number => {
    const levels = levelsOfFragments.get(name) ?? below(fragments.get(name));
    levelsOfFragments.set(name, levels);
    return levels;
  };
  const below = (set: SelectionSetNode | undefined): number =>
    Math.max(
      0,
      ...(set?.selections ?? []).map((selection) => {
        if (selection.kind === Kind.FIELD) return 1 + below(selection.selectionSet);
        return selection.kind === Kind.INLINE_FRAGMENT
          ? below(selection.selectionSet)
          : belowFragment(selection.name.value);
      }),
    );
  return Math.max(
    0,
    ...definitions.map((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION ? below(definition.selectionSet) : 0,
    ),
  );
}
