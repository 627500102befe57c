// Where a name comes from and how firm it is; spread into entries.

const semconvName = { source: 'semconv', sensitivity: 'public' } as const;

/** A name that semantic conventions 1.45 call stable. */
export const semconv = { ...semconvName, stability: 'stable' } as const;
/** A name that semantic conventions 1.45 still develop. */
export const semconvDev = { ...semconvName, stability: 'development' } as const;
/** Our own name, where no standard one exists. */
export const own = { source: 'peragus', stability: 'development', sensitivity: 'public' } as const;
