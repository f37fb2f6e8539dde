/**
 * Goes up whenever files would be read as other items or images than before: units planned under
 * an older number are planned again at the next scan, though nothing on disk has changed.
 */
export const namingVersion = 5
