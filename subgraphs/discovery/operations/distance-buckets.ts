/** A distance of at most so many kilometres. */
export type DistanceBucket = 5 | 10 | 20 | 50 | 100;

/** Coordinates in degrees (WGS 84). They are never stored, logged or shown. */
export interface Coordinates {
  readonly latitude: number;
  readonly longitude: number;
}

/** The grid that people are located by. All that is said of the distance of two people is a function of their cells. */
export interface Cells {
  /** The cell that holds the coordinates, which have to be within their ranges. */
  cellOf(coordinates: Coordinates): string;
  /** Between the centres of two cells: for the speed of one person, never for the distance of two. */
  kilometresBetween(one: string, other: string): number;
  /** Null beyond 100 km. The same in both directions. */
  bucketBetween(one: string, other: string): DistanceBucket | null;
  /** All cells within 100 km of one, with what `bucketBetween` says of each. */
  around(cell: string): ReadonlyMap<string, DistanceBucket>;
}

/** The only distances that anybody is shown or may filter by, in kilometres. */
export const DISTANCE_BUCKETS = [5, 10, 20, 50, 100] as const satisfies readonly DistanceBucket[];

/** The bucket that a number of kilometres belongs to; null beyond 100. */
export const bucketOf = (kilometres: number): DistanceBucket | null =>
  DISTANCE_BUCKETS.find((bucket) => kilometres <= bucket) ?? null;
