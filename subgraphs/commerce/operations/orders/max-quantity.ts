/** The highest quantity of one line. */
export const MAX_QUANTITY = 999;
