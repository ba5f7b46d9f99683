/** An object of the data that is being put together. */
export type DataObject = Record<string, unknown>;
