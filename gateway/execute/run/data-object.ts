/** An object in the data of a run. */
export type DataObject = Record<string, unknown>;
