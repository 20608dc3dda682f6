/** Replaces one text of a file, which must occur exactly once. */
export interface Edit {
  file: string;
  find: string;
  replace: string;
}

/** Tests that may catch a bug, the cheapest first. */
export const LAYERS = ['rules', 'simulation', 'actors'] as const;
export type Layer = (typeof LAYERS)[number];

/** A mistake somebody could make, described and as edits of the sources. */
export interface Bug {
  name: string;
  what: string;
  edits: Edit[];
  /** The first layer that should catch it. */
  caughtBy: Layer;
}
