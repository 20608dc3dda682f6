/** A failing history is reported with its seed; FC_SEED plays it again. */
export const seed = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31);

/**
 * How many random histories; fewer where the same ones are played against
 * hundreds of mutants.
 */
export const runs = (usual: number): number =>
  Number(process.env['FC_RUNS'] ?? usual);
