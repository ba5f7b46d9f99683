import type { CommerceContext } from '../../context.ts';
import type { FacetRow, ProductCriteria } from '../../repository/index.ts';

/** Products are counted up to this number. */
const MAX_TOTAL = 1_000;

/** Facets look at this many products. */
const FACET_SAMPLE = 1_000;

/** Values of a facet, and names of attributes that become facets. */
const MAX_VALUES = 20;
const MAX_NAMES = 10;

interface Needs extends Pick<CommerceContext, 'viewerKey'> {
  readonly repository: Pick<CommerceContext['repository'], 'countProducts' | 'facetsOf'>;
}

/** What products are counted by. */
export interface Facet {
  readonly kind: FacetRow['kind'];
  /** Name of the attribute, folded; null for other kinds. */
  readonly name: string | null;
  readonly values: readonly { readonly value: string; readonly count: number }[];
}

/** How many products fulfil a filter and may be seen by the viewer; a large number is an end. */
export const countProducts = ({ viewerKey, repository }: Needs, criteria: ProductCriteria): Promise<number> =>
  repository.countProducts(viewerKey, criteria, MAX_TOTAL);

/** By what the products that fulfil a filter can be narrowed; of very many some are looked at. */
export async function listFacets({ viewerKey, repository }: Needs, criteria: ProductCriteria): Promise<Facet[]> {
  const limits = { sample: FACET_SAMPLE, values: MAX_VALUES, names: MAX_NAMES };
  const rows = await repository.facetsOf(viewerKey, criteria, limits);
  const facets = Map.groupBy(rows, ({ kind, name }) => `${kind} ${name}`);
  return [...facets.values()].flatMap((values) => {
    const [first] = values;
    if (first === undefined) return [];
    const name = first.kind === 'ATTRIBUTE' ? first.name : null;
    return [{ kind: first.kind, name, values: values.map(({ value, count }) => ({ value, count })) }];
  });
}
